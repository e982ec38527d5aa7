import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Signing up", .database(agentorDatabase))
struct SignUpTests {
    private static let email = "ada@example.com"
    private let site: Site
    private let browser: Browser
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        browser = Browser(site)
        database = try TestDatabase.current
    }

    private func accounts() throws -> Int { try database.count("agentor.accounts") }

    private func code(for email: String = email) throws -> String {
        try #require(browser.letter(to: email)?.code)
    }

    @discardableResult
    private func type(_ code: String, in browser: Browser? = nil) async throws -> Response {
        let browser = browser ?? self.browser
        // A page with a form, whether or not this browser waits for a code.
        try await browser.get("/forgot-password")
        return try await browser.post("/sign-up/confirm", ["code": code])
    }

    @Test("there is no account before the code from the mail is typed, and one afterwards, signed in")
    func confirmation() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        #expect(try accounts() == 0)
        #expect(try await !browser.isSignedIn())
        #expect(try await browser.get("/sign-up/confirm").text.contains(Self.email))
        #expect(try await type(code()).location == "/onboarding")
        #expect(try accounts() == 1)
        #expect(try await browser.isSignedIn())
    }

    @Test("the code may be typed without its space, and a wrong one is said to be wrong")
    func typing() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        let code = try code()
        let other = code == "0000 0000" ? "0000 0001" : "0000 0000"
        let page = try await type(other)
        #expect(page.status == .unprocessableContent)
        #expect(page.text.contains("That is not the code."))
        #expect(try accounts() == 0)
        #expect(try await type(code.replacing(" ", with: "")).location == "/onboarding")
    }

    @Test("after five wrong codes the right one does nothing, and after four it does")
    func attempts() async throws {
        for wrong in [4, 5] {
            let email = "ada-\(wrong)@example.com"
            let browser = Browser(site)
            try await browser.askForAccount("Ada", email: email)
            let code = try #require(browser.letter(to: email)?.code)
            for _ in 0..<wrong { try await type("1", in: browser) }
            try await type(code, in: browser)
            #expect(browser.last.status == (wrong == 4 ? .seeOther : .gone))
        }
        #expect(try accounts() == 1)
    }

    @Test("the code is good for ten minutes, and so is the link")
    func expiry() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        let seconds = try database.administer(
            "select extract(epoch from expires_at - created_at)::int from agentor.challenges")
        #expect(seconds == [["600"]])
        let code = try code()
        let link = try browser.link(to: Self.email)
        try database.endChallenges()
        #expect(try await type(code).status == .gone)
        #expect(try await browser.follow(link).status == .gone)
        #expect(try accounts() == 0)
    }

    @Test("a code typed into another browser than the one that asked is not good")
    func codeElsewhere() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        let code = try code()
        let other = Browser(site)
        try await other.askForAccount("Eve", email: "eve@example.com")
        #expect(try await type(code, in: other).status == .unprocessableContent)
        #expect(try await type(code).status == .seeOther)
    }

    @Test("in the browser that asked, the link is enough")
    func link() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        #expect(try await browser.follow(browser.link(to: Self.email)).location == "/onboarding")
        #expect(try await browser.isSignedIn())
    }

    @Test("in another browser the link takes the password that was chosen")
    func linkElsewhere() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        let link = try browser.link(to: Self.email)
        let other = Browser(site)
        #expect(try await other.get(link).text.contains("name=\"password\""))
        for wrong in ["", "another password altogether"] {
            #expect(try await other.follow(link, ["password": wrong]).status == .unprocessableContent)
        }
        #expect(try accounts() == 0)
        #expect(try await other.follow(link, ["password": Browser.password]).location == "/onboarding")
        #expect(try await other.isSignedIn())
        #expect(try await !browser.isSignedIn())
    }

    @Test("looking at a link uses nothing up, whoever looks")
    func looking() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        let link = try browser.link(to: Self.email)
        for looker in [browser, Browser(site), browser, Browser(site)] {
            #expect(try await looker.get(link).status == .ok)
            #expect(try await looker.send(.head, link).status == .ok)
        }
        #expect(try accounts() == 0)
        #expect(try await browser.follow(link).location == "/onboarding")
    }

    @Test("code and link together are good once")
    func once() async throws {
        for isLinkFirst in [true, false] {
            let email = "ada-\(isLinkFirst)@example.com"
            let browser = Browser(site)
            try await browser.askForAccount("Ada", email: email)
            let code = try #require(browser.letter(to: email)?.code)
            let link = try browser.link(to: email)
            let cookie = browser.cookie
            if isLinkFirst {
                #expect(try await browser.follow(link).status == .seeOther)
            } else {
                #expect(try await type(code, in: browser).status == .seeOther)
            }
            browser.cookie = cookie
            #expect(try await type(code, in: browser).status == .gone)
            #expect(try await browser.follow(link).status == .gone)
        }
        #expect(try accounts() == 2)
    }

    @Test("the same form sent twice sends one mail, and its code is good")
    func sentTwice() async throws {
        try await browser.get("/sign-up")
        let request = try browser.form(
            "/sign-up", ["name": "Ada", "email": Self.email, "password": Browser.password])
        for response in await answers(of: site, to: [request, request]) {
            #expect(response.location == "/sign-up/confirm")
        }
        _ = await site.respond(to: request)
        let code = try code()
        #expect(site.mails.letters(to: Self.email).count == 1)
        #expect(try await type(code).location == "/onboarding")
    }

    @Test(
        "a form sent again with other words sends another mail, and the last code is the only one that is good",
        arguments: [["name": "Ada Lovelace"], ["password": "another password altogether"]])
    func edited(change: [String: String]) async throws {
        try await browser.get("/sign-up")
        var fields = [
            "name": "Ada", "email": Self.email, "password": Browser.password,
            "csrf": try #require(browser.hidden("csrf")), "nonce": try #require(browser.hidden("nonce")),
        ]
        try await browser.post("/sign-up", fields)
        let first = try code()
        fields.merge(change) { $1 }
        try await browser.post("/sign-up", fields)
        let second = try code()
        #expect(site.mails.letters(to: Self.email).count == 2)
        #expect(try await type(first).status == .unprocessableContent)
        #expect(try await type(second).location == "/onboarding")
        let other = Browser(site)
        try await other.signIn(Self.email, password: fields["password"] ?? "")
        #expect(try await other.isSignedIn())
    }

    @Test("an address in use gets the same answers, its owner another mail, and no code is right")
    func inUse() async throws {
        try await browser.signUp("Ada", email: Self.email)
        var pages: [[String]] = []
        for email in ["ADA@Example.com", "new@example.com"] {
            let other = Browser(site)
            try await other.askForAccount("Eve", email: email)
            let address = email.lowercased()
            var seen = [try await other.get("/sign-up/confirm").text(without: address)]
            seen.append(try await type("1234 5678", in: other).text(without: address))
            for _ in 0..<4 { try await type("1234 5678", in: other) }
            seen.append(try await type("1234 5678", in: other).text(without: address))
            pages.append(seen)
        }
        #expect(pages[0] == pages[1])
        let letter = try #require(browser.letter(to: Self.email))
        #expect(letter.subject == "You have an Agentor account already")
        #expect(letter.code == nil)
        #expect(letter.action?.address == "http://127.0.0.1:8080/sign-in")
        #expect(browser.letter(to: "new@example.com")?.code != nil)
        #expect(try accounts() == 1)
    }

    @Test("confirmed by many at once, one account is created, and one browser is let in")
    func atOnce() async throws {
        try await browser.askForAccount("Ada", email: Self.email)
        let code = try code()
        let link = try browser.link(to: Self.email)
        try await browser.get("/sign-up/confirm")
        let typed = try browser.form("/sign-up/confirm", ["code": code])
        let followed = try browser.form("/confirm", ["token": String(link.suffix(64))])
        let statuses = await answers(of: site, to: [typed, followed, typed, followed]).map(\.status)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
        #expect(statuses.filter { $0 == .gone }.count == 3)
        #expect(try accounts() == 1)
        #expect(try database.count("agentor.sessions") == 1)
    }

    @Test("two who ask for the same address and confirm at once get one account between them")
    func rivals() async throws {
        var requests: [Request] = []
        for name in ["Ada", "Eve"] {
            let rival = Browser(site)
            try await rival.askForAccount(name, email: Self.email)
            let code = try #require(rival.letter(to: Self.email)?.code)
            try await rival.get("/sign-up/confirm")
            requests.append(try rival.form("/sign-up/confirm", ["code": code]))
        }
        let statuses = await answers(of: site, to: requests).map(\.status)
        #expect(statuses.contains(.seeOther) && statuses.contains(.gone))
        #expect(try accounts() == 1)
    }

    @Test("links in mails lead to the address of the site, whatever host was asked for")
    func host() async throws {
        try await browser.get("/sign-up")
        var request = try browser.form(
            "/sign-up", ["name": "Ada", "email": Self.email, "password": Browser.password])
        // Plain http on loopback is the only other name of this site that has its cookies.
        request.host = "localhost:1"
        request.headers["X-Forwarded-Host"] = "evil.example"
        #expect(await site.respond(to: request).status == .seeOther)
        let address = try #require(browser.letter(to: Self.email)?.action?.address)
        #expect(address.hasPrefix("http://127.0.0.1:8080/confirm?token="))
    }

    @Test("a name adds no line to a mail")
    func injection() async throws {
        try await browser.get("/sign-up")
        let name = "Ada\r\nBcc: eve.example.com\r\n\r\nBuy"
        try await browser.post(
            "/sign-up", ["name": name, "email": Self.email, "password": Browser.password])
        _ = try code()
        let mail = try #require(site.mails.mails.first)
        let text = String(decoding: mail.bytes, as: UTF8.self)
        let head = text.prefix(upTo: try #require(text.firstRange(of: "\r\n\r\n")).lowerBound)
        #expect(!head.contains("Bcc"))
        #expect(!text.contains("\r\nBcc:"))
        #expect(site.mails.mails.count == 1)
        // Nor anything else: what strangers write is not mailed to addresses that nobody has proved.
        #expect(!text.contains("eve.example.com"))
    }

    @Test("by invitation, an address that has none is told by mail only, and one that has gets an account")
    func invitation() async throws {
        var rules = AccountRules()
        rules.registration = .invitation
        let site = try Site.forTest(rules: rules)
        try database.administer(
            "insert into agentor.waiting_list (email, admitted_at) values ('ada@example.com', now())")
        var pages: [String] = []
        for email in [Self.email, "eve@example.com"] {
            let guest = Browser(site)
            try await guest.askForAccount("Guest", email: email)
            pages.append(try await guest.get("/sign-up/confirm").text(without: email))
            let code = guest.letter(to: email)?.code
            #expect((code == nil) == (email == "eve@example.com"))
            try await type(code ?? "1234 5678", in: guest)
            #expect(guest.last.status == (code == nil ? .unprocessableContent : .seeOther))
        }
        #expect(pages[0] == pages[1])
        #expect(try accounts() == 1)
        #expect(try database.count("agentor.waiting_list") == 0)
    }

    @Test("with a waiting list, a confirmed address is put on it, and gets an account when it is admitted")
    func waitingList() async throws {
        var rules = AccountRules()
        rules.registration = .waitingList
        let site = try Site.forTest(rules: rules)
        for isAdmitted in [false, true] {
            let guest = Browser(site)
            try await guest.askForAccount("Ada", email: Self.email)
            try await type(try #require(guest.letter(to: Self.email)?.code), in: guest)
            #expect(guest.last.text.contains("You are on the list") == !isAdmitted)
            #expect(try accounts() == (isAdmitted ? 1 : 0))
            try database.administer("update agentor.waiting_list set admitted_at = now()")
        }
    }

    @Test("addresses of domains the operator does not take are refused, beside those they take")
    func domains() async throws {
        var rules = AccountRules()
        rules.allowedDomains = ["example.com"]
        rules.blockedDomains = ["bad.example.com"]
        let site = try Site.forTest(rules: rules)
        for (email, isTaken) in [
            ("a@example.com", true), ("a@sub.example.com", true), ("a@example.org", false),
            ("a@notexample.com", false), ("a@bad.example.com", false), ("a@x.bad.example.com", false),
        ] {
            let guest = Browser(site)
            try await guest.get("/sign-up")
            try await guest.post(
                "/sign-up", ["name": "Ada", "email": email, "password": Browser.password])
            #expect(guest.last.status == (isTaken ? .seeOther : .unprocessableContent))
        }
    }
}
