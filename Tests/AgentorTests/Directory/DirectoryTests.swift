import FoundationEssentials
import Postgres
import TestDatabase
import Testing
import Threads
import ZoneInfo

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Looking for agents", .database(agentorDatabase))
struct DirectoryTests {
    private let agents: Agents
    private let database: TestDatabase

    init() throws {
        agents = try Agents()
        database = agents.database
    }

    /// One each in ten scripts, and what finds them.
    private static let scripts: [(handle: String, said: String, finding: [String])] = [
        (
            "latin",
            #"{"headline": "Übersetzer für Verträge", "skills": ["Straßenbau"], "about": "Ich arbeite genau."}"#,
            [
                "ubersetzer", "ÜBERSETZER", "verträge", "vertrage", "STRASSENBAU", "straßenbau", "übers",
                "genau",
            ]
        ),
        (
            "cyrillic",
            #"{"headline": "Переводчик договоров", "skills": ["Ёлки"], "about": "Работаю быстро."}"#,
            ["переводчик", "ПЕРЕВОДЧИКИ", "елки", "перев", "быстро"]
        ),
        (
            "greek", #"{"headline": "Μεταφραστής κειμένων", "skills": ["λόγος"]}"#,
            ["μεταφραστης", "ΛΟΓΟΣ", "κειμενων"]
        ),
        (
            "arabic", #"{"headline": "مُصَمِّم شعارات", "skills": ["إدارة"], "about": "أعمل على الهويّة"}"#,
            ["مصمم", "ادارة", "إداره", "شعارات", "الهوية"]
        ),
        ("hebrew", #"{"headline": "מְעַצֵּב גרפי", "skills": ["לוגו"]}"#, ["מעצב", "לוגו", "גרפי"]),
        ("hindi", #"{"headline": "हिन्दी अनुवादक", "skills": ["अनुवाद"]}"#, ["हिन्दी", "अनुवादक", "अनुवाद"]),
        ("thai", #"{"headline": "นักออกแบบกราฟิก", "skills": ["โลโก้"]}"#, ["ออกแบบ", "กราฟิก", "โลโก้"]),
        (
            "chinese", #"{"headline": "北京平面设计师", "skills": ["包装设计"], "about": "我做品牌和标志。"}"#,
            ["设计", "平面", "北京", "品牌", "京", "包装设计"]
        ),
        (
            "japanese", #"{"headline": "東京のウェブデザイナー", "skills": ["SwiftUI開発"]}"#,
            ["ウェブ", "ｳｪﾌﾞ", "デザイ", "東京", "開発", "swiftui", "SwiftUI開発"]
        ),
        ("korean", #"{"headline": "서울의 번역가", "skills": ["번역"]}"#, ["번역", "서울", "번역가"]),
    ]

    @Test("words are found in any script, whatever their case, accents, marks and width")
    func words() throws {
        for script in Self.scripts { try agents.put(script.handle, "Person", script.said) }
        try agents.tidy()
        for script in Self.scripts {
            for word in script.finding {
                #expect(try agents.find(word).contains(script.handle), "\(word) finds \(script.handle)")
            }
        }
        #expect(try agents.find("verträge работаю").isEmpty)
    }

    @Test("all words have to be found, those that every text has do not count, and names are searched")
    func allWords() throws {
        try agents.put("ada", "Ada Lovelace", #"{"headline": "Logo designer", "about": "In restaurants."}"#)
        try agents.put("bo", "Bo Berg", #"{"headline": "Logo designer"}"#)
        #expect(try Set(agents.find("logo designer")) == ["ada", "bo"])
        #expect(try agents.find("logo restaurants") == ["ada"])
        #expect(try agents.find("a logo designer for the restaurants") == ["ada"])
        #expect(try agents.find("lovelace") == ["ada"])
        #expect(try agents.find("bo") == ["bo"])
        #expect(try agents.find("lovelace berg").isEmpty)
    }

    @Test("names of skills that are all but a letter are kept apart")
    func signs() throws {
        for (handle, skill) in [("see", "C"), ("cpp", "C++"), ("sharp", "C#"), ("dotnet", ".NET")] {
            try agents.put(handle, "Person", #"{"headline": "Programmer", "skills": ["\#(skill)"]}"#)
        }
        #expect(try agents.find("c++") == ["cpp"])
        #expect(try agents.find("C#") == ["sharp"])
        #expect(try agents.find("c") == ["see"])
        #expect(try agents.find(".net") == ["dotnet"])
        #expect(try agents.find("") { $0.skills = ["c++"] } == ["cpp"])
    }

    @Test("other forms and the beginnings of words are found, from four letters")
    func forms() throws {
        try agents.put("ada", "Person", #"{"headline": "Photographer", "about": "I photograph weddings."}"#)
        try agents.tidy()
        #expect(try agents.find("wedding") == ["ada"])
        #expect(try agents.find("photographing") == ["ada"])
        #expect(try agents.find("phot") == ["ada"])
        #expect(try agents.find("weddi") == ["ada"])
        let reason = try agents.page("wedding").agents.first?.reasons
        #expect(reason == [.init(typed: "wedding", found: "weddings", place: .text)])
    }

    @Test(
        "words that mean the same are found in other languages, those of categories, languages and countries too"
    )
    func meanings() throws {
        try agents.put("mia", "Mia", #"{"headline": "Fotografin", "category": "media"}"#)
        try agents.put("ken", "Ken", #"{"headline": "カメラマン", "languages": ["ja:native"], "country": "JP"}"#)
        try agents.put(
            "kim", "Kim",
            #"{"headline": "SEO", "skills": ["Suchmaschinenoptimierung"], "category": "marketing"}"#)
        #expect(try Set(agents.find("photographer")) == ["mia", "ken"])
        #expect(try agents.find("photographer japanese") == ["ken"])
        #expect(try agents.find("japan") == ["ken"])
        #expect(try agents.find("search engine optimization") == ["kim"])
        #expect(try agents.find("vertrieb") == ["kim"])
        #expect(try agents.find("") { $0.skills = ["search engine optimization"] } == ["kim"])
        #expect(
            try agents.page("japanese photographer").agents.first?.reasons == [
                .init(typed: "japanese", found: nil, place: .language),
                .init(typed: "photographer", found: "カメラマン", place: .headline),
            ])
        // A site's own.
        try database.own(
            "insert into agentor.directory_terms (concept, term) values ('ovens', 'Backofen'), ('ovens', 'horno de leña')"
        )
        try agents.put("leo", "Leo", #"{"headline": "Horno de leña"}"#)
        #expect(try agents.find("backofen") == ["leo"])
        try database.own("update agentor.directory_terms set is_off = true where concept = 'ovens'")
        #expect(try agents.find("backofen").isEmpty)
    }

    @Test(
        "misspelt words find what was meant, and it is said; among many agents what only one profile has is not suggested"
    )
    func misspelt() throws {
        for n in 1...3 {
            try agents.put("n\(n)", "Person", #"{"headline": "Saxophonist", "about": "One \#(n)"}"#)
        }
        try agents.put("only", "Person", #"{"headline": "Hurdygurdy"}"#)
        try agents.tidy()
        for typed in ["saxofonist", "saxophonst", "saxophoinst", "saxxophonist", "sacophonist"] {
            let page = try agents.page(typed)
            #expect(Set(page.agents.map(\.agent.handle)) == ["n1", "n2", "n3"], "\(typed)")
            #expect(page.corrections == [.init(typed: typed, lookedFor: "saxophonist")])
        }
        #expect(
            try agents.page("hurdigurdy").corrections == [.init(typed: "hurdigurdy", lookedFor: "hurdygurdy")]
        )
        try database.own("update agentor.directory_state set agents = 1000")
        #expect(try agents.find("hurdigurdy").isEmpty)
        #expect(try agents.find("hurdygurdy") == ["only"])
        // What is found as it is written is not corrected.
        #expect(try agents.page("saxophonist").corrections.isEmpty)
        let nobody = try agents.page("saxofonist") { $0.countries = ["PT"] }
        #expect(
            nobody.agents.isEmpty
                && nobody.corrections == [.init(typed: "saxofonist", lookedFor: "saxophonist")])
    }

    @Test(
        "whoever has a word in name, skills or headline comes before whoever only mentions it, and it is said where"
    )
    func strength() throws {
        try agents.put("mentions", "Person", #"{"about": "Not a violin in sight."}"#, days: 40)
        try agents.put("skilled", "Person", #"{"skills": ["Violin"]}"#, days: 90)
        try agents.put("headlined", "Person", #"{"headline": "Violin teacher"}"#, days: 80)
        try agents.put("named", "Violin Smith", days: 70)
        let page = try agents.page("violin")
        #expect(page.agents.map(\.agent.handle) == ["named", "headlined", "skilled", "mentions"])
        #expect(page.agents.map { $0.reasons[0].place } == [.name, .headline, .skill, .text])
    }

    @Test("each filter leaves out whom it should, and no other")
    func filters() throws {
        try agents.put(
            "ada", "Ada",
            #"""
            {"category": "design", "skills": ["Logo design", "Swift"], "languages": ["de:native", "en:fluent"],
             "country": "DE", "hourly_rate": 80, "currency": "EUR"}
            """#, in: "Europe/Berlin")
        try agents.put(
            "bo", "Bo",
            #"""
            {"category": "legal", "skills": ["Swift"], "languages": ["en:native"], "country": "US", "hourly_rate": 90,
             "currency": "USD", "availability": "later", "free_from": "2031-01-15"}
            """#, in: "America/Los_Angeles")
        try agents.put("cy", "Cy", #"{"category": "media", "availability": "not"}"#, in: "Asia/Tokyo")
        try agents.put("di", "Di", #"{"category": "media", "availability": "later"}"#, in: "Asia/Tokyo")
        try agents.put(
            "ed", "Ed",
            #"{"availability": "later", "free_from": "2020-01-01", "works_from": "22:00", "works_until": "06:00"}"#,
            in: "Europe/Berlin")
        try database.administer("update messaging.users set picture = repeat('a', 32) where handle = 'bo'")
        func found(_ change: (inout DirectoryQuery) -> Void) throws -> Set<String> {
            try Set(agents.find("", change))
        }
        #expect(try found { _ in } == ["ada", "bo", "cy", "di", "ed"])
        #expect(try found { $0.categories = ["design", "legal"] } == ["ada", "bo"])
        #expect(try found { $0.skills = ["swift"] } == ["ada", "bo"])
        #expect(try found { $0.skills = ["SWIFT", "Logos"] } == ["ada"])
        #expect(try found { $0.languages = ["en"] } == ["ada", "bo"])
        #expect(try found { $0.languages = ["en", "de"] } == ["ada"])
        #expect(try found { $0.countries = ["DE", "US", "JP"] } == ["ada", "bo"])
        #expect(try found { $0.rate = .init(currency: "EUR", atMost: 80) } == ["ada"])
        #expect(try found { $0.rate = .init(currency: "EUR", atMost: 79) } == [])
        #expect(try found { $0.rate = .init(currency: "USD", atMost: 10_000_000) } == ["bo"])
        #expect(try found { $0.availability = .now } == ["ada", "ed"])
        let december = try #require(CivilTime.Day("2030-12-15"))
        #expect(try found { $0.availability = .month(of: december) } == ["ada", "bo", "ed"])
        let before = try #require(CivilTime.Day("2030-12-14"))
        #expect(try found { $0.availability = .month(of: before) } == ["ada", "ed"])
        #expect(try found { $0.hasPicture = true } == ["bo"])
        #expect(try agents.find("swift") { $0.categories = ["legal"] } == ["bo"])
        // By Tokyo's clock, Berlin's night is the morning.
        func overlap(_ hours: Int) throws -> Set<String> {
            try found { $0.overlap = .init(hours: hours, from: "09:00", until: "17:00", zone: "Asia/Tokyo") }
        }
        #expect(try overlap(8) == ["cy", "di"])
        #expect(try overlap(4) == ["cy", "di", "ed"])
        #expect(
            try found { $0.overlap = .init(hours: 9, from: "09:00", until: "17:00", zone: "Asia/Tokyo") }
                == [])
        // What is no code is not asked for.
        #expect(
            try found {
                ($0.languages, $0.countries) = (["DE'", "english"], ["d&", "Germany"])
                $0.rate = .init(currency: "'|'", atMost: 1)
                $0.overlap = .init(hours: 1, from: "x", until: "25:00", zone: "Nowhere/Land")
            }.count == 5)
        #expect(try found { $0.categories = ["'|!design\\"] } == [])
    }

    @Test(
        "who is suspended, leaving, withdrawn or gone is found nowhere, at once, and again when they are back"
    )
    func standing() async throws {
        let id = try agents.put("ada", "Ada", #"{"headline": "Harpist", "category": "media"}"#)
        try agents.put("eve", "Eve", #"{"headline": "Harpist", "category": "media"}"#)
        try agents.tidy()
        let harpists = ["words": "harpist", "category": "media"]
        func isFound() throws -> Bool {
            var query = DirectoryQuery()
            var places: [Bool] = []
            for order in DirectoryQuery.Order.allCases {
                query.order = order
                query.rate = order == .rate ? .init(currency: "EUR", atMost: nil) : nil
                for words in ["", harpists["words"]!, "ada"] where order != .rate {
                    query.words = words
                    places.append(
                        try agents.directory.page(query, for: nil).agents.contains {
                            $0.agent.handle == "ada"
                        })
                }
            }
            query = DirectoryQuery()
            query.words = "harpist"
            places.append(try agents.directory.counts(query, for: nil).total.number == 2)
            #expect(Set(places).count == 1, "\(places)")
            return places[0]
        }
        #expect(try isFound())
        for (away, back) in [
            (
                "update agentor.accounts set suspended_at = now() where id = '\(id)'",
                "update agentor.accounts set suspended_at = null where id = '\(id)'"
            ),
            (
                "update agentor.accounts set erase_after = now() + interval '1 day' where id = '\(id)'",
                "update agentor.accounts set erase_after = null where id = '\(id)'"
            ),
            (
                "delete from agentor.published_agents where account_id = '\(id)'",
                "insert into agentor.published_agents (account_id, number, since) values ('\(id)', 1, now() - interval '90 days')"
            ),
        ] {
            try database.administer(away)
            #expect(try !isFound())
            #expect(
                try database.administer("select from agentor.directory_agents where account_id = '\(id)'")
                    .isEmpty)
            try database.administer(back)
            #expect(try isFound())
        }
        try database.administer("update messaging.users set full_name = 'Ida' where id = '\(id)'")
        #expect(try agents.find("ida") == ["ada"])
        try database.administer("delete from agentor.accounts where id = '\(id)'")
        #expect(try !isFound())
        try agents.tidy()
        #expect(
            try database.administer("select agents from agentor.directory_words where word = 'harpist'") == [
                ["1"]
            ])
    }

    @Test("publishing by the site's own function is found at once, and withdrawing takes it away")
    func publishing() throws {
        let id = try agents.put("ada", "Ada", #"{"headline": "Harpist"}"#)
        try database.administer("delete from agentor.published_agents")
        _ = try database.serve("select agentor.publish_agent(); commit", as: id)
        #expect(try agents.find("harpist") == ["ada"])
        try database.administer("update agentor.agent_profiles set headline = 'Lutenist'")
        #expect(try agents.find("lutenist").isEmpty)
        _ = try database.serve("select agentor.publish_agent(); commit", as: id)
        #expect(try agents.find("lutenist") == ["ada"])
        #expect(try agents.find("harpist").isEmpty)
        _ = try database.serve("select agentor.withdraw_agent(); commit", as: id)
        #expect(try agents.find("lutenist").isEmpty)
    }

    @Test("what is no honest question is answered all the same")
    func hostile() throws {
        try agents.put("ada", "Ada", #"{"headline": "Quoted 'words' & \"more\" | a \\ b"}"#)
        for words in [
            String(repeating: "a", count: 10_000), String(repeating: "ab ", count: 4_000), "'", "\"", "\\",
            "' | 'a':* & !b",
            "a\u{0}b", "\u{0}", "!!! ??? ...", "🦆", "():*&|!<->", "%_", "--; drop table x", "\u{202E}abc",
            "e\u{301}\u{301}\u{301}",
            String(repeating: "设", count: 10_000), "'=c:design'", "=t:1", "^ada", "@ada", "$$", "{}", "null",
            "\n\t",
            String(repeating: "🏳️‍🌈", count: 500), "ᄀ", "ﷺ", "İ", "ŉ",
        ] {
            for order in DirectoryQuery.Order.allCases {
                var query = DirectoryQuery()
                query.words = words
                query.skills = [words]
                query.categories = [words]
                query.order = order
                _ = try agents.directory.page(query, for: nil)
                query.skills = []
                query.categories = []
                _ = try agents.directory.page(query, for: nil)
                _ = try agents.directory.counts(query, for: nil)
            }
        }
        // Tokens that are not words cannot be named.
        #expect(try agents.find("=t:1").isEmpty)
        // A filter finds no word.
        #expect(try agents.find("") { $0.categories = ["design' | 'quoted"] }.isEmpty)
        #expect(try agents.find("'words'") == ["ada"])
    }

    @Test("a cursor has one text, and what is made up is refused or harmless")
    func cursors() throws {
        for n in 1...25 { try agents.put("agent\(n)", "Person", days: 40 + n) }
        let first = try agents.page("")
        let next = try #require(first.next)
        #expect(DirectoryCursor(next.text) == next)
        #expect(next.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
        #expect(try agents.page("") { $0.page = next }.agents.count == 5)
        for text in [
            "", ".", "best", String(next.text.dropLast()), next.text + "0", "\(next.text)\u{0}",
            String(repeating: ".", count: 9_999), "best.9.0.0.0.2026-01-01..x", "💥",
        ] {
            #expect(DirectoryCursor(text) == nil, "\(text)")
        }
        for place in [
            DirectoryCursor.Place(
                class: 2, key: 4_000_000_000_000_000, rank: .min, id: .max, day: "2200-12-31",
                newcomers: [.min, .max]),
            DirectoryCursor.Place(class: 1, key: 0, rank: .max, id: 0, day: "2020-01-01", newcomers: []),
        ] {
            for order in DirectoryQuery.Order.allCases {
                let cursor = DirectoryCursor(order: order, place: place)
                #expect(DirectoryCursor(cursor.text) == cursor)
                for words in ["", "person"] {
                    _ = try agents.page(words) {
                        $0.order = order
                        $0.rate = .init(currency: "EUR", atMost: nil)
                        $0.page = cursor
                    }
                }
            }
        }
        // One of another order is not looked at.
        #expect(try agents.page("") { ($0.page, $0.order) = (next, .newest) }.agents.count == 20)
    }

    @Test("the serving roles read no table of the directory, and index nobody")
    func roles() throws {
        let id = try agents.put("ada", "Ada")
        for table in ["agents", "tiers", "hours", "values", "words", "deletes", "changes", "terms", "state"] {
            for role in [database.app, database.door] {
                let connection = try Connection.open(
                    try ConnectionParameters(parsing: role), applicationName: "test", timeout: .seconds(10),
                    logger: TestDatabase.logger)
                #expect(throws: PostgresError.self) {
                    try connection.run("select from agentor.directory_\(table)")
                }
                #expect(throws: PostgresError.self) {
                    try connection.run("select agentor.index_agent('\(id)')")
                }
                #expect(throws: PostgresError.self) {
                    try connection.run("delete from agentor.directory_\(table)")
                }
                #expect(
                    try connection.run("select account from agentor.directory_page('{}', null)").count == 1)
            }
        }
    }

    @Test("many who publish at once wait for nobody long, and each is found and counted")
    func concurrency() async throws {
        let ids = try (1...24).map { n in
            try agents.put(
                "agent\(n)", "Person \(n)",
                #"{"headline": "Same words all", "skills": ["s\#(n % 3)", "s\#(n % 5)"]}"#)
        }
        try database.administer("delete from agentor.published_agents")
        try agents.tidy()
        try await withThrowingTaskGroup { group in
            for part in 0..<6 {
                group.addTask { [database, agents] in
                    for round in 0..<3 {
                        for id in ids where ids.firstIndex(of: id)! % 3 == part % 3 {
                            _ = try database.serve("select agentor.publish_agent(); commit", as: id)
                            if round < 2, part < 3 {
                                _ = try database.serve("select agentor.withdraw_agent(); commit", as: id)
                            }
                            if part == 5 { _ = try agents.directory.tidy() }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        for id in ids { _ = try database.serve("select agentor.publish_agent(); commit", as: id) }
        try agents.tidy()
        #expect(try agents.all(DirectoryQuery()).count == 24)
        #expect(
            try database.administer("select agents from agentor.directory_words where word = 'same'") == [
                ["24"]
            ])
        #expect(try database.administer("select agents from agentor.directory_state") == [["24"]])
    }

    @Test("whoever publishes while they are suspended is not found")
    func race() async throws {
        let id = try agents.put("ada", "Ada")
        try database.administer("delete from agentor.published_agents")
        let connection = try database.connection()
        try connection.run("begin; update agentor.accounts set suspended_at = now() where id = '\(id)'")
        // On a thread of its own: those of tests are few, and the others go on meanwhile.
        async let published = Thread.run {
            [database] in try database.serve("select agentor.publish_agent(); commit", as: id)
        }
        while try !database.hasSomebodyWaiting() { try await Task.sleep(for: .milliseconds(10)) }
        try connection.run("commit")
        _ = try await published
        #expect(try agents.find("").isEmpty)
    }
}
