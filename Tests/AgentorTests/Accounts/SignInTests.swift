import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Signing in", .database(agentorDatabase))
struct SignInTests {
    private static let email = "ada@example.com"
    private let site: Site
    private let database: TestDatabase

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        try await Browser(site).signUp("Ada", email: Self.email)
    }

    private func askCode(in browser: Browser, for email: String = email) async throws -> String {
        try await browser.get("/sign-in/code")
        try await browser.post("/sign-in/code", ["email": email])
        try #require(browser.last.location == "/sign-in/code/confirm")
        return try #require(browser.letter(to: email)?.code)
    }

    @discardableResult
    private func type(_ code: String, in browser: Browser) async throws -> Response {
        try await browser.get("/sign-in/code")
        return try await browser.post("/sign-in/code/confirm", ["code": code])
    }

    @Test("a code from a mail signs in, once, in the browser that asked for it")
    func code() async throws {
        let browser = Browser(site)
        let code = try await askCode(in: browser)
        let other = Browser(site)
        #expect(try await type(code, in: other).status == .gone)
        #expect(try await !other.isSignedIn())
        let cookie = browser.cookie
        #expect(try await type(code, in: browser).location == "/dashboard")
        #expect(try await browser.isSignedIn())
        #expect(try database.count("agentor.sessions where method = 'mail'") == 1)
        browser.cookie = cookie
        #expect(try await type(code, in: browser).status == .gone)
    }

    @Test("a code asked for in another browser is not good, though that browser waits for one too")
    func codeElsewhere() async throws {
        let browser = Browser(site)
        let other = Browser(site)
        let code = try await askCode(in: browser)
        let others = try await askCode(in: other)
        #expect(try await type(code, in: other).status == .unprocessableContent)
        #expect(try await type(others, in: other).status == .seeOther)
    }

    @Test("a new code ends the one before")
    func replaced() async throws {
        let browser = Browser(site)
        let first = try await askCode(in: browser)
        let second = try await askCode(in: browser)
        #expect(try await type(first, in: browser).status == .unprocessableContent)
        #expect(try await type(second, in: browser).status == .seeOther)
    }

    @Test("after five wrong codes the right one does nothing, and after four it does")
    func attempts() async throws {
        for wrong in [4, 5] {
            let browser = Browser(site)
            let code = try await askCode(in: browser)
            for _ in 0..<wrong {
                #expect(try await type("1", in: browser).status == .unprocessableContent)
            }
            #expect(try await type(code, in: browser).status == (wrong == 4 ? .seeOther : .gone))
        }
    }

    @Test("a code is good for ten minutes")
    func expiry() async throws {
        let browser = Browser(site)
        let code = try await askCode(in: browser)
        try database.endChallenges()
        #expect(try await type(code, in: browser).status == .gone)
    }

    @Test("a code typed many times at once signs in once")
    func atOnce() async throws {
        let browser = Browser(site)
        let code = try await askCode(in: browser)
        try await browser.get("/sign-in/code/confirm")
        let request = try browser.form("/sign-in/code/confirm", ["code": code])
        let statuses = await answers(of: site, to: Array(repeating: request, count: 5)).map(\.status)
        #expect(statuses.filter { $0 == .seeOther }.count == 1)
    }

    @Test("the same form asking for a code twice sends one mail")
    func sentTwice() async throws {
        let browser = Browser(site)
        try await browser.get("/sign-in/code")
        let request = try browser.form("/sign-in/code", ["email": Self.email])
        let before = site.mails.letters(to: Self.email).count
        _ = await answers(of: site, to: [request, request])
        let code = try #require(browser.letter(to: Self.email)?.code)
        #expect(site.mails.letters(to: Self.email).count == before + 1)
        #expect(try await type(code, in: browser).status == .seeOther)
    }

    @Test("whoever is suspended is told so when they have proved who they are, and nobody else is")
    func suspended() async throws {
        let ada = try await Browser(site).another(Self.email)
        #expect(try await ada.isSignedIn())
        try database.administer("update agentor.accounts set suspended_at = now()")
        #expect(try await !ada.isSignedIn())
        let browser = Browser(site)
        try await browser.signIn(Self.email, password: "not this one at all")
        #expect(browser.last.status == .unprocessableContent)
        #expect(!browser.last.text.contains("suspended"))
        try await browser.signIn(Self.email)
        #expect(browser.last.status == .forbidden)
        #expect(browser.last.text.contains("This account is suspended"))
        let code = try await askCode(in: browser)
        #expect(try await !type("1", in: browser).text.contains("suspended"))
        #expect(try await type(code, in: browser).text.contains("This account is suspended"))
        #expect(try await !browser.isSignedIn())
        try database.administer("update agentor.accounts set suspended_at = null")
        try await browser.signIn(Self.email)
        #expect(try await browser.isSignedIn())
    }

    @Test("a password that was changed while it was compared lets nobody in")
    func raced() async throws {
        let browser = Browser(site)
        try await browser.get("/sign-in")
        let request = try browser.form("/sign-in", ["email": Self.email, "password": Browser.password])
        let refused = try await database.answering(
            request, of: site, during: "update agentor.accounts set password_hash = 'another'")
        #expect(refused.status == .unprocessableContent)
        try await Browser(site).signUp("Bea", email: "bea@example.com")
        try await browser.get("/sign-in")
        let other = try browser.form(
            "/sign-in", ["email": "bea@example.com", "password": Browser.password])
        let taken = try await database.answering(other, of: site, during: "select 1")
        #expect(taken.status == .seeOther)
    }

    // MARK: Whether there is an account

    enum Way: String, CaseIterable {
        case password, code, reset, unlock

        /// What somebody sees who tries this way for an address.
        func pages(_ email: String, on site: Site) async throws -> [String] {
            let browser = Browser(site)
            func seen(_ response: Response) -> String {
                let headers = response.headers.all.map { "\($0.name): \($0.value)" }
                    .filter { !$0.hasPrefix("Set-Cookie") }.joined(separator: "\n")
                return "\(response.status.code)\n\(headers)\n\(response.text(without: email))"
            }
            var pages: [String] = []
            switch self {
            case .password:
                for _ in 0..<12 {
                    try await browser.get("/sign-in")
                    let fields = ["email": email, "password": "not this one at all"]
                    pages.append(seen(try await browser.post("/sign-in", fields)))
                }
            case .code:
                try await browser.get("/sign-in/code")
                pages.append(seen(try await browser.post("/sign-in/code", ["email": email])))
                for _ in 0..<6 {
                    pages.append(seen(try await browser.get("/sign-in/code/confirm")))
                    try await browser.get("/sign-in/code")
                    let typed = try await browser.post("/sign-in/code/confirm", ["code": "1234 5678"])
                    pages.append(seen(typed))
                }
            case .reset:
                for _ in 0..<7 {
                    try await browser.get("/forgot-password")
                    pages.append(seen(try await browser.post("/forgot-password", ["email": email])))
                }
            case .unlock:
                for _ in 0..<7 {
                    try await browser.get("/sign-in/unlock")
                    pages.append(seen(try await browser.post("/sign-in/unlock", ["email": email])))
                }
            }
            return pages
        }
    }

    @Test(
        "every way in answers for an address without an account as for one with, to the last letter and the last limit",
        arguments: Way.allCases)
    func sameWords(way: Way) async throws {
        // Signing up took a turn.
        try database.administer("delete from agentor.throttles")
        let known = try await way.pages(Self.email, on: site)
        let unknown = try await way.pages("eve@example.com", on: site)
        // Seconds go by between the two.
        func settled(_ page: String) -> String { page.replacing(/Retry-After: \d+|Wait [^.]+/, with: "") }
        #expect(known.map(settled) == unknown.map(settled))
        #expect(!known.isEmpty)
    }

    @Test(
        "every way in asks the database the same, and sends as many mails, whether or not there is an account",
        arguments: Way.allCases)
    func sameWork(way: Way) async throws {
        try database.administer("alter database \(database.name) set track_functions = 'all'")
        func calls() throws -> [[String?]] {
            // Limits are asked for by the clock, whoever comes.
            try database.administer(
                """
                select funcname, calls from pg_stat_user_functions
                where schemaname = 'agentor' and funcname <> 'set_limits' order by 1
                """)
        }
        var work: [[String: Int]] = []
        for email in [Self.email, "eve@example.com"] {
            try database.administer("delete from agentor.throttles")
            let before = Dictionary(
                uniqueKeysWithValues: try calls().map { ($0[0] ?? "", Int($0[1] ?? "") ?? 0) })
            let busy = """
                pg_stat_activity where datname = current_database() and usename in ('agentor_app', 'agentor_door')
                """
            let others = try database.count(busy)
            let site = try Site.forTest()
            let mails = try database.count("agentor.outbox")
            _ = try await way.pages(email, on: site)
            // What a connection counted is told when it ends.
            site.database.close()
            while try database.count(busy) > others {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await Task.sleep(for: .milliseconds(100))
            var made: [String: Int] = ["mails": try database.count("agentor.outbox") - mails]
            for row in try calls() {
                let name = row[0] ?? ""
                let count = (Int(row[1] ?? "") ?? 0) - (before[name] ?? 0)
                if count > 0 { made[name] = count }
            }
            work.append(made)
        }
        #expect(work[0] == work[1])
        #expect(work[0].count > 2)
    }

    @Test(
        "no form that leads on leads out of the site",
        arguments: [
            "//evil.example", "https://evil.example/", "/\\evil.example", "/nowhere", "javascript:alert(1)",
            "/dashboard\r\nSet-Cookie: a=b", "/dashboard?a=\r\nSet-Cookie: a=b", "/dashboard\t",
            "/account/connections/test/connect", "/confirm?token=x", "/sign-out", " /dashboard", "",
        ])
    func next(next: String) async throws {
        let browser = Browser(site)
        try await browser.get("/sign-in")
        try await browser.post(
            "/sign-in", ["email": Self.email, "password": Browser.password, "next": next])
        #expect(browser.last.location == "/dashboard")

        let byCode = Browser(site)
        try await byCode.get("/sign-in/code")
        try await byCode.post("/sign-in/code", ["email": Self.email, "next": next])
        #expect(byCode.last.location == "/sign-in/code/confirm")
        let code = try #require(byCode.letter(to: Self.email)?.code)
        try await byCode.get("/sign-in/code/confirm")
        try await byCode.post("/sign-in/code/confirm", ["code": code, "next": next])
        #expect(byCode.last.location == "/dashboard")

        try await browser.get("/account/prove")
        try await browser.post("/account/prove", ["password": Browser.password, "next": next])
        #expect(browser.last.location == "/account")
        try await browser.get("/account/prove")
        try await browser.post("/account/prove", ["send": "code", "next": next])
        #expect(browser.last.location == "/account/prove")
        try await browser.get("/account")
        try await browser.post("/terms/agree", ["next": next])
        #expect(browser.last.location == "/dashboard")
        let query = Fields([("next", next)]).urlEncoded
        for path in ["/sign-in", "/sign-in/code", "/sign-in/code/confirm", "/terms/agree"] {
            #expect(try await browser.get("\(path)?\(query)").location == "/dashboard")
        }
    }

    @Test("where one wanted to go is kept through every step of signing in")
    func kept() async throws {
        let next = "/channels?after=x"
        let browser = Browser(site)
        try await browser.get("/sign-in/code?next=%2Fchannels%3Fafter%3Dx")
        try await browser.post(
            "/sign-in/code", ["email": Self.email, "next": try #require(browser.hidden("next"))])
        try await browser.get(try #require(browser.last.location))
        let code = try #require(browser.letter(to: Self.email)?.code)
        try await browser.get("/sign-in/code/confirm?next=%2Fchannels%3Fafter%3Dx")
        try await browser.post(
            "/sign-in/code/confirm", ["code": code, "next": try #require(browser.hidden("next"))])
        #expect(browser.last.location == next)
    }
}
