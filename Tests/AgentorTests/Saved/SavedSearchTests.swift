import FastCGI
import FoundationEssentials
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Saved searches", .database(agentorDatabase))
struct SavedSearchTests {
    private let site: Site
    private let agents: Agents
    private let ada: Browser

    init() async throws {
        site = try Site.forTest()
        agents = try Agents()
        ada = try await Browser.person("Ada", on: site)
    }

    private var database: TestDatabase { agents.database }

    /// Saves what an address of the directory looks for; its number.
    @discardableResult
    private func save(_ query: String, _ name: String = "Mine", by browser: Browser? = nil) async throws
        -> String
    {
        let browser = browser ?? ada
        let page = try await browser.get("/saved/searches/new?\(query)")
        #expect(page.status == .ok)
        let search = try #require(browser.hidden("search")).replacing("&amp;", with: "&")
        #expect(
            try await browser.post("/saved/searches/new", ["name": name, "search": search]).location
                == "/saved/searches?done=saved")
        return try #require(
            try database.administer("select id from agentor.saved_searches order by created_at desc limit 1")[
                0][0])
    }

    private func list() async throws -> String {
        let page = try await ada.get("/saved/searches")
        #expect(page.status == .ok)
        return page.text
    }

    /// What is new in the only search.
    private func news() async throws -> String? {
        let page = try await list()
        if page.contains("Nothing new") { return nil }
        return page.firstMatch(of: /newest">([^<]+)</).map { String($0.1) }
    }

    private func look(_ id: String) async throws {
        #expect(try await ada.get("/saved/searches/\(id)").status == .seeOther)
    }

    @Test("a search is saved from the directory with all that was asked, and leads back there")
    func saving() async throws {
        try agents.put("nea", "Nea", #"{"headline": "Plumbing", "skills": ["pipes"], "country": "DE"}"#)
        let page = try await ada.get("/agents?q=plumbing&country=DE&max=90&currency=EUR&order=newest&page=x")
            .text
        let link =
            "/saved/searches/new?q=plumbing&amp;country=DE&amp;max=90&amp;currency=EUR&amp;order=newest"
        #expect(page.contains(link))
        #expect(try await !ada.get("/agents").text.contains("Save this search"))
        let id = try await save(
            "q=plumbing&country=DE&max=90&currency=EUR&order=newest&page=x&saved=y&evil=1")
        #expect(try await list().contains("Germany, Up to €90 an hour"))
        let shown = try #require(try await ada.get("/saved/searches/\(id)").location)
        #expect(shown == "/agents?q=plumbing&country=DE&max=90&currency=EUR&order=newest&saved=\(id)")
        let kept = try await ada.get(shown).text
        #expect(kept.contains("Your saved search “<bdi>Mine</bdi>”."))
        #expect(kept.contains("name=\"saved\" value=\"\(id)\""))
    }

    @Test("what is looked for can be changed, from the directory, and the name")
    func changing() async throws {
        let id = try await save("q=plumbing")
        let changed = try await ada.get("/agents?q=plumbing&country=DE&saved=\(id)").text
        #expect(changed.contains("”, changed."))
        let search = try #require(ada.hidden("search")).replacing("&amp;", with: "&")
        #expect(search == "q=plumbing&country=DE")
        let answer = try await ada.post("/saved/searches/\(id)/filters", ["search": search])
        #expect(answer.location == "/agents?q=plumbing&country=DE&saved=\(id)")
        #expect(try await list().contains("Germany"))
        try await ada.get("/saved/searches/\(id)/name")
        let refused = try await ada.post("/saved/searches/\(id)/name", ["name": " "])
        #expect(refused.status == .unprocessableContent && refused.text.contains("Enter a name."))
        try await ada.post("/saved/searches/\(id)/name", ["name": "Pipes <b>"])
        #expect(try await list().contains("Pipes &lt;b&gt;"))
        try await ada.get("/saved/searches/\(id)/remove")
        try await ada.post("/saved/searches/\(id)/remove", [:])
        #expect(try database.count("agentor.saved_searches") == 0)
    }

    @Test("who is new is who was published or has changed to fit since one last looked, and nobody else")
    func whoIsNew() async throws {
        try agents.put("old", "Old", #"{"headline": "Plumbing"}"#)
        let other = try agents.put("other", "Other", #"{"headline": "Roofs"}"#)
        let id = try await save("q=plumbing")
        #expect(try await news() == nil)
        let fresh = try agents.put("fresh", "Fresh", #"{"headline": "Plumbing, quickly"}"#, days: 0)
        try agents.put("elsewhere", "Elsewhere", #"{"headline": "Bakes"}"#, days: 0)
        #expect(try await news() == "1 new")
        try republish(other, "Plumbing and roofs")
        #expect(try await news() == "2 new")
        try await look(id)
        #expect(try await news() == nil)
        // Who fitted before is not new for having written something else.
        try republish(fresh, "Plumbing, slowly")
        #expect(try await news() == nil)
        // Who came back is.
        try database.administer("delete from agentor.published_agents where account_id = $1::uuid", [fresh])
        try database.administer(
            "insert into agentor.published_agents (account_id, number) values ($1::uuid, 2)", [fresh])
        #expect(try await news() == "1 new")
        try database.administer(
            """
            insert into messaging.blocks (blocker, blocked, kind)
            select $1::uuid, id, 'block' from agentor.accounts where full_name = 'Ada'
            """, [fresh])
        #expect(try await news() == nil)
    }

    private func republish(_ account: String, _ headline: String) throws {
        try database.administer(
            """
            insert into agentor.agent_versions (account_id, number, content, published_at)
            select account_id, 2, content || jsonb_build_object('headline', $2::text), clock_timestamp()
            from agentor.agent_versions where account_id = $1::uuid and number = 1
            """, [account, headline])
        try database.administer(
            "update agentor.published_agents set number = 2 where account_id = $1::uuid", [account])
    }

    @Test("whose day to begin has come, or who has a picture now, is new where that is asked for")
    func otherNews() async throws {
        try agents.put(
            "lea", "Lea",
            "{\"headline\": \"Plumbing\", \"availability\": \"later\", \"free_from\": \"\(day(-1))\"}")
        let id = try await save("q=plumbing&free=now")
        try database.administer("update agentor.saved_searches set seen_at = now() - interval '3 days'")
        #expect(try await news() == "1 new")
        try database.administer("update agentor.saved_searches set query = 'q=plumbing'")
        #expect(try await news() == nil)
        try database.administer(
            "update agentor.saved_searches set query = 'picture=1', seen_at = clock_timestamp()")
        #expect(try await news() == nil)
        try database.administer(
            "update messaging.users set picture = repeat('a', 32) where handle = 'lea'")
        #expect(try await news() == "1 new")
        _ = id
    }

    private func day(_ days: Int) -> String {
        String((Date() + Double(days) * 86_400).ISO8601Format().prefix(10))
    }

    @Test("another's search is not there, and a stranger signs in first")
    func refusals() async throws {
        let id = try await save("q=plumbing")
        let bo = try await Browser.person("Bo", on: site)
        for path in ["", "/name", "/feed", "/remove"] {
            #expect(try await ada.get("/saved/searches/\(id)\(path)").status.code < 400, "\(path)")
            #expect(try await bo.get("/saved/searches/\(id)\(path)").status == .notFound, "\(path)")
        }
        for path in ["/name", "/feed", "/remove", "/filters"] {
            try await bo.get("/account/name")
            let answer = try await bo.post("/saved/searches/\(id)\(path)", ["name": "Bo's", "search": "q=x"])
            #expect(answer.status == .notFound, "\(path)")
        }
        // Another's number in the address of the directory is nothing.
        #expect(try await !bo.get("/agents?q=plumbing&saved=\(id)").text.contains("Mine"))
        let stranger = Browser(site)
        #expect(
            try await stranger.get("/saved/searches/new?q=plumbing").location
                == "/sign-in?next=%2Fsaved%2Fsearches%2Fnew%3Fq%3Dplumbing")
        let people = try database.administer(
            "select id from agentor.accounts where full_name in ('Ada', 'Bo') order by full_name"
        )
        .compactMap { $0[0] }
        #expect(try database.serve("select name from agentor.saved_searches", as: people[0]) == [["Mine"]])
        #expect(try database.serve("select name from agentor.saved_searches", as: people[1]).isEmpty)
        #expect(
            try database.serve("select agentor.set_feed('\(id)', '\\x00')", as: people[1]) == [["f"]])
    }

    @Test("the same form sent twice is one search, and fifty are the most")
    func limits() async throws {
        try await ada.get("/saved/searches/new?q=plumbing")
        for _ in 1...2 {
            try await ada.post("/saved/searches/new", ["name": "Twice", "search": "q=plumbing"])
        }
        #expect(try database.count("agentor.saved_searches") == 1)
        try database.administer(
            """
            insert into agentor.saved_searches (account_id, name, query, nonce)
            select account_id, 'S' || n, 'q=w' || n, gen_random_uuid() from agentor.saved_searches, generate_series(1, 49) n
            """)
        #expect(try await list().contains("S49"))
        try await ada.get("/saved/searches/new?q=roofs")
        let refused = try await ada.post("/saved/searches/new", ["name": "One more", "search": "q=roofs"])
        #expect(refused.status == .unprocessableContent)
        #expect(
            refused.text.contains("as many as there may be") && refused.text.contains("value=\"One more\""))
        let long = ["skill", "language", "country"].flatMap { name in
            (10..<22).map { "\(name)=" + String(repeating: "s\($0)", count: 60) }
        }.joined(separator: "&")
        try database.administer("delete from agentor.saved_searches")
        try await ada.get("/saved/searches/new?\(long)")
        #expect(
            try await ada.post("/saved/searches/new", ["name": "Long", "search": long]).status
                == .unprocessableContent)
        #expect(try await ada.get("/saved/searches/new").location == "/agents")
    }

    // MARK: The feed

    private func makeFeed(_ id: String) async throws -> String {
        try await ada.get("/saved/searches/\(id)/feed")
        let page = try await ada.post("/saved/searches/\(id)/feed", [:])
        let address = try #require(page.text.firstMatch(of: /<code>([^<]+)<\/code>/)?.1)
        #expect(address.hasPrefix("\(site.settings.address)/saved/feed?token="))
        return String(address.dropFirst(site.settings.address.count))
    }

    @Test("whoever has a feed's address reads it without being known, and sees whom its owner is shown")
    func feed() async throws {
        let nea = try agents.put("nea", "Nea & Co", #"{"headline": "Plumbing <fast>", "country": "DE"}"#)
        try agents.put("far", "Far", #"{"headline": "Plumbing afar"}"#)
        try agents.put("roof", "Roof", #"{"headline": "Roofs"}"#)
        let id = try await save("q=plumbing", "Pipes & more")
        let address = try await makeFeed(id)
        let feed = try await Browser(site).get(address)
        #expect(feed.status == .ok)
        #expect(feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8")
        #expect(feed.headers["X-Robots-Tag"] == "noindex")
        #expect(feed.headers["Set-Cookie"] == nil)
        for words in [
            "<title>Pipes &amp; more</title>", "<title>Plumbing &lt;fast&gt;</title>",
            "<name>Nea &amp; Co</name>",
            "href=\"\(site.settings.address)/agents/far\"",
        ] { #expect(feed.text.contains(words), "\(words)") }
        #expect(!feed.text.contains("Roofs") && !feed.text.contains("Ada"))
        #expect(feed.text.matches(of: /<entry>/).count == 2)

        let tag = try #require(feed.headers["ETag"])
        let modified = try #require(feed.headers["Last-Modified"])
        #expect(
            modified.firstMatch(of: /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/) != nil)
        for headers: Headers in [["If-None-Match": tag], ["If-Modified-Since": modified]] {
            let same = try await Browser(site).get(address, headers)
            #expect(same.status == .notModified && same.body.isEmpty)
        }
        #expect(try await Browser(site).get(address, ["If-None-Match": "\"x\""]).status == .ok)

        try database.administer(
            """
            insert into messaging.blocks (blocker, blocked, kind)
            select id, $1::uuid, 'block' from agentor.accounts where full_name = 'Ada'
            """, [nea])
        let without = try await Browser(site).get(address)
        #expect(!without.text.contains("Nea") && without.text.contains("/agents/far"))
        #expect(try await Browser(site).get("/agents?q=plumbing").text.contains("/agents/nea"))
    }

    @Test(
        "hours in common are those of its owner's profile in a feed and in what is new, where they have one")
    func ownHours() async throws {
        try agents.put("eve", "Eve", #"{"works_from": "18:00", "works_until": "23:00"}"#)
        let address = try await makeFeed(try await save("hours=3"))
        try database.administer(
            """
            update agentor.accounts set time_zone = 'UTC';
            update agentor.saved_searches set seen_at = '2020-01-01'
            """)
        #expect(try await !Browser(site).get(address).text.contains("/agents/eve"))
        #expect(try await news() == nil)
        try database.administer(
            """
            insert into agentor.agent_profiles (account_id, headline, about, category, skills, works_from, works_until)
            select id, 'Ada', 'About', 'design', array['drawing'], '17:00', '22:00' from agentor.accounts
            where full_name = 'Ada'
            """)
        #expect(try await Browser(site).get(address).text.contains("/agents/eve"))
        #expect(try await news()?.hasPrefix("1 new") == true)
    }

    @Test("a feed's address is kept nowhere, ends when another is made or it is ended, and with its owner")
    func feedEnds() async throws {
        let id = try await save("q=plumbing")
        let stranger = Browser(site)
        let first = try await makeFeed(id)
        let token = String(first.suffix(64))
        #expect(
            try database.administer("select s::text from agentor.saved_searches s")[0][0]?.contains(token)
                == false)
        let second = try await makeFeed(id)
        #expect(try await stranger.get(first).status == .notFound)
        #expect(try await stranger.get(second).status == .ok)
        #expect(try await !ada.get("/saved/searches/\(id)/feed").text.contains("token="))
        for change in ["suspended_at = now()", "erase_after = now() + interval '1 day'"] {
            try database.administer("update agentor.accounts set \(change)")
            #expect(try await stranger.get(second).status == .notFound)
            try database.administer("update agentor.accounts set suspended_at = null, erase_after = null")
        }
        #expect(try await stranger.get(second).status == .ok)
        try await ada.get("/saved/searches/\(id)/feed")
        #expect(
            try await ada.post("/saved/searches/\(id)/feed", ["end": "1"]).location
                == "/saved/searches?done=feed-ended")
        for address in [
            second, "/saved/feed", "/saved/feed?token=",
            "/saved/feed?token=" + String(repeating: "0", count: 64),
        ] { #expect(try await stranger.get(address).status == .notFound, "\(address)") }
    }
}
