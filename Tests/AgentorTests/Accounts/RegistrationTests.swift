import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Who may have an account", .database(agentorDatabase))
struct RegistrationTests {
    private static let email = "ada@example.com"

    private func site(_ edit: (inout AccountRules) -> Void) throws -> Site {
        var rules = AccountRules()
        edit(&rules)
        return try Site.forTest(rules: rules)
    }

    /// The page after asking, without what is another's each time.
    private func confirmationPage(of browser: Browser, _ email: String) async throws -> String {
        let page = try await browser.get("/sign-up/confirm")
        #expect(page.status == .ok)
        return page.lasting.replacing(email, with: "")
    }

    private func confirm(_ browser: Browser, _ code: String) async throws {
        try await browser.get("/sign-up/confirm")
        try await browser.post("/sign-up/confirm", ["code": code])
    }

    private var accounts: Int {
        get throws { try TestDatabase.current.administer("select from agentor.accounts").count }
    }

    private var waiting: [String?] {
        get throws {
            try TestDatabase.current.administer("select email from agentor.waiting_list").map { $0[0] }
        }
    }

    // MARK: By invitation

    @Test(
        "by invitation, somebody uninvited gets the same page and a mail that says so, and no code is right")
    func uninvited() async throws {
        let site = try site { $0.registration = .invitation }
        let (administration, accounts) = try site.administration()
        _ = try administration.invite("bea@example.com", through: accounts)
        let invited = Browser(site)
        try await invited.askForAccount("Bea", email: "bea@example.com")
        let uninvited = Browser(site)
        try await uninvited.askForAccount("Ada", email: Self.email)
        let page = try await confirmationPage(of: uninvited, Self.email)
        #expect(try await confirmationPage(of: invited, "bea@example.com") == page)

        let letter = try #require(uninvited.letter(to: Self.email))
        #expect(letter.subject == "Agentor is by invitation")
        #expect(letter.code == nil)
        #expect(letter.action == nil)
        let code = try #require(invited.letter(to: "bea@example.com")?.code)
        for code in [code, "", "0000 0000"] {
            try await confirm(uninvited, code)
            #expect(uninvited.last.status == .unprocessableContent)
        }
        #expect(try self.accounts == 0)
        #expect(try await uninvited.get("/dashboard").location?.hasPrefix("/sign-in") == true)
    }

    @Test("by invitation, somebody invited signs up as everywhere, however the address is written")
    func invited() async throws {
        let site = try site { $0.registration = .invitation }
        let (administration, accounts) = try site.administration()
        _ = try administration.invite("Ada@Example.com", through: accounts)
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: "aDa@example.com")
        try await confirm(browser, try #require(browser.letter(to: Self.email)?.code))
        #expect(browser.last.location == "/onboarding")
        #expect(try waiting.isEmpty, "whoever has an account waits no more")
    }

    @Test("an invitation taken back between the mail and the code gives no account")
    func invitationTakenBack() async throws {
        let site = try site { $0.registration = .invitation }
        let (administration, accounts) = try site.administration()
        _ = try administration.invite(Self.email, through: accounts)
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: Self.email)
        let code = try #require(browser.letter(to: Self.email)?.code)
        try TestDatabase.current.administer("delete from agentor.waiting_list")
        try await confirm(browser, code)
        #expect(browser.last.location == nil)
        #expect(browser.last.status.code < 500)
        #expect(try self.accounts == 0)
    }

    @Test("whoever has an account signs in whatever the rules have become")
    func memberStays() async throws {
        try await Browser(try site { _ in }).signUp("Ada", email: Self.email)
        for registration in AccountRules.Registration.allCases {
            let browser = Browser(
                try site {
                    $0.registration = registration
                    $0.blockedDomains = ["example.com"]
                })
            try await browser.signIn(Self.email)
            #expect(browser.last.location == "/dashboard")
        }
    }

    // MARK: The waiting list

    @Test("with a waiting list, a confirmed address lands on it, the page says so, and there is no account")
    func waitingList() async throws {
        let site = try site { $0.registration = .waitingList }
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: Self.email)
        #expect(try waiting.isEmpty, "an address is listed once it is confirmed")
        try await confirm(browser, try #require(browser.letter(to: Self.email)?.code))
        #expect(browser.last.status == .ok)
        #expect(browser.last.text.contains("You are on the list"))
        #expect(try waiting == [Self.email])
        #expect(try self.accounts == 0)
        #expect(try await browser.get("/dashboard").location?.hasPrefix("/sign-in") == true)
        try await browser.signIn(Self.email)
        #expect(browser.last.status == .unprocessableContent)
    }

    @Test("the link does the same, and a second time on the list is the first")
    func waitingListByLink() async throws {
        let site = try site { $0.registration = .waitingList }
        for _ in 0..<2 {
            let browser = Browser(site)
            try await browser.askForAccount("Ada", email: Self.email)
            let link = try browser.link(to: Self.email)
            try await browser.get(link)
            let token = try #require(browser.hidden("token"))
            #expect(
                try await browser.post("/confirm", ["token": token]).text.contains("You are on the list"))
        }
        #expect(try waiting == [Self.email])
    }

    @Test("whoever is let in from the list gets a mail, signs up, and leaves the list")
    func admitted() async throws {
        let site = try site { $0.registration = .waitingList }
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: Self.email)
        try await confirm(browser, try #require(browser.letter(to: Self.email)?.code))
        let (administration, accounts) = try site.administration()
        #expect(try administration.admit(longestWaiting: 5, through: accounts) == [Self.email])
        #expect(browser.letter(to: Self.email)?.subject == "You are invited to Agentor")
        try await browser.signUp("Ada", email: Self.email)
        #expect(try waiting.isEmpty)
        #expect(try self.accounts == 1)
    }

    // MARK: Domains

    @Test(
        "an allowed domain takes in what is below it, in any case, and nothing that only ends alike",
        arguments: [
            ("ada@example.com", true), ("ada@EXAMPLE.COM", true), ("ada@mail.example.com", true),
            ("ada@a.b.Example.com", true), ("ada@badexample.com", false), ("ada@example.com.evil.org", false),
            ("ada@example.org", false), ("example.com@evil.org", false),
        ])
    func allowed(email: String, isAllowed: Bool) async throws {
        let browser = Browser(try site { $0.allowedDomains = ["example.com"] })
        try await browser.get("/sign-up")
        let page = try await browser.post(
            "/sign-up", ["name": "Ada", "email": email, "password": Browser.password])
        #expect(page.status == (isAllowed ? .seeOther : .unprocessableContent))
    }

    @Test(
        "a blocked domain blocks what is below it, also within one that is allowed",
        arguments: [
            ("ada@example.com", true), ("ada@trash.example.com", false), ("ada@TRASH.example.COM", false),
            ("ada@deep.trash.example.com", false), ("ada@nottrash.example.com", true),
        ])
    func blocked(email: String, isAllowed: Bool) async throws {
        for allowed in [[], ["example.com"]] {
            let browser = Browser(
                try site {
                    $0.allowedDomains = allowed
                    $0.blockedDomains = ["trash.example.com"]
                })
            try await browser.get("/sign-up")
            let page = try await browser.post(
                "/sign-up", ["name": "Ada", "email": email, "password": Browser.password])
            #expect(page.status == (isAllowed ? .seeOther : .unprocessableContent))
        }
    }

    @Test("what is refused is told beside the field, what was typed stays, and no mail is sent")
    func refusal() async throws {
        let site = try site { $0.blockedDomains = ["example.com"] }
        let browser = Browser(site)
        try await browser.get("/sign-up")
        let page = try await browser.post(
            "/sign-up", ["name": "Ada", "email": Self.email, "password": Browser.password])
        #expect(page.text.contains("Addresses of this domain cannot be used here. Use another address."))
        #expect(page.text.contains("href=\"#email\""))
        #expect(page.text.contains("value=\"ada@example.com\""))
        site.postman.deliverDue()
        #expect(site.mails.mails.isEmpty)
        #expect(try TestDatabase.current.administer("select from agentor.challenges").isEmpty)
    }

    @Test("an operator may let in an address the rules would refuse")
    func operatorDecides() async throws {
        let site = try site {
            $0.registration = .invitation
            $0.blockedDomains = ["example.com"]
        }
        let draft = try AccountDraft(email: Self.email, name: "Ada")
        _ = try site.administration().administration.create(
            draft, password: try draft.password(Browser.password))
        let browser = Browser(site)
        try await browser.signIn(Self.email)
        #expect(browser.last.location == "/dashboard")
    }
}
