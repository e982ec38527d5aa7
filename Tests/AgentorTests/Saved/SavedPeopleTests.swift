import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Saved people", .database(agentorDatabase))
struct SavedPeopleTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func agent(_ name: String) async throws -> Browser {
        let browser = Browser(site)
        try await browser.signUp(name)
        try await browser.get("/onboarding/agent-profile")
        try await browser.post(
            "/onboarding/agent-profile", PublicationTests.answers.merging(["publish": "1"]) { $1 })
        return browser
    }

    private func save(_ handle: String, _ note: String? = nil, by browser: Browser) async throws -> Response {
        try await browser.get("/account/name")
        guard let note else { return try await browser.post("/saved/people/\(handle)/save", [:]) }
        return try await browser.post("/saved/people/\(handle)", ["note": note])
    }

    private func list(_ browser: Browser) async throws -> String {
        let page = try await browser.get("/saved")
        #expect(page.status == .ok)
        return page.text
    }

    @Test(
        "an agent is saved from their page and from the directory, and a note is seen by whoever wrote it alone"
    )
    func saving() async throws {
        let hana = try await agent("Hana Sato")
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await list(ada).contains("Nobody yet."))
        let row = try await ada.get("/agents?q=bakeries").text
        #expect(row.contains("action=\"/saved/people/hana-sato/save\""))
        #expect(row.contains("value=\"/agents?q=bakeries#by-hana-sato\""))
        let saved = try await ada.post(
            "/saved/people/hana-sato/save", ["next": "/agents?q=bakeries#by-hana-sato"])
        #expect(saved.location == "/agents?q=bakeries#by-hana-sato")
        #expect(try await ada.get("/agents?q=bakeries").text.contains("href=\"/saved/people/hana-sato\""))
        #expect(try await save("hana-sato", by: ada).location == "/agents/hana-sato")
        #expect(
            try await save("hana-sato", "Ask <her> first.\nSoon.", by: ada).location == "/saved?done=saved")
        for address in ["/saved", "/agents/hana-sato", "/saved/people/hana-sato"] {
            #expect(try await ada.get(address).text.contains("Ask &lt;her&gt; first."), "\(address)")
        }
        // Saved once more from a page, the note stays.
        _ = try await save("hana-sato", by: ada)
        #expect(try await list(ada).contains("Ask &lt;her&gt; first."))
        #expect(try await ada.get("/account/download/agentor-data.json").whole.contains("Ask <her> first."))
        for other in [hana, try await Browser.person("Bo", on: site), Browser(site)] {
            #expect(try await !other.get("/agents/hana-sato").text.contains("Ask"))
        }
        #expect(try await !list(hana).contains("Ask"))
        #expect(try database.count("agentor.saved_people") == 1)
        // Elsewhere than on this site nobody is led.
        try await ada.get("/account/name")
        let away = try await ada.post("/saved/people/hana-sato/save", ["next": "https://evil.example/"])
        #expect(away.location == "/agents/hana-sato")
    }

    @Test("whoever is removed is gone with the note, after a question")
    func removing() async throws {
        _ = try await agent("Hana Sato")
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await ada.get("/saved/people/hana-sato/remove").status == .notFound)
        _ = try await save("hana-sato", "Red labels", by: ada)
        #expect(try await ada.get("/saved/people/hana-sato/remove").text.contains("Red labels"))
        #expect(try await ada.post("/saved/people/hana-sato/remove", [:]).location == "/saved?done=removed")
        #expect(try await !list(ada).contains("hana-sato"))
        #expect(try database.count("agentor.saved_people") == 0)
        try await ada.get("/account/name")
        #expect(try await ada.post("/saved/people/hana-sato/remove", [:]).status == .notFound)
    }

    @Test(
        "nobody saves themselves, a client, nobody, or whom they are apart from; and a stranger signs in first"
    )
    func refusals() async throws {
        let hana = try await agent("Hana Sato")
        let ada = try await Browser.person("Ada", on: site)
        for (browser, handle) in [(hana, "hana-sato"), (hana, "ada"), (ada, "nobody")] {
            #expect(try await save(handle, by: browser).status == .notFound)
            #expect(try await save(handle, "x", by: browser).status == .notFound)
            #expect(try await browser.get("/saved/people/\(handle)").status == .notFound)
        }
        let stranger = Browser(site)
        let led = "/sign-in?next=%2Fsaved%2Fpeople%2Fhana-sato"
        #expect(try await stranger.get("/saved/people/hana-sato").location == led)
        #expect(try await stranger.get("/agents/hana-sato").text.contains("href=\"/saved/people/hana-sato\""))
        try await stranger.get("/sign-in")
        #expect(try await stranger.post("/saved/people/hana-sato/save", [:]).status == .unauthorized)
        for (blocker, blocked) in [(ada, "hana-sato"), (hana, "ada")] {
            _ = try await save("hana-sato", "Noted", by: ada)
            #expect(try await list(ada).contains("Noted"))
            try await blocker.get("/account/name")
            try await blocker.post("/account/blocks/\(blocked)/block", [:])
            #expect(try await !list(ada).contains("Noted"))
            #expect(try await save("hana-sato", by: ada).status == .notFound)
            #expect(try await ada.get("/saved/people/hana-sato").status == .notFound)
            try await blocker.get("/account/name")
            try await blocker.post("/account/blocks/\(blocked)/undo", [:])
            #expect(try await list(ada).contains("Noted"))
        }
    }

    @Test("whoever is withdrawn or suspended is not shown until they are back, and whoever is erased is gone")
    func hidden() async throws {
        _ = try await agent("Hana Sato")
        let ada = try await Browser.person("Ada", on: site)
        _ = try await save("hana-sato", "Noted", by: ada)
        for change in [
            "update agentor.accounts set suspended_at = now() where full_name = 'Hana Sato'",
            "update agentor.accounts set suspended_at = null, erase_after = now() + interval '1 day' where full_name = 'Hana Sato'",
        ] {
            try database.administer(change)
            #expect(try await !list(ada).contains("Noted"))
        }
        try database.administer("update agentor.accounts set erase_after = null")
        #expect(try await list(ada).contains("Noted"))
        try database.administer("delete from agentor.accounts where full_name = 'Hana Sato'")
        #expect(try database.count("agentor.saved_people") == 0)
    }

    @Test("what is too long is refused beside the field, and kept")
    func tooLong() async throws {
        _ = try await agent("Hana Sato")
        let ada = try await Browser.person("Ada", on: site)
        let words = String(repeating: "ä", count: 2_001)
        let refused = try await save("hana-sato", words, by: ada)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains(words) && refused.text.contains("note-error"))
        #expect(try database.count("agentor.saved_people") == 0)
        let longest = String(words.dropLast())
        #expect(try await save("hana-sato", longest, by: ada).status == .seeOther)
    }

    @Test("ten thousand are the most, and a page of them is a range of an index")
    func many() async throws {
        _ = try await agent("Hana Sato")
        _ = try await agent("Ida Ode")
        let ada = try await Browser.person("Ada", on: site)
        _ = try await save("hana-sato", by: ada)
        let owner = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Ada'")[0][0])
        try database.administer(
            """
            with made as (insert into agentor.accounts (email, full_name, nonce, time_zone)
                select n || '@example.org', 'Somebody', gen_random_uuid(), 'UTC' from generate_series(1, 9998) n returning id)
            insert into agentor.saved_people (account_id, person_id, saved_at)
                select $1::uuid, id, now() + interval '1 hour' from made
            """, [owner])
        try database.administer("analyze agentor.saved_people")
        // The one who is shown lies behind all the others.
        #expect(try await list(ada).contains("hana-sato"))
        #expect(try await save("ida-ode", by: ada).status == .seeOther)
        let bo = try await agent("Bo Last")
        _ = bo
        let refused = try await save("bo-last", by: ada)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.text.contains("which is all there may be"))
        #expect(try await save("ida-ode", "Changed", by: ada).status == .seeOther)
        let plan = try database.administer(
            """
            explain select * from agentor.saved_people
            where account_id = '\(owner)' and (saved_at, person_id) < (now(), '\(owner)')
            order by saved_at desc, person_id desc limit 20
            """
        ).compactMap { $0[0] }.joined(separator: "\n")
        #expect(plan.contains("saved_people_by_time"), "\(plan)")
    }

    @Test(
        "pages follow on each other without a gap",
        arguments: ["", "x", "1 x", "-5 \(UUID())", "99999999999999999999 1"])
    func pages(madeUp: String) async throws {
        let ada = try await Browser.person("Ada", on: site)
        let agents = try Agents()
        for number in 0..<23 {
            let handle = "person-\(number + 10)"
            try agents.put(handle)
            #expect(try await save(handle, by: ada).status == .seeOther)
        }
        var address = "/saved"
        var seen: [String] = []
        repeat {
            let page = try await ada.get(address).text
            seen += page.matches(of: /<h2><a href="\/agents\/(person-[0-9]+)"/).map { String($0.1) }
            address = page.firstMatch(of: /<a href="([^"]+)" rel="next"/).map { String($0.1) } ?? ""
        } while !address.isEmpty
        #expect(seen.count == 23 && seen == seen.sorted().reversed())
        let query = Fields([(name: "after", value: madeUp)]).urlEncoded
        #expect(try await ada.get("/saved?\(query)").status == .ok)
    }

    @Test("the serving role sees and changes its viewer's alone")
    func policies() async throws {
        _ = try await agent("Hana Sato")
        let ada = try await Browser.person("Ada", on: site)
        _ = try await save("hana-sato", "Noted", by: ada)
        let ids = try database.administer("select id from agentor.accounts order by full_name").compactMap {
            $0[0]
        }
        #expect(try database.serve("select note from agentor.saved_people", as: ids[0]) == [["Noted"]])
        #expect(try database.serve("select note from agentor.saved_people", as: ids[1]).isEmpty)
        #expect(try database.serve("select note from agentor.saved_people", as: "").isEmpty)
        #expect(try database.serve("select agentor.forget_person('hana-sato')", as: ids[1]) == [["f"]])
        #expect(
            try database.serve("select account from agentor.saved_agents(null, null, 9)", as: ids[1]).isEmpty)
    }
}
