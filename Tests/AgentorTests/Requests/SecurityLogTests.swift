import FastCGI
import FoundationEssentials
import Logging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// Who signed in or failed to, and who tried what they may not, in the worker's log.
@Suite("The log of who comes in", .database(agentorDatabase))
struct SecurityLogTests {
    private static let email = "ada@example.com"
    private let lines = LogLines()
    private let site: Site
    private let database: TestDatabase

    init() throws {
        let lines = lines
        site = try Site.forTest(logger: Logger(label: "test") { _ in lines })
        database = try TestDatabase.current
    }

    private func id(_ name: String) throws -> String {
        try #require(
            try database.administer("select id from agentor.accounts where full_name = $1", [name]).first?[0])
    }

    /// Lines that begin so.
    private func told(_ words: String) -> [String] { lines.all.filter { $0.hasPrefix("notice \(words)") } }

    /// Nothing that proves who somebody is, or says who they are in plain.
    private func expectNoSecrets(_ secrets: String...) {
        for secret in [Self.email, Browser.password, "127.0.0.1", "Ada"] + secrets {
            #expect(!lines.all.contains { $0.contains(secret) }, "\(secret)")
        }
    }

    @Test(
        "every sign-in and every failed one is a line with the account and how, and never an address or a password"
    )
    func signingIn() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        let account = try id("Ada")
        #expect(told("signed in").count == 1 && told("signed in")[0].contains("sign-up"))
        let browser = Browser(site)
        try await browser.signIn(Self.email, password: "not this one at all")
        try await browser.signIn("nobody@example.com", password: "not this one at all")
        let refused = told("sign-in refused")
        #expect(refused.count == 2 && refused.allSatisfy { $0.contains("wrong") && $0.contains("network") })
        #expect(refused[0].contains(account) && !refused[1].contains("account"))
        try await browser.signIn(Self.email)
        let open = told("signed in")
        #expect(open.count == 2 && open[1].contains(account) && open[1].contains("password"))
        for _ in 0..<10 { try await Browser(site).signIn(Self.email, password: "not this one at all") }
        try await Browser(site).signIn(Self.email)
        #expect(told("sign-in refused").contains { $0.contains("too often") })
        try database.administer("update agentor.accounts set suspended_at = now()")
        try database.administer("truncate agentor.throttles")
        try await Browser(site).signIn(Self.email)
        #expect(told("sign-in refused").contains { $0.contains("suspended") && $0.contains(account) })
        expectNoSecrets("not this one at all", "nobody@example.com")
    }

    @Test("so is every second factor and every proof, right or wrong")
    func proving() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: Self.email)
        let account = try id("Ada")
        for (password, kind) in [("wrong", "proof refused"), (Browser.password, "proved")] {
            try await ada.get("/account/prove")
            try await ada.post("/account/prove", ["password": password])
            #expect(told(kind).count == 1 && told(kind)[0].contains(account), "\(kind)")
        }
        let (_, codes) = try await ada.turnOnSecondFactor()
        let browser = Browser(site)
        try await browser.signIn(Self.email)
        #expect(told("first factor proved").count == 1 && told("first factor proved")[0].contains(account))
        let before = told("signed in").count
        try await browser.giveSecondFactor("000000")
        #expect(
            told("second factor refused").count == 1 && told("second factor refused")[0].contains(account))
        #expect(told("signed in").count == before)
        try await browser.giveSecondFactor(codes[0])
        #expect(
            told("second factor proved").contains { $0.contains("recovery code") && $0.contains(account) })
        #expect(told("signed in").count == before + 1)
        expectNoSecrets(codes[0], "000000")
    }

    @Test("who tries what they may not is a line, and who may is none")
    func refused() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let account = try id("Ada")
        for (address, what) in [
            ("/admin", "administration"), ("/admin/limits/message", "administration"),
            ("/moderation", "moderation"), ("/moderation/\(UUID().uuidString.lowercased())", "moderation"),
        ] {
            let before = told("access refused").count
            #expect(try await ada.get(address).status == .notFound)
            let lines = told("access refused")
            #expect(lines.count == before + 1, "\(address)")
            #expect(lines.last?.contains(what) == true && lines.last?.contains(account) == true, "\(address)")
        }
        try await ada.get("/account")
        #expect(try await ada.get("/channels/nothing-of-the-kind").status == .notFound)
        #expect(told("access refused").count == 4, "what is not there for anybody is none")
        try database.administer("update agentor.accounts set role = 'admin'")
        #expect(try await ada.get("/admin").status == .forbidden)
        #expect(told("access refused").last?.contains("no second factor") == true)
        try await ada.turnOnSecondFactor()
        let before = told("access refused").count
        #expect(try await ada.get("/admin").status == .ok)
        #expect(told("access refused").count == before)
    }

    @Test("a form that is not ours is a line, and so is what a policy of the database refused")
    func forms() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let account = try id("Ada")
        try await ada.get("/account/name")
        let request = try ada.form("/account/name", ["name": "Other", "csrf": "wrong"])
        #expect(await site.respond(to: request).status == .forbidden)
        #expect(told("form refused").count == 1 && told("form refused")[0].contains(account))
        let log = SecurityLog(logger: site.logger, keys: site.settings.keys)
        let error = PostgresError(
            .server(SQLState(rawValue: "42501")), "refused", statement: "SaveSomething")
        log.note(.database(error), Visit(request, by: site.accounts, intake: site.intake))
        #expect(told("rows refused").count == 1 && told("rows refused")[0].contains("SaveSomething"))
    }

    @Test("nobody fills the disk by being refused: so many lines of a kind, and then how many were left out")
    func bounded() {
        let lines = LogLines()
        let log = SecurityLog(logger: Logger(label: "test") { _ in lines }, keys: site.settings.keys)
        for _ in 0..<5_000 { log.note(SecurityEvent(.accessRefused, of: nil)) }
        let written = lines.all.count
        #expect((200..<1_000).contains(written))
        log.note(SecurityEvent(.signedIn, of: nil))
        #expect(lines.all.count == written + 1, "one kind does not hide another")
    }

    @Test("one network is known again in the log, however its addresses are written, and another is another")
    func networks() {
        let lines = LogLines()
        let log = SecurityLog(logger: Logger(label: "test") { _ in lines }, keys: site.settings.keys)
        for address in ["2001:db8::1", "2001:db8:0:0:5::9", "2001:db8:0:1::1"] {
            log.note(SecurityEvent(.signInRefused, of: nil, from: address))
        }
        #expect(lines.all.count == 3 && lines.all[0] == lines.all[1] && lines.all[1] != lines.all[2])
    }
}
