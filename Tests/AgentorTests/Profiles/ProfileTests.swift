import FastCGI
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Profiles", .database(agentorDatabase))
struct ProfileTests {
    private let site: Site
    private let browser: Browser

    init() throws {
        site = try Site.forTest()
        browser = Browser(site)
    }

    private let agent = [
        "headline": "Bookkeeper", "about": "Twelve years.", "category": "finance",
        "skills": "tax, Tax, payroll",
        "hourly-rate": "65", "currency": "EUR", "time-zone": "Europe/Lisbon",
    ]

    @Test("a rate without a currency is no rate")
    func currency() async throws {
        try await browser.signUp("Mateus")
        try await browser.get("/onboarding/agent-profile")
        let refused = try await browser.post(
            "/onboarding/agent-profile", agent.merging(["currency": ""]) { $1 })
        #expect(refused.status == .unprocessableContent)
        #expect(
            refused.text.contains("Choose the currency of your rate.")
                && refused.text.contains("value=\"65\""))
        #expect(
            try await browser.post(
                "/onboarding/agent-profile", agent.merging(["currency": "", "hourly-rate": ""]) { $1 }
            ).location == "/dashboard")
    }

    @Test("an agent's profile leads to the dashboard, and is kept")
    func agentProfile() async throws {
        try await browser.signUp("Mateus")
        try await browser.get("/onboarding/agent-profile")
        #expect(try await browser.post("/onboarding/agent-profile", agent).location == "/dashboard")
        #expect(try await browser.get("/dashboard").status == .ok)
        let page = try await browser.get("/onboarding/agent-profile").text
        #expect(page.contains("value=\"tax, payroll\""))
        #expect(page.contains("value=\"65\""))
    }

    @Test("a bad profile names each field and keeps every word")
    func badAgentProfile() async throws {
        try await browser.signUp("Mateus")
        try await browser.get("/onboarding/agent-profile")
        let page = try await browser.post(
            "/onboarding/agent-profile",
            [
                "headline": "", "about": "Twelve <years>", "category": "plumbing", "skills": " , ",
                "hourly-rate": "a lot", "time-zone": "Mars/Olympus",
            ])
        #expect(page.status == .unprocessableContent)
        for message in [
            "Enter a headline", "Choose a category.", "Enter at least one skill.",
            "Enter the rate as a whole number",
            "Choose your time zone.",
        ] { #expect(page.text.contains(message)) }
        #expect(page.text.contains("Twelve &lt;years&gt;"))
        #expect(page.text.contains("value=\"a lot\""))
        #expect(try await browser.get("/dashboard").location == "/onboarding")
    }

    @Test("a client's profile with nothing in it is asked for again")
    func badClientProfile() async throws {
        try await browser.signUp("Ada")
        try await browser.get("/onboarding/client-profile")
        let page = try await browser.post("/onboarding/client-profile", [:])
        #expect(page.status == .unprocessableContent)
        for message in [
            "Enter the name of your company or project.", "Describe what you need.", "Choose a budget.",
        ] {
            #expect(page.text.contains(message))
        }
    }

    @Test(
        "one account cannot read or write another's profile",
        arguments: ["agent_profiles", "accounts", "sessions"])
    func policies(table: String) async throws {
        try await browser.signUp("Mateus")
        try await browser.get("/onboarding/agent-profile")
        try await browser.post("/onboarding/agent-profile", agent)
        try await Browser(site).signUp("Eve", email: "eve@example.com")
        let database = try TestDatabase.current
        let eve =
            try database.administer("select id from agentor.accounts where email = 'eve@example.com'")[0][0]
            ?? ""
        let columns = table == "agent_profiles" ? "account_id" : table == "accounts" ? "id" : "account_id"
        #expect(try database.serve("select \(columns) from agentor.\(table)", as: "").isEmpty)
        let rows = try database.serve("select \(columns) from agentor.\(table)", as: eve)
        #expect(rows.allSatisfy { $0[0] == eve })
    }
}

extension TestDatabase {
    /// Rows of a query as the serving role, in a session of an account's, or of nobody.
    /// - Parameter proved: how long ago they have proved in it who they are.
    func serve(_ sql: String, as account: String, proved: String = "0") throws -> [[String?]] {
        let token = SessionToken()
        if !account.isEmpty {
            try administer(
                """
                insert into agentor.sessions (token_hash, account_id, expires_at, proved_at)
                select sha256(decode($1, 'hex')), id, now() + interval '1 hour', now() - $3::interval
                from agentor.accounts where id = $2::uuid
                """, [token.hash.hex, account, proved])
        }
        defer {
            _ = try? administer(
                "delete from agentor.sessions where token_hash = sha256(decode($1, 'hex'))", [token.hash.hex])
        }
        let connection = try Connection.open(
            try ConnectionParameters(parsing: app), applicationName: "test", timeout: .seconds(10),
            logger: Self.logger)
        let enter = "select agentor.enter('\\x\(token.hash.hex)', interval '1 day')"
        return try connection.run("begin; \(enter); \(sql)")
    }
}
