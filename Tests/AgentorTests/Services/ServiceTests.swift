import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Services", .database(agentorDatabase))
struct ServiceTests {
    private let site: Site
    private let agent: Browser

    init() async throws {
        site = try Site.forTest()
        agent = Browser(site)
        try await agent.signUp("Hana Sato", email: "hana@example.com")
        try await agent.get("/onboarding/agent-profile")
        try await agent.post("/onboarding/agent-profile", PublicationTests.answers)
    }

    private let label = [
        "title": "One label, ready to <print>", "description": "Two *rounds*.", "category": "design",
        "price": "2300",
        "currency": "EUR", "pricing": "from", "delivery": "About two weeks",
    ]

    private func publishProfile() async throws {
        try await agent.get("/profile")
        try await agent.post("/profile/publish", [:])
    }

    private func add(_ changes: [String: String] = [:]) async throws -> Response {
        try await agent.get("/profile/services/new")
        return try await agent.post("/profile/services/new", label.merging(changes) { $1 })
    }

    @Test("a service is seen when it is published, its profile is, and until it is closed")
    func states() async throws {
        let stranger = Browser(site)
        let address = "/agents/hana-sato/services/1"
        #expect(try await add().location == "/profile/services?done=saved")
        try await publishProfile()
        #expect(try await stranger.get(address).status == .notFound)
        try await agent.get("/profile/services")
        #expect(
            try await agent.post("/profile/services/1/state", ["state": "published"]).location
                == "/profile/services?done=published")
        let page = try await stranger.get(address)
        #expect(page.status == .ok)
        #expect(page.text.contains("One label, ready to &lt;print&gt;"))
        #expect(page.text.contains("from €2,300"))
        #expect(page.text.contains("<em>rounds</em>"))
        #expect(try await stranger.get("/agents/hana-sato").text.contains("href=\"\(address)\""))
        try await agent.get("/profile/services")
        try await agent.post("/profile/services/1/state", ["state": "closed"])
        #expect(try await stranger.get(address).status == .notFound)
        #expect(try await !stranger.get("/agents/hana-sato").text.contains(address))
        try await agent.get("/profile/services")
        try await agent.post("/profile/services/1/state", ["state": "published"])
        try await agent.get("/profile/withdraw")
        try await agent.post("/profile/withdraw", [:])
        #expect(try await stranger.get(address).status == .notFound)
    }

    @Test(
        "a published service has a room where its agent wants one, opened once, and left as it is when the service is closed"
    )
    func rooms() async throws {
        _ = try await add()
        try await publishProfile()
        #expect(try await !agent.get("/profile/services").text.contains("Open a room"))
        #expect(try await agent.post("/profile/services/1/room", [:]).status == .notFound, "a draft has none")
        try await agent.get("/profile/services")
        try await agent.post("/profile/services/1/state", ["state": "published"])
        let stranger = Browser(site)
        #expect(try await !stranger.get("/agents/hana-sato/services/1").text.contains("/channels/"))
        var rooms: Set<String?> = []
        for _ in 1...2 {
            try await agent.get("/profile/services")
            rooms.insert(try await agent.post("/profile/services/1/room", [:]).location)
        }
        let room = try #require(rooms.first ?? nil)
        #expect(rooms.count == 1 && room.hasPrefix("/channels/one-label"))
        #expect(try TestDatabase.current.count("messaging.channels") == 1)
        #expect(try TestDatabase.current.count("messaging.messages") == 1)
        #expect(try await stranger.get("/agents/hana-sato/services/1").text.contains("href=\"\(room)\""))
        #expect(try await stranger.get(room).location?.hasPrefix("/sign-in") == true)
        let client = try await Browser.person("Ada", on: site)
        try await client.get(room)
        try await client.post("\(room)/join", [:])
        let service = "href=\"\(site.settings.address)/agents/hana-sato/services/1\""
        #expect(try await client.get(room).text.contains(service))
        #expect(try await client.get("\(room)/pins").text.contains("/agents/hana-sato/services/1"))
        #expect(try await agent.get("\(room)/pace").status == .ok, "its agent is in charge")
        #expect(try await client.get("\(room)/pace").status == .notFound)
        try await client.get("/account/name")
        #expect(try await client.post("/profile/services/1/room", [:]).status == .notFound)
        try await agent.get("/profile/services")
        #expect(
            try await agent.post("/profile/services/1/state", ["state": "closed"]).location
                == "/profile/services?done=closed-room")
        #expect(try await agent.get("/profile/services?done=closed-room").text.contains("Its room stays"))
        #expect(agent.last.text.contains("href=\"\(room)\""))
        #expect(try await client.get(room).status == .ok)
        // Nobody can come in any more.
        try await agent.get("\(room)/settings/archive")
        try await agent.post("\(room)/settings/archive", ["to": "archived"])
        try await agent.get("/profile/services")
        #expect(agent.last.text.contains("href=\"\(room)\"") && !agent.last.text.contains("Open a room"))
        try await agent.post("/profile/services/1/state", ["state": "published"])
        #expect(try await !stranger.get("/agents/hana-sato/services/1").text.contains("/channels/"))
    }

    @Test(
        "a conversation and the agent's Today say which service is asked about, for as long as it can be seen"
    )
    func enquiries() async throws {
        _ = try await add()
        try await publishProfile()
        try await agent.get("/profile/services")
        try await agent.post("/profile/services/1/state", ["state": "published"])
        let client = try await Browser.person("Ada", on: site)
        let title = "One label, ready to &lt;print&gt;"
        let about = "About <a href=\"/agents/hana-sato/services/1\"><bdi>\(title)"
        let words = "One label: \(site.settings.address)/agents/hana-sato/services/1\n\nIs it two colours?"
        #expect(try await client.get("/messages/hana-sato?about=1").text.contains(title))
        try await client.post("/messages/hana-sato", ["message": words])
        #expect(try await client.get("/messages/hana-sato").text.contains(about))
        let database = try TestDatabase.current
        let handle = try #require(
            try database.administer("select handle from messaging.users where full_name = 'Ada'")[0][0])
        #expect(try await agent.get("/messages/\(handle)").text.contains(about))
        #expect(try await agent.get("/dashboard").text.contains("About <bdi>\(title)"))
        // Who is not in the conversation asks about nothing in it, by no slug.
        _ = try await Browser.person("Bo", on: site)
        let slug = try #require(
            try database.administer("select slug from messaging.channels where is_direct")[0][0])
        let somebody = try #require(
            try database.administer("select id from messaging.users where full_name = 'Bo'")[0][0])
        let hana = try #require(
            try database.administer("select id from messaging.users where full_name = 'Hana Sato'")[0][0])
        #expect(
            try database.serve("select agentor.ask_about('\(slug)', '\(hana)', 1)", as: somebody)[0][0] == "f"
        )
        #expect(
            try database.serve("select * from agentor.enquiries_in(array['\(slug)'])", as: somebody).isEmpty)
        #expect(throws: PostgresError.self) {
            try database.serve("select * from agentor.enquiries", as: somebody)
        }
        // Closed, it is its agent's alone.
        try await agent.get("/profile/services")
        try await agent.post("/profile/services/1/state", ["state": "closed"])
        #expect(try await !client.get("/messages/hana-sato").text.contains(about))
        #expect(try await agent.get("/messages/\(handle)").text.contains(about))
    }

    @Test("sending the form twice makes one service, and going back to change it makes two")
    func twice() async throws {
        try await agent.get("/profile/services/new")
        for _ in 1...2 { try await agent.post("/profile/services/new", label) }
        try await agent.post("/profile/services/new", label.merging(["title": "Another"]) { $1 })
        #expect(try TestDatabase.current.administer("select count(*) from agentor.services")[0][0] == "2")
    }

    @Test("a service is changed, with the words kept where they cannot be taken")
    func changing() async throws {
        _ = try await add(["publish": "1"])
        try await publishProfile()
        try await agent.get("/profile/services/1")
        let refused = try await agent.post(
            "/profile/services/1", label.merging(["title": "", "price": "a lot", "pricing": "x"]) { $1 })
        #expect(refused.status == .unprocessableContent)
        for words in ["Enter a title.", "Enter the price as a whole number", "Choose what the price is for."]
        {
            #expect(refused.text.contains(words))
        }
        #expect(refused.text.contains("value=\"a lot\""))
        try await agent.post("/profile/services/1", label.merging(["title": "A family", "price": ""]) { $1 })
        let page = try await Browser(site).get("/agents/hana-sato/services/1").text
        #expect(page.contains("A family"))
        #expect(page.contains("A price by agreement"))
    }

    @Test("whoever asks about a service begins with its name and its address")
    func asking() async throws {
        _ = try await add(["publish": "1"])
        try await publishProfile()
        let client = try await Browser.person("Ada", on: site)
        #expect(
            try await client.get("/agents/hana-sato/services/1").text.contains("/messages/hana-sato?about=1"))
        let words = "One label, ready to &lt;print&gt;: \(site.settings.address)/agents/hana-sato/services/1"
        #expect(try await client.get("/messages/hana-sato?about=1").text.contains(words))
        #expect(try await !client.get("/messages/hana-sato?about=2").text.contains("One label"))
        try await client.get("/messages/hana-sato?about=1")
        try await client.post("/messages/hana-sato", ["message": "Do you do jars?"])
        #expect(try await client.get("/messages/hana-sato?about=1").text.contains(words))
    }

    @Test("another's services cannot be changed, nor seen before they are published")
    func refusals() async throws {
        _ = try await add()
        try await publishProfile()
        let client = try await Browser.person("Ada", on: site)
        let rival = Browser(site)
        try await rival.signUp("Rival", email: "rival@example.com")
        try await rival.get("/onboarding/agent-profile")
        try await rival.post("/onboarding/agent-profile", PublicationTests.answers)
        for other in [client, rival] {
            try await other.get("/account/name")
            #expect(try await other.get("/profile/services/1").status == .notFound)
            try await other.get("/account/name")
            #expect(try await other.post("/profile/services/1", label).status == .notFound)
            try await other.get("/account/name")
            #expect(
                try await other.post("/profile/services/1/state", ["state": "published"]).status == .notFound)
        }
        #expect(try await client.get("/profile/services").status == .notFound)
        #expect(try await client.get("/profile/services/new").status == .notFound)
        #expect(try await Browser(site).get("/profile/services").location?.hasPrefix("/sign-in") == true)
        let database = try TestDatabase.current
        let other =
            try database.administer("select id from agentor.accounts where email = 'rival@example.com'")[0][0]
            ?? ""
        #expect(try database.serve("select * from agentor.services", as: other).isEmpty)
        #expect(
            try database.serve("update agentor.services set title = 'Mine' returning number", as: other)
                .isEmpty)
    }

    @Test("one may have fifty, and is told so")
    func limit() async throws {
        try TestDatabase.current.administer(
            """
            insert into agentor.services (account_id, number, title, description, category, pricing, nonce)
            select account_id, n, 'T', 'D', 'design', 'fixed', gen_random_uuid()
            from agentor.agent_profiles, generate_series(1, 50) n
            """)
        let page = try await add()
        #expect(page.status == .unprocessableContent)
        #expect(page.text.contains("You have 50 services"))
        #expect(page.text.contains("Two *rounds*."))
    }
}
