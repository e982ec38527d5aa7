import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Finding channels", .database(agentorDatabase))
struct ChannelDirectoryTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    @discardableResult
    private func open(_ name: String, _ fields: [String: String] = [:], by browser: Browser) async throws
        -> String
    {
        try await browser.get("/channels/new")
        let fields = ["name": name, "description": "", "visibility": "public"].merging(fields) { $1 }
        return try #require(try await browser.post("/channels", fields).location)
    }

    /// The addresses of channels a page shows as found, in their order.
    private func found(_ address: String, by browser: Browser) async throws -> [String] {
        let page = try await browser.get(address)
        #expect(page.status == .ok)
        let text = page.text
        guard let start = text.firstRange(of: "id=\"discover\"")?.lowerBound else { return [] }
        return text[start...].matches(of: /<h3><a href="\/channels\/([^"]+)"/).map { String($0.1) }
    }

    @Test("a channel is found by its words, parts of them, other forms, and words that are nearly them")
    func words() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await open(
            "Tax for freelancers", ["description": "Invoices, deductions and what the office writes."],
            by: ada)
        try await open("Packaging design", ["description": "Labels for food makers."], by: ada)
        try await open("税理士の部屋", by: ada)
        for words in ["tax", "TAX", "invoice", "freelan", "freelancres tax", "deductoins", "for taxes"] {
            let shown = try await found("/channels?q=\(words.percentEncoded)", by: bo)
            #expect(shown == ["tax-for-freelancers"], "\(words)")
        }
        #expect(try await found("/channels?q=desgin", by: bo) == ["packaging-design"])
        #expect(bo.last.text.contains("Nobody writes “\u{2068}desgin\u{2069}”."))
        #expect(try await found("/channels?q=\("税理".percentEncoded)", by: bo).count == 1)
        #expect(try await found("/channels?q=\("理".percentEncoded)", by: bo).count <= 1)
        // What is in the name counts more.
        try await open("Food and drink", ["description": "Who makes labels?"], by: ada)
        #expect(try await found("/channels?q=food", by: bo) == ["food-and-drink", "packaging-design"])
        #expect(try await found("/channels?q=nothing+of+that", by: bo) == [])
        #expect(bo.last.text.contains("No public channel is about exactly that."))
        #expect(try await found("/channels?q=!!!", by: bo) == [])
        // One's own are found too, and said to be.
        #expect(try await found("/channels?q=tax", by: ada) == ["tax-for-freelancers"])
        #expect(ada.last.text.contains("Joined</span>"))
    }

    @Test("what is private, archived, or renamed is not found by what it was; only the signed in look")
    func changes() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await open("Tax for freelancers", by: ada)
        try await open("Tax in secret", ["visibility": "private"], by: ada)
        #expect(try await found("/channels?q=tax", by: bo) == ["tax-for-freelancers"])
        #expect(try await found("/channels?q=tax", by: ada) == ["tax-for-freelancers"])
        try await ada.get("\(channel)/settings")
        try await ada.post("\(channel)/settings", ["name": "Duties", "description": ""])
        #expect(try await found("/channels?q=tax", by: bo) == [])
        #expect(try await found("/channels?q=duties", by: bo) == ["tax-for-freelancers"])
        try await ada.get("\(channel)/settings/visibility")
        try await ada.post("\(channel)/settings/visibility", ["to": "private"])
        #expect(try await found("/channels?q=duties", by: bo) == [])
        try await ada.get("\(channel)/settings/visibility")
        try await ada.post("\(channel)/settings/visibility", ["to": "public"])
        #expect(try await found("/channels?q=duties", by: bo) == ["tax-for-freelancers"])
        try database.administer("update messaging.channels set archived_at = now()")
        #expect(try await found("/channels?q=duties", by: bo) == [])
        let stranger = try await Browser(site).get("/channels?q=duties")
        #expect(stranger.status == .ok && !stranger.text.contains("/channels/tax-for-freelancers"))
        let strangers = database.doorPool(size: 1)
        #expect(throws: PostgresError.self) {
            _ = try strangers.query(Asked(), as: .nobody)
        }
    }

    private struct Asked: Statement {
        static let sql = """
            select cardinality(channels)::bigint from agentor.find_channels('x', null, null, 'best', 1,
                '00000000-0000-0000-0000-000000000000', 20, true)
            """

        static func row(from columns: inout Postgres.Columns) throws(PostgresError) -> Int64 {
            try columns.next(Int64.self)
        }
    }

    @Test(
        "subject and language are given where a channel is created and in its settings, and leave others out")
    func filters() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        try await ada.get("/channels/new")
        let refused = try await ada.post(
            "/channels", ["name": "Kept", "description": "", "visibility": "public", "category": "magic"])
        #expect(refused.status == .unprocessableContent && refused.text.contains("value=\"Kept\""))
        #expect(refused.text.contains("Choose one of the list, or leave it empty."))
        let labels = try await open("Labels", ["category": "design", "language": "de"], by: ada)
        try await open("Boxes", ["category": "design"], by: ada)
        try await open("Leases", ["category": "legal", "language": "de"], by: ada)
        #expect(try await Set(found("/channels?category=design", by: bo)) == ["labels", "boxes"])
        #expect(bo.last.text.contains("<bdi>Design</bdi>"))
        #expect(try await Set(found("/channels?language=de", by: bo)) == ["labels", "leases"])
        #expect(bo.last.text.contains("<bdi>Deutsch</bdi>"))
        #expect(try await found("/channels?category=design&language=de", by: bo) == ["labels"])
        #expect(try await found("/channels?q=box&category=design", by: bo) == ["boxes"])
        #expect(try await found("/channels?q=box&category=legal", by: bo) == [])
        #expect(bo.last.text.contains("href=\"/channels?category=legal\">Without these words"))
        #expect(bo.last.text.contains("href=\"/channels?q=box\">Without the subject"))
        try await ada.get("\(labels)/settings")
        #expect(ada.last.text.contains("<option value=\"design\" selected"))
        try await ada.post(
            "\(labels)/settings", ["name": "Labels", "description": "", "category": "legal", "language": ""])
        #expect(try await Set(found("/channels?category=legal", by: bo)) == ["labels", "leases"])
        #expect(try await found("/channels?language=de", by: bo) == ["leases"])
        #expect(try await ada.get("\(labels)/record").text.contains("changed the subject or the language"))
        // Not a language, not an order: as if nothing was asked.
        #expect(try await found("/channels?language=klingon&order=up", by: bo).count == 3)
    }

    @Test("the largest and the liveliest come first where they are asked for")
    func orders() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let cy = try await Browser.person("Cy", on: site)
        try await open("Quiet", by: ada)
        let large = try await open("Large", by: ada)
        try await open("Lively", by: ada)
        try await cy.get(large)
        try await cy.post("\(large)/join", [:])
        try database.administer(
            "update messaging.channels set last_message_at = now() + interval '2 hours' where slug = 'lively'"
        )
        #expect(try await found("/channels", by: bo).first == "large")
        #expect(try await found("/channels?order=active", by: bo).first == "lively")
        // Those one is in are left out until something is asked for.
        #expect(try await Set(found("/channels", by: cy)) == ["quiet", "lively"])
    }

    @Test("channels like one's own are of the same subject, and not those one is in")
    func likeOwn() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let labels = try await open("Labels", ["category": "design"], by: ada)
        try await open("Boxes", ["category": "design"], by: ada)
        try await open("Leases", ["category": "legal"], by: ada)
        #expect(try await !bo.get("/channels").text.contains("Like those you are in"))
        try await bo.get(labels)
        try await bo.post("\(labels)/join", [:])
        let page = try await bo.get("/channels").text
        let start = try #require(page.firstRange(of: "id=\"kindred\"")?.lowerBound)
        let end = try #require(page.firstRange(of: "id=\"discover\"")?.lowerBound)
        let shown = page[start..<end].matches(of: /<h3><a href="\/channels\/([^"]+)"/).map { String($0.1) }
        #expect(shown == ["boxes"])
    }

    @Test(
        "what one left is found again by oneself alone, and joined from there; what is private is not named")
    func left() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await open("Labels", by: ada)
        #expect(try await bo.get("/channels?show=left").text.contains("You have left no channel"))
        for _ in 0..<2 {
            try await bo.get(channel)
            try await bo.post("\(channel)/join", [:])
            try await bo.get(channel)
            try await bo.post("\(channel)/leave", [:])
        }
        let page = try await bo.get("/channels?show=left").text
        #expect(page.contains("Channels you left") && page.contains("<h3><a href=\"\(channel)\""))
        #expect(try await !ada.get("/channels?show=left").text.contains("<h3><a href=\"\(channel)\""))
        #expect(try database.administer("select count(*) from messaging.channel_departures")[0][0] == "1")
        try await bo.get("/channels?show=left")
        #expect(try await bo.post("\(channel)/join", [:]).location == channel)
        #expect(try await bo.get("/channels?show=left").text.contains("You have left no channel"))
        try await bo.get(channel)
        try await bo.post("\(channel)/leave", [:])
        try await ada.get("\(channel)/settings/visibility")
        try await ada.post("\(channel)/settings/visibility", ["to": "private"])
        #expect(try await bo.get("/channels?show=left").text.contains("You have left no channel"))
    }

    @Test("ten thousand channels are found page by page, each once, whatever is asked for")
    func many() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let creator = try #require(
            try database.administer("select id from messaging.users where full_name = 'Ada'")[0][0])
        try database.administer(
            """
            insert into messaging.channels (slug, name, description, type, created_by, nonce, category, language)
            select 'room-' || n, 'Room ' || n, case n % 50 when 0 then 'Talk about gardens' else 'Talk' end, 'public',
                '\(creator)', gen_random_uuid(), case when n % 4 = 0 then 'design' end,
                case when n % 100 = 0 then 'de' end
            from generate_series(1, 10000) n
            """)
        let bo = try await Browser.person("Bo", on: site)
        for (address, count) in [("/channels?q=gardens", 200), ("/channels?language=de", 100)] {
            var seen: [String] = []
            var next: String? = address
            while let here = next {
                seen += try await found(here, by: bo)
                next = bo.last.text.firstMatch(of: /href="(\/channels[^"]*after=[^"]+)" rel="next"/).map {
                    String($0.1).replacing("&amp;", with: "&")
                }
            }
            #expect(seen.count == count && Set(seen).count == count, "\(address): \(seen.count)")
        }
        // Of more than four hundred those that fit best.
        var seen = 0
        var next: String? = "/channels?q=talk"
        while let here = next {
            seen += try await found(here, by: bo).count
            next = bo.last.text.firstMatch(of: /href="(\/channels[^"]*after=[^"]+)" rel="next"/).map {
                String($0.1).replacing("&amp;", with: "&")
            }
        }
        #expect(seen == 400)
        // Whoever is in all of them passes over some hundreds a page.
        #expect(try await found("/channels?order=members&show=", by: ada) == [])
        #expect(ada.last.text.contains("rel=\"next\""))
        #expect(try await found("/channels?category=design", by: bo).count == 20)
    }
}
