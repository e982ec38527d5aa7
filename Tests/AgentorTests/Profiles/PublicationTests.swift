import FastCGI
import Forms
import FoundationEssentials
import Postgres
import TestDatabase
import Testing
import ZoneInfo

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Published profiles", .database(agentorDatabase))
struct PublicationTests {
    private let site: Site
    private let agent: Browser

    init() async throws {
        site = try Site.forTest()
        agent = Browser(site)
        try await agent.signUp("Mateus Ribeiro", email: "mateus@example.com")
        try await agent.get("/onboarding/agent-profile")
        try await agent.post("/onboarding/agent-profile", Self.answers)
    }

    static let answers = [
        "headline": "Bookkeeper for <small> bakeries", "about": "Twelve **years** of ovens.",
        "category": "finance",
        "skills": "tax, payroll, VAT", "hourly-rate": "65", "currency": "EUR", "years": "12",
        "languages": "Português (native), English (works in it)", "availability": "later",
        "free-from": "2031-01-15",
        "place": "Lisbon", "country": "PT", "time-zone": "Europe/Lisbon", "works-from": "08:30",
        "works-until": "16:00",
        "links": "example.com/work\nhttps://bücher.example/ofen?x=ü",
    ]

    private func publish() async throws {
        try await agent.get("/profile")
        #expect(try await agent.post("/profile/publish", [:]).location == "/profile?done=published")
    }

    private func save(_ changes: [String: String]) async throws -> Response {
        try await agent.get("/onboarding/agent-profile")
        return try await agent.post("/onboarding/agent-profile", Self.answers.merging(changes) { $1 })
    }

    @Test("a profile is its owner's alone until it is published")
    func draft() async throws {
        let stranger = Browser(site)
        let client = try await Browser.person("Ada", on: site)
        for visitor in [stranger, client, agent] {
            #expect(try await visitor.get("/agents/mateus-ribeiro").status == .notFound)
        }
        #expect(
            try await agent.get("/profile/preview").text.contains("Twelve <strong>years</strong> of ovens."))
        try await publish()
        for visitor in [stranger, client, agent] {
            let page = try await visitor.get("/agents/mateus-ribeiro")
            #expect(page.status == .ok)
            #expect(page.text.contains("Bookkeeper for &lt;small&gt; bakeries"))
            #expect(page.text.contains("€65"))
            #expect(page.text.contains("Lisbon, Portugal"))
            #expect(page.text.contains("Free from 15 January 2031"))
            #expect(page.text.contains("português (native)") || page.text.contains("Português (native)"))
        }
    }

    @Test("a stranger who wants to write is led to signing in and to the conversation")
    func writing() async throws {
        try await publish()
        let stranger = Browser(site)
        #expect(
            try await stranger.get("/agents/mateus-ribeiro").text.contains(
                "href=\"/messages/mateus-ribeiro\""))
        #expect(
            try await stranger.get("/messages/mateus-ribeiro").location
                == "/sign-in?next=%2Fmessages%2Fmateus-ribeiro")
        let own = try await agent.get("/agents/mateus-ribeiro").text
        #expect(!own.contains("href=\"/messages/mateus-ribeiro\""))
    }

    @Test("what is changed is seen when it is published, and not before")
    func changes() async throws {
        try await publish()
        #expect(try await save(["headline": "Baker of books"]).location == "/profile?done=saved")
        let stranger = Browser(site)
        #expect(try await !stranger.get("/agents/mateus-ribeiro").text.contains("Baker of books"))
        #expect(try await agent.get("/profile").text.contains("Publish the changes"))
        try await publish()
        #expect(try await stranger.get("/agents/mateus-ribeiro").text.contains("Baker of books"))
        // Published again without a change it is the same version.
        try await publish()
        #expect(
            try TestDatabase.current.administer("select max(number) from agentor.agent_versions")[0][0] == "2"
        )
    }

    @Test("what was published before is compared with what is written, and can be written again")
    func versions() async throws {
        try await publish()
        _ = try await save(["headline": "Baker of books"])
        try await publish()
        let page = try await agent.get("/profile/versions/1").text
        #expect(page.contains("Bookkeeper for &lt;small&gt; bakeries"))
        #expect(page.contains("Baker of books"))
        #expect(try await agent.post("/profile/versions/1/restore", [:]).location == "/profile?done=restored")
        #expect(
            try await agent.get("/onboarding/agent-profile").text.contains(
                "Bookkeeper for &lt;small&gt; bakeries"))
        #expect(try await Browser(site).get("/agents/mateus-ribeiro").text.contains("Baker of books"))
        #expect(try await agent.get("/profile/versions/3").status == .notFound)
        #expect(try await agent.get("/profile/versions/99999999999").status == .notFound)
    }

    @Test("whoever withdraws their profile is seen no more, at once")
    func withdrawing() async throws {
        try await publish()
        try await agent.get("/profile/withdraw")
        #expect(try await agent.post("/profile/withdraw", [:]).location == "/profile?done=withdrawn")
        #expect(try await Browser(site).get("/agents/mateus-ribeiro").status == .notFound)
        try await publish()
        #expect(try await Browser(site).get("/agents/mateus-ribeiro").status == .ok)
    }

    @Test("another handle leads to the same page, and the one before to the new address")
    func handles() async throws {
        try await publish()
        try await agent.get("/account/handle")
        try await agent.post("/account/handle", ["handle": "ovens"])
        let stranger = Browser(site)
        #expect(try await stranger.get("/agents/mateus-ribeiro").location == "/agents/ovens")
        #expect(try await stranger.get("/agents/ovens").status == .ok)
    }

    @Test("whoever is suspended or has asked to be erased is not shown")
    func notInGoodStanding() async throws {
        try await publish()
        let database = try TestDatabase.current
        for state in ["suspended_at = now()", "erase_after = now() + interval '7 days'"] {
            try database.administer("update agentor.accounts set \(state) where email = 'mateus@example.com'")
            #expect(try await Browser(site).get("/agents/mateus-ribeiro").status == .notFound)
            try database.administer("update agentor.accounts set suspended_at = null, erase_after = null")
            #expect(try await Browser(site).get("/agents/mateus-ribeiro").status == .ok)
        }
    }

    @Test(
        "who is apart from an agent finds neither them nor what they offer, whoever of the two has blocked the other"
    )
    func blocked() async throws {
        try await publish()
        try await agent.get("/profile/services/new")
        try await agent.post(
            "/profile/services/new",
            ["title": "Books", "description": "D", "category": "finance", "pricing": "fixed", "publish": "1"])
        let places = ["/agents/mateus-ribeiro", "/agents/mateus-ribeiro/services/1"]
        let blocked = try await Browser.person("Eve", on: site)
        let blocker = try await Browser.person("Bo", on: site)
        for place in places {
            for visitor in [blocked, blocker] { #expect(try await visitor.get(place).status == .ok) }
        }
        try await agent.get("/account/blocks/eve/block")
        try await agent.post("/account/blocks/eve/block", [:])
        try await blocker.get("/account/blocks/mateus-ribeiro/block")
        try await blocker.post("/account/blocks/mateus-ribeiro/block", [:])
        for visitor in [blocked, blocker] {
            for place in places { #expect(try await visitor.get(place).status == .notFound) }
            #expect(try await !visitor.get("/agents").text.contains(places[0]))
        }
        #expect(try await Browser(site).get("/agents").text.contains(places[0]))
        try await blocker.get("/account/blocks/mateus-ribeiro/undo")
        try await blocker.post("/account/blocks/mateus-ribeiro/undo", [:])
        #expect(try await blocker.get(places[0]).status == .ok)
    }

    @Test("clients have nothing to publish")
    func clients() async throws {
        let client = try await Browser.person("Ada", on: site)
        #expect(try await client.get("/profile").location == "/onboarding/client-profile")
        try await client.get("/onboarding/client-profile")
        #expect(try await client.post("/profile/publish", [:]).status == .notFound)
        #expect(try await client.get("/profile/preview").status == .notFound)
        #expect(try await client.get("/profile/versions/1").status == .notFound)
    }

    @Test("one account reads and publishes nothing of another's by SQL either")
    func policies() async throws {
        try await publish()
        let eve = try await Browser.person("Eve", on: site)
        #expect(try await eve.get("/profile/versions/1").status == .notFound)
        let database = try TestDatabase.current
        let other =
            try database.administer("select id from agentor.accounts where email <> 'mateus@example.com'")[0][
                0] ?? ""
        for table in ["agent_versions", "published_agents"] {
            #expect(try database.serve("select * from agentor.\(table)", as: other).isEmpty)
            #expect(throws: PostgresError.self) {
                try database.serve("delete from agentor.\(table)", as: other)
            }
        }
        #expect(try database.serve("select agentor.publish_agent()", as: other) == [[nil]])
        _ = try database.serve("select agentor.withdraw_agent()", as: other)
        #expect(try await Browser(site).get("/agents/mateus-ribeiro").status == .ok)
    }

    @Test(
        "each field says what is wrong with it, and keeps what was typed",
        arguments: [
            ("languages", "Klingon", "“Klingon” is no language we know."),
            ("languages", "German (excellent)", "“excellent” is none of them"),
            ("links", "javascript:alert(1)", "is no address of a page"),
            ("links", "https://ada:secret@example.com", "is no address of a page"),
            ("links", "http://127.0.0.1/x", "is no address of a page"),
            (
                "links", (1...6).map { "https://example.com/\($0)" }.joined(separator: "\n"),
                "Enter 5 addresses or fewer"
            ),
            ("free-from", "2031-02-30", "Enter a day there is"), ("works-from", "25:00", "Enter a time"),
            ("country", "XX", "Choose one of the list"), ("currency", "EURO", "Choose one of the list"),
            ("years", "81", "Enter the years as a whole number from 0 to 80"),
            ("availability", "tomorrow", "Choose when you are free to begin."),
            ("skills", (1...16).map { "skill \($0)" }.joined(separator: ","), "Enter 15 skills or fewer"),
        ])
    func refusals(field: String, typed: String, words: String) async throws {
        let page = try await save([field: typed])
        #expect(page.status == .unprocessableContent)
        #expect(page.text.contains(words))
        if !["country", "currency", "availability"].contains(field) {
            #expect(page.text.contains(typed.split(separator: "\n")[0].replacing("&", with: "&amp;")))
        }
    }

    @Test(
        "how complete a profile is, the directory reckons as the page says",
        arguments: [
            [:], ["languages": ""], ["hourly-rate": "", "country": ""],
            ["years": "", "place": "", "links": ""],
            ["skills": "tax", "about": String(repeating: "a", count: 200)],
        ])
    func completeness(answers: [String: String]) async throws {
        _ = try await save(answers)
        let thousandths = try #require(
            try TestDatabase.current.administer(
                "select agentor.completeness(p) from agentor.agent_profiles p")[0][0])
        let reckoned = try #require(Int(thousandths)) / 10
        #expect(try await agent.get("/profile").text.contains("<h2 id=\"complete\">\(reckoned)&#8201;%"))
    }

    @Test("addresses are kept in ASCII, so that no letter looks like another")
    func links() async throws {
        try await publish()
        let page = try await Browser(site).get("/agents/mateus-ribeiro").text
        #expect(page.contains("href=\"https://example.com/work\""))
        #expect(page.contains("href=\"https://xn--bcher-kva.example/ofen?x=%C3%BC\""))
        #expect(page.contains("rel=\"nofollow ugc noopener noreferrer\""))
    }

    @Test("a profile of the version before, without a currency and the rest, can be published")
    func before() async throws {
        try TestDatabase.current.administer(
            """
            update agentor.agent_profiles set currency = null, years = null, languages = '{}', country = null, place = '',
                availability = 'now', free_from = null, links = '{}'
            """)
        try await publish()
        #expect(try await Browser(site).get("/agents/mateus-ribeiro").text.contains("65 <small>an hour"))
    }
}

@Suite("Hours in common")
struct WorkingHoursTests {
    private let noon = Date(timeIntervalSince1970: 1_764_504_000)

    @Test("are those at which both work, by whichever clock")
    func shared() throws {
        let lisbon = try #require(Zone(named: "Europe/Lisbon"))
        let tokyo = WorkingHours(from: 9 * 60, until: 18 * 60, in: "Asia/Tokyo")
        let here = WorkingHours(from: 8 * 60, until: 17 * 60, in: "Europe/Lisbon")
        #expect(tokyo.spans(by: lisbon, at: noon) == [0..<540])
        #expect(here.shared(with: tokyo, by: lisbon, at: noon) == [480..<540])
    }

    @Test("go past midnight, and past it elsewhere")
    func night() throws {
        let night = WorkingHours(from: 22 * 60, until: 4 * 60, in: "UTC")
        #expect(night.spans(by: .utc, at: noon) == [0..<240, 1320..<1440])
        let day = WorkingHours(in: "Pacific/Auckland")
        #expect(night.shared(with: day, by: .utc, at: noon) == [0..<240, 1320..<1440])
        #expect(WorkingHours(from: 0, until: 0, in: "UTC").spans(by: .utc, at: noon) == [0..<1440])
    }

    @Test("are read and said by the clock, and are from nine to five where nobody has said")
    func said() {
        let night = WorkingHours(from: "22:30", until: "04:00", in: "UTC")
        #expect(night == WorkingHours(from: 22 * 60 + 30, until: 4 * 60, in: "UTC") && night.isSaid)
        #expect(night.opens == "22:30" && night.closes == "04:00")
        let nobody = WorkingHours(from: nil, until: "04:00", in: "UTC")
        #expect(nobody == WorkingHours(in: "UTC") && !nobody.isSaid)
        #expect(nobody.opens == "09:00" && nobody.closes == "17:00")
    }
}
