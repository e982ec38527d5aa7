import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Newcomers and numbers of the directory", .database(agentorDatabase))
struct DirectoryNumberTests {
    private let agents: Agents
    private let database: TestDatabase

    init() throws {
        agents = try Agents()
        database = agents.database
    }

    @Test("two places of the first page are kept for newcomers, the same all day, and nobody is shown twice")
    func newcomers() throws {
        // Old hands come first by rank: they tell more of themselves.
        let more =
            #""languages": ["en:native"], "hourly_rate": 50, "currency": "EUR", "country": "DE", "years": 3, "place": "X""#
        for n in 1...30 {
            try agents.put("old\(n)", "Person", #"{"headline": "Harpist", \#(more)}"#, days: 60 + n)
        }
        for n in 1...5 { try agents.put("new\(n)", "Person", #"{"headline": "Harpist"}"#, days: 10 + n) }
        try agents.put("other", "Person", #"{"headline": "Lutenist"}"#, days: 1)
        for words in ["harpist", ""] {
            let page = try agents.page(words)
            #expect(page.agents.count == 20)
            #expect(page.agents.indices.filter { page.agents[$0].isNewcomer } == [3, 7])
            let again = try agents.page(words)
            #expect(again.agents.map(\.agent.handle) == page.agents.map(\.agent.handle))
            var query = DirectoryQuery()
            query.words = words
            let all = try agents.all(query)
            #expect(all.count == (words.isEmpty ? 36 : 35))
            #expect(Set(all.map(\.agent.handle)).count == all.count)
            #expect(all.filter(\.isNewcomer).count == 2)
            #expect(all.filter(\.isNewcomer).allSatisfy { $0.agent.handle.hasPrefix("new") || words.isEmpty })
        }
        // Others another day.
        let ids = try (0..<10).map { day in
            try database.own(
                "select agentor.directory_newcomers(null, null, null, null, null, current_date - \(day), 2)")
        }
        #expect(Set(ids).count > 1)
        // Not where an order was chosen.
        #expect(try agents.page("") { $0.order = .newest }.agents.allSatisfy { !$0.isNewcomer })
        // Few are shown all the same.
        #expect(try agents.find("lutenist") == ["other"])
    }

    @Test(
        "numbers of values are those of what else is asked for; of the chosen filter, those it could be instead"
    )
    func counts() throws {
        for n in 0..<30 {
            try agents.put(
                "agent\(n)", "Person",
                """
                {"headline": "\(n % 2 == 0 ? "Harpist" : "Lutenist")", "category": "\(["media", "legal", "design"][n % 3])",
                 "languages": ["\(n % 5 == 0 ? "de" : "en"):native"], "country": "\(n % 2 == 0 ? "DE" : "FR")",
                 "skills": ["Music", "\(n % 2 == 0 ? "Harp" : "Lute")"]}
                """)
        }
        var query = DirectoryQuery()
        func counts() throws -> DirectoryCounts { try agents.directory.counts(query, for: nil) }
        func numbers(_ values: [DirectoryCounts.Value]) -> [String: Int] {
            Dictionary(uniqueKeysWithValues: values.map { ($0.value, $0.count.number) })
        }
        #expect(try counts().total == DirectoryCount(counted: 30, scale: 1))
        #expect(try numbers(counts().categories) == ["media": 10, "legal": 10, "design": 10])
        #expect(try numbers(counts().languages) == ["de": 6, "en": 24])
        #expect(try numbers(counts().availability) == ["now": 30])
        #expect(try counts().skills.first?.label == "Music")
        query.words = "harpist"
        #expect(try counts().total.number == 15)
        #expect(try numbers(counts().countries) == ["DE": 15])
        query.categories = ["legal"]
        #expect(try counts().total.number == 5)
        #expect(try numbers(counts().categories) == ["media": 5, "legal": 5, "design": 5])
        #expect(try numbers(counts().languages).values.reduce(0, +) == 5)
        #expect(try counts().loosenings.isEmpty)
        query.countries = ["FR"]
        let none = try counts()
        #expect(none.total.number == 0)
        #expect(
            none.loosenings.map(\.filter) == [.words, .countries]
                || none.loosenings.map(\.filter) == [.countries, .words])
        #expect(none.loosenings.map(\.count.number) == [5, 5])
        query = DirectoryQuery()
        query.skills = ["harp", "lute"]
        #expect(
            try counts().loosenings == [
                .init(filter: .skills, value: "harp", count: .init(counted: 15, scale: 1)),
                .init(filter: .skills, value: "lute", count: .init(counted: 15, scale: 1)),
            ] || counts().loosenings.map(\.value) == ["lute", "harp"])
    }

    @Test("where words together find nobody, each of two to four is counted without, beside filters")
    func wordsToLoosen() throws {
        for n in 0..<6 {
            try agents.put(
                "agent\(n)", "Person",
                #"{"headline": "\#(n < 4 ? "Harpist" : "Lutenist")", "country": "\#(n == 0 ? "DE" : "FR")"}"#)
        }
        var query = DirectoryQuery()
        func loosened() throws -> [String] {
            try agents.directory.counts(query, for: nil).loosenings.map {
                "\($0.filter) \($0.value ?? "") \($0.rest) \($0.count.number)"
            }
        }
        query.words = "Harpist lutenist"
        #expect(try loosened() == ["words   6", "word lutenist harpist 4", "word harpist lutenist 2"])
        // What is left finds whom the number says.
        #expect(try agents.find("harpist").count == 4)
        // With a filter, which stays.
        query.countries = ["DE"]
        #expect(try loosened().sorted() == ["word lutenist harpist 1", "words   1"])
        // A word that nobody has is the one to leave; one alone is all words.
        query.countries = []
        query.words = "harpist zzqqxx"
        #expect(try loosened() == ["words   6", "word zzqqxx harpist 4"])
        query.words = "zzqqxx"
        #expect(try loosened() == ["words   6"])
        query.words = "harpist zzqqxx zzqqyy zzqqzz zzqqvv"
        #expect(try loosened() == ["words   6"], "five are too many to try each")
        query.words = "harpist ' & | ! : * ( zzqqxx"
        #expect(try loosened().contains("word zzqqxx harpist 4"))
    }

    @Test("every language and country that somebody has is offered, of ten thousand the most frequent")
    func offers() throws {
        let countries = ["DE", "FR", "JP", "PT", "BR", "IN", "US", "KE", "PL", "IT", "ES", "SE", "IS"]
        for country in countries {
            try agents.put(
                "agent\(country.lowercased())", "Person",
                #"{"country": "\#(country)", "languages": ["\#(country == "IS" ? "is" : "en"):native"]}"#)
        }
        try agents.tidy()
        let offers = try agents.directory.offers(for: nil)
        #expect(Set(offers.countries) == Set(countries))
        #expect(offers.languages == ["en", "is"])
        // Nobody has it any more.
        try database.administer(
            "update agentor.directory_values set agents = 0 where kind = 'o' and value = 'IS'")
        #expect(try agents.directory.offers(for: nil).countries.count == 12)
        try database.administer(
            """
            insert into agentor.directory_values (kind, value, label, agents)
            select k, 'v' || n, '', n from unnest('{l,o,s}'::text[]) k, generate_series(1, 10000) n
            """)
        let many = try agents.directory.offers(for: nil)
        #expect(many.countries.count == 300 && many.languages.count == 300)
        #expect(many.languages.first == "v10000" && many.languages.last == "v9701")
    }

    @Test("an estimate is rounded, and of too few it is only said that there are some")
    func precision() {
        #expect(DirectoryCount(counted: 4_000, scale: 1) == .init(counted: 4_000, scale: 1))
        #expect(DirectoryCount(counted: 4_000, scale: 1).precision == .exact)
        #expect(DirectoryCount(counted: 389, scale: 16).number == 6_200)
        #expect(DirectoryCount(counted: 389, scale: 16).precision == .about)
        #expect(DirectoryCount(counted: 7, scale: 256).precision == .few)
        #expect(DirectoryCount(counted: 0, scale: 1).number == 0)
    }

    @Test("whom the viewer is not shown is neither found nor counted")
    func hidden() throws {
        let id = try agents.put("ada", "Ada", #"{"headline": "Harpist"}"#)
        try agents.put("eve", "Eve", #"{"headline": "Harpist"}"#)
        try database.own(
            """
            create or replace function agentor.hidden_from_viewer() returns uuid[]
                language sql stable security definer set search_path = agentor, pg_temp return array['\(id)'::uuid]
            """)
        for order in DirectoryQuery.Order.allCases {
            #expect(try agents.find("harpist") { $0.order = order } == ["eve"])
            #expect(try agents.find("") { $0.order = order } == ["eve"])
        }
        var query = DirectoryQuery()
        #expect(try agents.directory.counts(query, for: nil).total.number == 1)
        query.words = "harpist"
        #expect(try agents.directory.counts(query, for: nil).total.number == 1)
    }

    @Test("housekeeping indexes everybody anew when the rules are others, and those whose day has come")
    func housekeeping() throws {
        try agents.put(
            "ada", "Ada", #"{"headline": "Harpist", "availability": "later", "free_from": "2031-01-01"}"#)
        try database.administer(
            "update agentor.directory_state set rules = 0; delete from agentor.directory_agents")
        #expect(try agents.find("harpist").isEmpty)
        try agents.tidy()
        #expect(try agents.find("harpist") == ["ada"])
        // As if it had been indexed in 2030.
        try database.administer(
            """
            update agentor.agent_versions set content = content || '{"free_from": "2026-01-01"}';
            update agentor.directory_agents set free_from = '2026-01-01'
            """)
        try agents.tidy()
        #expect(
            try database.administer("select free_from::text from agentor.directory_agents") == [["-infinity"]]
        )
        #expect(try agents.find("") { $0.availability = .now } == ["ada"])
    }
}
