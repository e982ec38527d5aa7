import FoundationEssentials
import Postgres
import TestDatabase
import Testing
import ZoneInfo

@testable import AgentorCore

/// Pages beside what a look at every row says, over 2,000 profiles in tiers of some ten each.
@Suite("The order of the directory", .database(agentorDatabase))
struct DirectoryOrderTests {
    private let agents: Agents
    private let database: TestDatabase

    private static let words = [
        "design", "logo", "photo", "music", "wedding", "garden", "tax", "audit", "swift", "python", "tiles",
        "roof",
        "设计", "ウェブ", "перевод", "تصميم", "번역", "übung", "naïve", "kitchen", "violin", "harbour", "sewing",
        "maths",
    ]
    private static let categories = ["design", "development", "writing", "legal", "finance"]
    private static let countries = ["DE", "FR", "JP", "US", "PT", "IN"]
    private static let languages = ["de", "en", "fr", "ja", "pt"]
    private static let zones = ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "Australia/Sydney", "UTC"]

    init() throws {
        agents = try Agents()
        database = agents.database
        func array(_ values: [String]) -> String {
            "array[\(values.map { "'\($0)'" }.joined(separator: ","))]"
        }
        func pick(_ values: [String]) -> String {
            "(\(array(values)))[1 + floor(random() * \(values.count))::integer]"
        }
        // Words at the beginning of the list are frequent, those at its end are rare.
        func word(_ n: Int) -> String {
            "(\(array(Self.words)))[1 + floor(power(random(), 2) * \(Self.words.count))::integer]"
        }
        try database.own(
            """
            insert into agentor.directory_tiers (floor) select n * 10000 from generate_series(30, 150) n on conflict do nothing
            """)
        try database.administer(
            """
            select setseed(0.25);
            select public.put_agent('Person ' || n, 'agent' || n, jsonb_build_object(
                'headline', \(word(1)) || ' ' || \(word(2)), 'about', \(word(3)) || ' ' || \(word(4)) || ' ' || \(word(5)),
                'category', \(pick(Self.categories)), 'skills', array[\(word(6)), \(word(7))],
                'languages', array[\(pick(Self.languages)) || ':native'],
                'hourly_rate', case when random() < 0.8 then floor(20 + random() * 200) end,
                'currency', case when random() < 0.7 then 'EUR' else 'USD' end,
                'availability', (array['now', 'now', 'later', 'not'])[1 + floor(random() * 4)::integer],
                'free_from', case when random() < 0.5 then date '2030-01-01' + floor(random() * 100)::integer end,
                'country', \(pick(Self.countries)), 'years', case when random() < 0.5 then 3 end),
                now() - interval '31 days' - floor(random() * 20000) * interval '10 minutes',
                now() - interval '60 days', \(pick(Self.zones)))
            from generate_series(1, 2000) n
            """)
        try agents.tidy()
        try database.administer("analyze")
    }

    /// Everybody who should be there, in order, by a look at every profile.
    private func expected(_ query: DirectoryQuery) throws -> [String] {
        func list(_ values: [String]) -> String {
            "array[\(values.map { "'\($0)'" }.joined(separator: ","))]::text[]"
        }
        var conditions: [String] = []
        if !query.categories.isEmpty { conditions.append("p.category = any (\(list(query.categories)))") }
        if !query.countries.isEmpty { conditions.append("p.country = any (\(list(query.countries)))") }
        for skill in query.skills { conditions.append("'\(skill)' = any (p.skills)") }
        for language in query.languages {
            conditions.append("exists (select from unnest(p.languages) l where l like '\(language):%')")
        }
        if let rate = query.rate {
            if let most = rate.atMost {
                conditions.append("p.currency = '\(rate.currency)' and p.hourly_rate <= \(most)")
            } else if query.order == .rate {
                conditions.append("p.currency = '\(rate.currency)' and p.hourly_rate is not null")
            }
        }
        switch query.availability {
        case .any: break
        case .now: conditions.append("p.availability = 'now'")
        case .month(let day):
            let day = "date '\(day.year)-\(day.month)-\(day.day)' + interval '1 month'"
            conditions.append(
                "(p.availability = 'now' or p.availability = 'later' and p.free_from <= \(day))")
        }
        let order =
            switch query.order {
            case .best: "(d.tokens @@ w.strong) desc, d.rank desc, d.id"
            case .newest: "d.published_at desc, d.id"
            case .rate: "d.rate, d.id"
            case .responsive: "coalesce(d.responsiveness, 0) desc, d.rank desc, d.id"
            }
        var strong = "null::tsquery"
        if !query.words.isEmpty {
            conditions.append("d.tokens @@ w.anywhere")
            strong = "strong"
        }
        return try database.administer(
            """
            set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off;
            with recursive asked as (select row_number() over () as n, a.* from agentor.asked_words('\(query.words)') a),
            joined as (
                select n, strong, anywhere from asked where n = 1
                union all select a.n, j.strong && a.strong, j.anywhere && a.anywhere from joined j join asked a on a.n = j.n + 1)
            select u.handle from agentor.directory_agents d join agentor.agent_profiles p on p.account_id = d.account_id
                join messaging.users u on u.id = d.account_id
                left join lateral (select \(strong), anywhere from joined order by n desc limit 1) w (strong, anywhere) on true
            where \((conditions + ["true"]).joined(separator: " and "))
            order by \(order)
            """
        ).compactMap { $0[0] }
    }

    @Test("pages one after the other are all who match, in order, each once")
    func pages() throws {
        var dice = Dice(state: 20_261_129)
        func some(_ values: [String], _ chance: Int) -> [String] {
            Int.random(in: 0..<100, using: &dice) < chance ? [values.randomElement(using: &dice)!] : []
        }
        var found = 0
        for turn in 0..<120 {
            var query = DirectoryQuery()
            query.words = (some(Self.words, 70) + some(Self.words, 25)).joined(separator: " ")
            query.categories = Array(Set(some(Self.categories, 25) + some(Self.categories, 15)))
            query.countries = some(Self.countries, 15)
            query.languages = some(Self.languages, 20)
            query.skills = some(["tax", "swift", "sewing"], 10)
            if Int.random(in: 0..<6, using: &dice) == 0 {
                query.rate = .init(currency: "EUR", atMost: Int.random(in: 20...220, using: &dice))
            }
            switch Int.random(in: 0..<8, using: &dice) {
            case 0: query.availability = .now
            case 1: query.availability = .month(of: try #require(CivilTime.Day("2030-02-01")))
            default: break
            }
            query.order =
                DirectoryQuery.Order.allCases[turn % 3 == 0 ? Int.random(in: 0..<4, using: &dice) : 0]
            if query.order == .rate { query.rate = query.rate ?? .init(currency: "USD", atMost: nil) }
            let expected = try expected(query)
            let pages = try agents.all(query)
            #expect(pages.map(\.agent.handle) == expected, "\(query)")
            let total = try agents.directory.counts(query, for: nil).total
            if query.order != .rate {
                #expect(total == DirectoryCount(counted: expected.count, scale: 1), "\(query)")
            }
            found += expected.count
        }
        #expect(found > 5_000)
    }

    @Test("the order stays right while agents are moved from tier to tier")
    func tiers() throws {
        var query = DirectoryQuery()
        query.categories = ["design"]
        let before = try agents.all(query).map(\.agent.handle)
        #expect(before.count > 300)
        for turn in 0..<3_000 {
            // As if ten minutes had passed each time.
            try database.administer("update agentor.directory_state set tiers_seen_at = '-infinity'")
            if try !agents.directory.tidy(),
                try database.administer("select from agentor.directory_tiers").count < 5
            {
                break
            }
            if turn % 25 == 0 {
                let page = try agents.page("") { $0.categories = ["design"] }
                #expect(page.agents.map(\.agent.handle) == Array(before.prefix(20)))
            }
        }
        #expect(try database.administer("select from agentor.directory_tiers").count < 5)
        #expect(try agents.all(query).map(\.agent.handle) == before)
        #expect(
            try database.administer(
                """
                select from agentor.directory_agents d
                where not d.tokens @@ ('''=t:' || d.tier || '''')::tsquery or d.tier not in (select tier from agentor.directory_tiers)
                """
            ).isEmpty)
    }

    @Test(
        "of misspelt words the right one is first three times in four, and among three in more than five of six"
    )
    func misspellings() throws {
        let words = try database.own(
            """
            select word from agentor.directory_words where is_term and word ~ '^[a-z]{5,}$' order by word collate "C"
            """
        ).compactMap { $0[0] }
        #expect(words.count > 250)
        var dice = Dice(state: 7)
        var (asked, first, among) = (0, 0, 0)
        while asked < 250 {
            let word = words.randomElement(using: &dice)!
            var letters = Array(word)
            for _ in 0..<(word.count > 7 && Int.random(in: 0..<6, using: &dice) == 0 ? 2 : 1) {
                let place = Int.random(in: 1..<letters.count - 1, using: &dice)
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: letters.remove(at: place)
                case 1: letters.insert("abcdefghijklmnopqrstuvwxyz".randomElement(using: &dice)!, at: place)
                case 2: letters[place] = "abcdefghijklmnopqrstuvwxyz".randomElement(using: &dice)!
                default: letters.swapAt(place, place + 1)
                }
            }
            let typed = String(letters)
            if words.contains(typed) { continue }
            asked += 1
            let near = try database.own("select unnest(agentor.words_near($1))", [typed]).compactMap { $0[0] }
            if near.first == word { first += 1 }
            if near.contains(word) { among += 1 }
        }
        #expect(first * 100 >= asked * 75, "\(first) of \(asked)")
        #expect(among * 100 >= asked * 85, "\(among) of \(asked)")
    }
}
