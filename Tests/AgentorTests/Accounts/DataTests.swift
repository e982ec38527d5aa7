import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Downloading one's data", .database(agentorDatabase))
struct DataTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private struct File: Decodable {
        struct Account: Decodable {
            let email: String
            let timeZone: String
            let unusedRecoveryCodes: Int
        }
        struct Item: Decodable {}
        struct Profile: Decodable {
            let company: String
        }
        let account: Account
        let sessions: [Item]
        let consents: [Item]
        let connections: [Item]
        let clientProfile: Profile
    }

    @Test("the file holds the account, what was agreed to, sessions, connections and the profile")
    func content() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: "ada@example.com")
        try await ada.get("/onboarding/client-profile")
        try await ada.post(
            "/onboarding/client-profile",
            ["company": "Engines", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        try await ada.turnOnSecondFactor()
        try database.administer(
            """
            insert into agentor.identities (issuer, subject, account_id, provider, email)
            select 'https://id.example', 'person-1', id, 'test', 'a@id.example' from agentor.accounts
            """)
        let response = try await ada.get("/account/download")
        #expect(response.headers["Content-Disposition"] == "attachment; filename=\"agentor-data.json\"")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let file = try decoder.decode(File.self, from: Data(response.body))
        #expect(file.account.email == "ada@example.com")
        #expect(file.account.timeZone == "Europe/Lisbon")
        #expect(file.account.unusedRecoveryCodes == 10)
        #expect(file.sessions.count == 1 && file.consents.count == 1 && file.connections.count == 1)
        #expect(file.clientProfile.company == "Engines")
        for word in ["Engines", "a@id.example", "Europe/Lisbon", Terms.version] {
            #expect(response.text.contains(word), "\(word)")
        }
    }

    @Test("nothing secret is in it: no hash, no token, nothing sealed")
    func secrets() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: "ada@example.com")
        let (factor, codes) = try await ada.turnOnSecondFactor()
        let text = try await ada.get("/account/download").text
        #expect(text.contains("ada@example.com"))
        let secrets = try database.administer(
            """
            select password_hash from agentor.accounts
            union all select encode(token_hash, 'hex') from agentor.sessions
            union all select encode(sealed, 'hex') from agentor.second_factors
            union all select encode(code_hash, 'hex') from agentor.recovery_codes
            union all select encode(device_hash, 'hex') from agentor.devices
            union all select encode(sealed, 'hex') from agentor.challenges
            """
        ).compactMap { $0[0] }
        #expect(secrets.count > 14)
        for secret in secrets + codes + [factor.text, factor.secret.hex, "argon2", "hash", "sealed"] {
            #expect(!text.contains(secret))
        }
        #expect(text.firstMatch(of: /[0-9a-f]{64}/) == nil)
    }

    @Test("it is one's own and nobody else's")
    func own() async throws {
        let ada = Browser(site)
        let eve = Browser(site)
        try await ada.signUp("Ada", email: "ada@example.com")
        try await eve.signUp("Eve", email: "eve@example.com")
        let text = try await eve.get("/account/download").text
        #expect(text.contains("eve@example.com"))
        #expect(!text.contains("ada@example.com"))
    }

    @Test("it can be had by whoever is leaving or has not agreed to new terms")
    func always() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: "ada@example.com")
        try database.administer("update agentor.consents set version = '2020-01-01'")
        #expect(try await ada.get("/account").status == .seeOther)
        #expect(try await ada.get("/account/download").status == .ok)
        try database.administer("update agentor.accounts set erase_after = now() + interval '1 day'")
        #expect(try await ada.get("/account/download").status == .ok)
    }
}
