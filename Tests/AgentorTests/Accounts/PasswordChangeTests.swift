import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Changing the password", .database(agentorDatabase))
struct PasswordChangeTests {
    private static let email = "ada@example.com"
    private static let other = "quite another password"
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
    }

    private func takes(_ password: String) async throws -> Bool {
        let browser = Browser(site)
        try await browser.signIn(Self.email, password: password)
        return try await browser.isSignedIn()
    }

    @Test("the new password is the one that is good, and the old one is not")
    func change() async throws {
        #expect(try await ada.changePassword(to: Self.other).location == "/account?done=password")
        #expect(try await takes(Self.other))
        #expect(try await !takes(Browser.password))
    }

    @Test("it takes the current password")
    func current() async throws {
        for wrong in ["", "not this one at all"] {
            let page = try await ada.changePassword(to: Self.other, from: wrong)
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("That is not your current password."))
            #expect(!page.text.contains(Self.other))
        }
        #expect(try await takes(Browser.password))
    }

    @Test(
        "weak passwords are refused, in every form that takes one",
        arguments: ["short", "password password", "aaaaaaaaaaaaaaaaaaaa", "ada@example.com"])
    func weak(password: String) async throws {
        #expect(try await ada.changePassword(to: password).status == .unprocessableContent)
        let browser = Browser(site)
        let link = try await browser.askReset(Self.email)
        #expect(try await browser.reset(link, to: password).status == .unprocessableContent)
        try await browser.get("/sign-up")
        try await browser.post(
            "/sign-up", ["name": "Eve", "email": Self.email, "password": password])
        #expect(browser.last.status == .unprocessableContent)
        #expect(try await takes(Browser.password))
    }

    @Test("a password counts as it was typed: its case, the spaces at its ends, and its last character")
    func exact() async throws {
        let password = " Kpwzrtm Xbndqfy " + String(repeating: "lorem Ipsum ", count: 19) + "!"
        #expect(password.count <= 256)
        #expect(try await ada.changePassword(to: password).status == .seeOther)
        for wrong in [
            password.lowercased(), String(password.dropLast()), String(password.dropFirst()), password + " ",
        ] {
            #expect(try await !takes(wrong))
        }
        #expect(try await takes(password))
    }

    @Test("password fields hide what is typed, name themselves to password managers, and cut nothing off")
    func fields() async throws {
        var inputs: [String] = []
        let visitor = Browser(site)
        for page in [
            try await visitor.get("/sign-up"), try await visitor.get("/sign-in"),
            try await visitor.get(try await visitor.askReset(Self.email)),
            try await ada.get("/account/password"),
            try await ada.get("/account/prove"),
        ] {
            inputs += page.text.matches(of: /<input id="(?:password|current)"[^>]*>/).map { String($0.0) }
        }
        #expect(inputs.count == 6)
        for input in inputs {
            #expect(input.contains(" type=\"password\" value=\"\""))
            #expect(input.firstMatch(of: /autocomplete="(new|current)-password"/) != nil)
            #expect(!input.contains("maxlength"))
            #expect(!input.contains("onpaste"))
        }
    }

    @Test("beside each password stands whose it is: typed where nobody is known, hidden where somebody is")
    func usernames() async throws {
        let visitor = Browser(site)
        let pages: [(page: Response, isKnown: Bool)] = [
            (try await visitor.get("/sign-up"), false), (try await visitor.get("/sign-in"), false),
            (try await visitor.get(try await visitor.askReset(Self.email)), true),
            (try await ada.get("/account/password"), true), (try await ada.get("/account/prove"), true),
        ]
        for (page, isKnown) in pages {
            let inputs = page.text.matches(
                of: /<input [^>]*autocomplete="(username|current-password|new-password)"[^>]*>/)
            // The user name first, and once.
            #expect(inputs.first?.1 == "username" && inputs.dropFirst().allSatisfy { $0.1 != "username" })
            let username = try #require(inputs.first).0
            #expect(username.contains("value=\"\(Self.email)\"") == isKnown)
            #expect(username.contains("<input hidden readonly") == isKnown)
            #expect(username.contains("name=\"email\"") == !isKnown)
            #expect(inputs.count > 1)
        }
        // An address that is yet to be theirs is no user name.
        let change = try await ada.get("/account/email").text
        #expect(change.contains(/type="email" value=""\s+autocomplete="email"/))
    }

    @Test("every other session ends, and a link to choose a password that was sent before is no longer good")
    func others() async throws {
        let old = try await ada.another(Self.email)
        let stranger = Browser(site)
        let link = try await stranger.askReset(Self.email)
        #expect(try await stranger.get(link).status == .ok)
        try await ada.changePassword(to: Self.other)
        #expect(try await !old.isSignedIn())
        #expect(try await ada.isSignedIn())
        #expect(try await stranger.get(link).status == .gone)
        #expect(try await stranger.reset(link, to: "yet another password").status == .gone)
        #expect(try await takes(Self.other))
    }

    @Test("its owner is told, with a link that undoes it")
    func told() async throws {
        try await ada.changePassword(to: Self.other)
        let letter = try #require(ada.letter(to: Self.email))
        #expect(letter.subject == "Your password was changed")
        #expect(letter.action?.label == "This was not me")
    }

    @Test("after ten wrong passwords in an hour none is taken")
    func guessing() async throws {
        for _ in 0..<10 { try await ada.changePassword(to: Self.other, from: "no") }
        #expect(try await ada.changePassword(to: Self.other).status == .tooManyRequests)
        try database.administer("delete from agentor.throttles")
        #expect(try await ada.changePassword(to: Self.other).status == .seeOther)
    }

    @Test("of two changes sent at once one is made")
    func atOnce() async throws {
        try await ada.get("/account/password")
        let requests = try ["quite another password", "yet another password"].map {
            try ada.form("/account/password", ["current": Browser.password, "password": $0])
        }
        let statuses = await answers(of: site, to: requests).map(\.status)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
    }

    @Test("an account without one can set its first, and is asked for none before")
    func first() async throws {
        try database.administer("update agentor.accounts set password_hash = null")
        #expect(try await !takes(""))
        #expect(try await ada.get("/account/password").text.contains("Set a password"))
        try await ada.post("/account/password", ["password": Self.other])
        #expect(ada.last.location == "/account?done=password")
        #expect(try await takes(Self.other))
    }

    // MARK: Forgotten

    @Test("a link from a mail lets one choose another, once, and signs out everybody")
    func reset() async throws {
        let browser = Browser(site)
        let link = try await browser.askReset(Self.email)
        for _ in 0..<2 { #expect(try await browser.get(link).text.contains(Self.email)) }
        #expect(try await browser.reset(link, to: Self.other).location == "/sign-in?done=password")
        #expect(try await browser.reset(link, to: "yet another password").status == .gone)
        #expect(try await !ada.isSignedIn())
        #expect(try await takes(Self.other))
        #expect(try await !takes("yet another password"))
    }

    @Test("the link is good for ten minutes, and no other link or token is one")
    func resetEnds() async throws {
        let browser = Browser(site)
        let link = try await browser.askReset(Self.email)
        for wrong in [
            "/reset-password", "/reset-password?token=", "/reset-password?token=x",
            "/reset-password?token=\(String(repeating: "0", count: 64))",
        ] {
            #expect(try await browser.get(wrong).status == .gone)
        }
        // A link of another kind.
        try await ada.changePassword(to: Self.other)
        let undo = String(try ada.link(to: Self.email).suffix(64))
        #expect(try await browser.get("/reset-password?token=\(undo)").status == .gone)
        #expect(try await browser.get("/confirm?token=\(link.suffix(64))").status == .gone)
        let fresh = try await browser.askReset(Self.email)
        #expect(try await browser.get(fresh).status == .ok)
        try database.endChallenges()
        #expect(try await browser.get(fresh).status == .gone)
        #expect(try await browser.reset(fresh, to: "yet another password").status == .gone)
    }

    @Test("a link sent at once from many tabs changes the password once")
    func resetAtOnce() async throws {
        let browser = Browser(site)
        let link = try await browser.askReset(Self.email)
        try await browser.get(link)
        let requests = try (0..<3).map {
            try browser.form(
                "/reset-password",
                ["token": String(link.suffix(64)), "password": "quite another password \($0)"])
        }
        let statuses = await answers(of: site, to: requests).map(\.status)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
        #expect(statuses.filter { $0 == .gone }.count == 2)
    }

    @Test("a passwordless account gets one by the link too")
    func resetWithout() async throws {
        try database.administer("update agentor.accounts set password_hash = null")
        let browser = Browser(site)
        try await browser.reset(try await browser.askReset(Self.email), to: Self.other)
        #expect(try await takes(Self.other))
    }
}
