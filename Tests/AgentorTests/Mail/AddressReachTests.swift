import FastCGI
import Forms
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Addresses that not every mail server takes", .database(agentorDatabase))
struct AddressReachTests {
    private static let email = "jörg@xn--bcher-kva.example"
    private static let words = "Our mail server cannot send to this address."
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    /// What the workers hear of the mail server.
    private func hear(utf8: Bool?) {
        site.mails.take(utf8: utf8)
        site.postman.askServer()
    }

    private func askForAccount(_ browser: Browser) async throws -> Response {
        try await browser.get("/sign-up")
        return try await browser.post(
            "/sign-up", ["name": "Jörg", "email": "Jo\u{308}rg@Bücher.example", "password": Browser.password])
    }

    @Test("signing up is refused beside the field while the server has no SMTPUTF8, and words are kept")
    func signUpRefused() async throws {
        for utf8 in [nil, false] as [Bool?] {
            hear(utf8: utf8)
            let guest = Browser(site)
            let page = try await askForAccount(guest)
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains(Self.words))
            #expect(page.text.contains("Jo\u{308}rg@Bücher.example"))
            #expect(guest.letter(to: Self.email) == nil)
        }
        #expect(try database.count("agentor.outbox") == 0)
    }

    @Test("with a server that takes it, such an address gets an account, and signs in however it is typed")
    func signUp() async throws {
        hear(utf8: true)
        let guest = Browser(site)
        #expect(try await askForAccount(guest).status == .seeOther)
        let code = try #require(guest.letter(to: Self.email)?.code)
        try await guest.get("/sign-up/confirm")
        try await guest.post("/sign-up/confirm", ["code": code])
        #expect(try database.administer("select email from agentor.accounts") == [[Self.email]])
        // Whoever has it stays let in when the server is changed for a lesser one.
        hear(utf8: false)
        for typed in ["JÖRG@bücher.example", "jo\u{308}rg@xn--bcher-kva.example"] {
            let other = Browser(site)
            try await other.signIn(typed)
            #expect(try await other.isSignedIn())
        }
    }

    @Test("what a server said a day ago counts no more")
    func stale() async throws {
        hear(utf8: true)
        try database.administer("update agentor.mail_server set told_at = told_at - interval '25 hours'")
        #expect(try await askForAccount(Browser(site)).status == .unprocessableContent)
        hear(utf8: true)
        #expect(try await askForAccount(Browser(site)).status == .seeOther)
    }

    @Test("an account's address is changed to one only where mail gets there")
    func change() async throws {
        let ada = try await Browser.person("Ada", on: site)
        hear(utf8: false)
        #expect(try await ada.askEmail("jörg@bücher.example").status == .unprocessableContent)
        #expect(ada.last.text.contains(Self.words))
        hear(utf8: true)
        #expect(try await ada.askEmail("jörg@bücher.example").location == "/account/email")
        #expect(ada.letter(to: Self.email) != nil)
    }

    @Test("an operator invites and creates only where mail gets there")
    func operatorsOwn() throws {
        let (administration, accounts) = try site.administration()
        let draft = try AccountDraft(email: "用户@例え.テスト", name: "Yong Hu")
        hear(utf8: false)
        #expect(throws: Administration.Failure.self) {
            try administration.invite("jörg@bücher.example", through: accounts)
        }
        #expect(throws: Administration.Failure.self) { try administration.create(draft, through: accounts) }
        #expect(try database.count("agentor.outbox") == 0)
        hear(utf8: true)
        #expect(try administration.invite("jörg@bücher.example", through: accounts))
        _ = try administration.create(draft, through: accounts)
        #expect(try database.count("agentor.outbox") == 2)
    }

    @Test("a server that does not answer leaves what is known")
    func silent() async throws {
        hear(utf8: true)
        hear(utf8: nil)
        #expect(try await askForAccount(Browser(site)).status == .seeOther)
    }
}
