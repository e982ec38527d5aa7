import FastCGI
import FoundationEssentials
import Messaging
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
        struct Membership: Decodable {
            let channel: String
            let role: String
        }
        struct Channel: Decodable {
            let channel: String
            let description: String
        }
        struct Message: Decodable {
            let channel: String
            let text: String
        }
        struct Version: Decodable {
            let number: Int64
            let version: Int
            let text: String
        }
        struct Reaction: Decodable {
            let channel: String
            let message: Int
            let emoji: String
        }
        let account: Account
        struct Handle: Decodable {
            let handle: String
        }
        let handles: [Handle]
        let sessions: [Item]
        let consents: [Item]
        let connections: [Item]
        let clientProfile: Profile?
        let memberships: [Membership]
        let channelsCreated: [Channel]
        let messages: [Message]
        let earlierVersions: [Version]
        let reactions: [Reaction]
    }

    private func file(_ text: String) throws -> File {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(File.self, from: Data(text.utf8))
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
        let response = try await ada.get("/account/download/agentor-data.json")
        let text = try response.whole
        #expect(response.headers["Content-Disposition"] == "attachment; filename=\"agentor-data.json\"")
        let file = try file(text)
        #expect(file.account.email == "ada@example.com")
        #expect(file.handles.map(\.handle) == ["ada"])
        #expect(file.account.timeZone == "Europe/Lisbon")
        #expect(file.account.unusedRecoveryCodes == 10)
        #expect(file.sessions.count == 1 && file.consents.count == 1 && file.connections.count == 1)
        #expect(file.clientProfile?.company == "Engines")
        for word in ["Engines", "a@id.example", "Europe/Lisbon", Terms.version] {
            #expect(text.contains(word), "\(word)")
        }
    }

    @Test("nothing secret is in it: no hash, no token, nothing sealed")
    func secrets() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: "ada@example.com")
        let (factor, codes) = try await ada.turnOnSecondFactor()
        let text = try await ada.get("/account/download/agentor-data.json").whole
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
        let text = try await eve.get("/account/download/agentor-data.json").whole
        #expect(text.contains("eve@example.com"))
        #expect(!text.contains("ada@example.com"))
    }

    @Test("it can be had by whoever is leaving or has not agreed to new terms")
    func always() async throws {
        let ada = Browser(site)
        try await ada.signUp("Ada", email: "ada@example.com")
        try database.administer("update agentor.consents set version = '2020-01-01'")
        #expect(try await ada.get("/account").status == .seeOther)
        #expect(try await ada.get("/account/download/agentor-data.json").status == .ok)
        try database.administer("update agentor.accounts set erase_after = now() + interval '1 day'")
        #expect(try await ada.get("/account/download/agentor-data.json").status == .ok)
    }

    @Test("all one wrote is in it, wherever that was, and where one is; nothing anybody else wrote")
    func written() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await ada.get("/channels/new")
        try await ada.post(
            "/channels", ["name": "Left", "description": "Where I was", "visibility": "private"])
        let left = try #require(ada.last.location)
        let stayed = try await bo.createChannel("Stayed")
        try await ada.get(stayed)
        try await ada.post("\(stayed)/join", [:])
        for (text, channel) in [("mine \"1\"", left), ("mine\n2 🪵, at first", stayed), ("mine 3", stayed)] {
            try await ada.say(text, in: channel)
        }
        try await bo.say("not hers", in: stayed)
        for (text, version) in [("mine 2", "1"), ("mine\n2 🪵", "2")] {
            try await ada.get("\(stayed)/messages/1/edit")
            try await ada.post("\(stayed)/messages/1/edit", ["message": text, "version": version])
        }
        try await ada.say("mine no more", in: stayed)
        try await ada.get("\(stayed)/messages/6/delete")
        try await ada.post("\(stayed)/messages/6/delete", [:])
        for (browser, message, emoji) in [
            (ada, "\(left)/messages/1", "👍"), (ada, "\(stayed)/messages/3", "🎉"),
            (bo, "\(stayed)/messages/1", "🙏"),
        ] {
            try await browser.get(message)
            try await browser.post("\(message)/reactions", ["emoji": emoji])
        }
        try await ada.get(left)
        try await ada.post("\(left)/leave", ["sure": "yes"])
        let whole = try await ada.get("/account/download/agentor-data.json").whole
        let file = try file(whole)
        #expect(Set(file.messages.map(\.text)) == ["mine \"1\"", "mine\n2 🪵", "mine 3"])
        #expect(file.messages.count == 3)
        #expect(file.memberships.map(\.role) == ["member"])
        #expect(file.memberships.map { "/channels/\($0.channel)" } == [stayed])
        #expect(file.channelsCreated.map(\.description) == ["Where I was"])
        #expect(file.earlierVersions.map(\.text) == ["mine\n2 🪵, at first", "mine 2"])
        #expect(file.earlierVersions.map(\.version) == [1, 2] && file.earlierVersions[0].number == 1)
        #expect(
            Set(file.reactions.map { "/channels/\($0.channel)/messages/\($0.message) \($0.emoji)" })
                == ["\(left)/messages/1 👍", "\(stayed)/messages/3 🎉"])
        #expect(file.reactions.count == 2)
        #expect(!whole.contains("not hers") && !whole.contains("no more"))
    }

    @Test("how one keeps channels and what one is told of is in it")
    func choices() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Kept")
        let left = try await ada.createChannel("Left behind")
        try await ada.get(left)
        try await ada.post("\(left)/leave", ["sure": "yes"])
        try await ada.get(channel)
        try await ada.post("\(channel)/favourite", [:])
        try await ada.get("\(channel)/level")
        try await ada.post("\(channel)/level", ["level": "mentions"])
        try await ada.get("/account/notifications")
        try await ada.post(
            "/account/notifications",
            [
                "level": "everything", "keywords": "plum jam", "quiet": "all", "quiet-from": "20:00",
                "quiet-to": "08:00", "mail": "daily",
            ])
        let whole = try await ada.get("/account/download/agentor-data.json").whole
        for words in [
            "\"is_favourite\":true", "\"level\":\"mentions\"", "Left behind", "plum jam",
            "{\"days\":127,\"from\":1200,\"until\":480}", "\"mail\":\"daily\"",
        ] {
            #expect(whole.contains(words), "\(words)")
        }
    }

    @Test("it is made a piece at a time, and is the same whatever their size", arguments: [1, 2, 3, 100])
    func pieces(limit: Int) async throws {
        let ada = try await Browser.person("Ada", on: site)
        for name in ["One", "Two"] {
            let channel = try await ada.createChannel(name)
            for number in 1...3 { try await ada.say("\(name) \(number)", in: channel) }
            try await ada.get("\(channel)/messages/2/edit")
            try await ada.post("\(channel)/messages/2/edit", ["message": "\(name) 2!", "version": "1"])
            for emoji in ["👍", "🎉"] {
                try await ada.get("\(channel)/messages/2")
                try await ada.post("\(channel)/messages/2/reactions", ["emoji": emoji])
            }
        }
        var viewer: Viewer?
        let token = try #require(
            ada.cookie?.split(separator: "=").last.flatMap { SessionToken(cookie: String($0)) })
        viewer = try site.accounts.viewer(for: token)?.viewer
        let made = try AccountFile(
            of: try #require(viewer), accounts: site.accounts, messenger: site.messenger, limit: limit)
        var text = String(decoding: made.beginning, as: UTF8.self)
        var pieces = 0
        while let piece = try made.next() {
            text += String(decoding: piece, as: UTF8.self)
            pieces += 1
        }
        let file = try file(text)
        #expect(file.memberships.count == 2 && file.channelsCreated.count == 2)
        #expect(
            Set(file.messages.map(\.text)) == ["One 1", "One 2!", "One 3", "Two 1", "Two 2!", "Two 3"]
                && file.messages.count == 6)
        #expect(
            Set(file.earlierVersions.map(\.text)) == ["One 2", "Two 2"] && file.earlierVersions.count == 2)
        #expect(
            Set(file.reactions.map { "\($0.channel) \($0.emoji)" }).count == 4 && file.reactions.count == 4)
        #expect(pieces >= 16 / limit)
    }

    @Test("whoever had to prove who they are comes to a page that says it is ready, and saves it from there")
    func page() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try database.administer("update agentor.sessions set proved_at = now() - interval '1 hour'")
        for address in ["/account/download", "/account/download/agentor-data.json"] {
            #expect(try await ada.get(address).location == "/account/prove?next=%2Faccount%2Fdownload")
        }
        try await ada.get("/account/prove?next=%2Faccount%2Fdownload")
        try await ada.post(
            "/account/prove", ["password": Browser.password, "next": "/account/download"])
        #expect(ada.last.location == "/account/download")
        let page = try await ada.get("/account/download")
        #expect(page.text.contains("Your data is ready"))
        #expect(page.text.contains("href=\"/account/download/agentor-data.json\""))
        #expect(try await ada.get("/account/download/agentor-data.json").whole.contains("memberships"))
    }
}
