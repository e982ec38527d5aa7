import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The page of searches", .database(agentorDatabase))
struct SearchPageTests {
    private let site: Site
    private let database: TestDatabase
    private let ada: Browser

    init() async throws {
        site = try Site.forTest()
        database = try TestDatabase.current
        ada = try await Browser.person("Ada", on: site)
    }

    @discardableResult
    private func front(_ browser: Browser? = nil) async throws -> String {
        let page = try await (browser ?? ada).get("/search")
        #expect(page.status == .ok)
        return page.text
    }

    @Test("what stands in the fields is folded into the line, and leads to the one address of that")
    func folding() async throws {
        let whole =
            "/search?q=sample&was=sample&order=closest&from=%40bo&in=labels&after=2026-09-01&before=&on=&has=image&is=unread&to=me"
        let address = try #require(try await ada.get(whole).location)
        #expect(
            ada.last.status == .seeOther && address.hasPrefix("/search?q=")
                && address.hasSuffix("&order=closest"))
        let line = try #require(Fields(query: Array(address.dropFirst("/search?".utf8.count).utf8))["q"])
        let query = try MessageQuery(line: line)
        #expect(query.author == .handle("bo") && query.place == .channel("labels") && query.isToMe)
        #expect(query.features == [.image] && query.states == [.unread])
        #expect(query.after == MessageQuery.Day(year: 2026, month: 9, day: 1) && query.before == nil)
        #expect(query.terms.map(\.text) == ["sample"])
        // One field alone leaves the rest of the line as it is; a whole panel takes away what was taken out of it.
        func said(_ more: String) async throws -> MessageQuery {
            let address = try #require(try await ada.get("/search?q=\(line.percent)&\(more)").location)
            let fields = Fields(query: Array((address.split(separator: "?").dropFirst().first ?? "").utf8))
            return try MessageSearchForm.query(line: MessageSearchForm.line(in: fields))
        }
        let elsewhere = try await said("in=%40bo")
        #expect(elsewhere.place == .conversation("bo") && elsewhere.features == [.image])
        let bare = try await said("was=\(line.percent)&from=&in=&after=&before=&on=")
        #expect(bare.terms == query.terms && bare.author == nil && bare.place == nil && bare.after == nil)
        #expect(bare.features.isEmpty && bare.states.isEmpty && !bare.isToMe)
        #expect(try await ada.get("/search?q=&was=&from=&in=").location == "/search")
        // What was left as it was follows the line, what was changed beside it holds.
        let fields = Fields(
            query: Array(
                "q=other+from:cy+is:pinned&was=sample+from:bo+has:file&from=%40bo&in=labels&has=file".utf8))
        let both = try MessageSearchForm(fields).query
        #expect(both.line == "other from:cy in:labels is:pinned")
    }

    @Test("what cannot be taken is told beside its field, and nothing typed is lost")
    func errors() async throws {
        let page = try await ada.get(
            "/search?q=sample&was=sample&from=A+B&in=no%2Fplace&after=yesterday&before=2026-02-30&on=x&has=file"
        )
        #expect(page.status == .unprocessableContent)
        for name in ["from", "in", "after", "before", "on"] {
            #expect(page.text.contains("id=\"\(name)-error\""), "\(name)")
        }
        for value in ["sample", "A B", "no/place", "yesterday", "2026-02-30"] {
            #expect(page.text.contains("value=\"\(value)\""), "\(value)")
        }
        #expect(page.text.contains("value=\"file\" checked") && page.text.contains("<title>Error: "))
        let never = try await ada.get("/search?q=sample&after=2026-09-02&before=2026-09-01")
        #expect(never.status == .unprocessableContent && never.text.contains("id=\"after-error\""))
        #expect(never.text.contains("value=\"2026-09-02\"") && never.text.contains("value=\"2026-09-01\""))
        let told = try await ada.get("/search?q=sample&after=x", ["Accept": "application/json"])
        #expect(told.status == .unprocessableContent && told.text.contains("\"name\":\"after\""))
        #expect(try await front().contains("Recent searches") == false)
    }

    @Test("a search is kept under a name, sealed, once for each line, and fifty are the most")
    func saving() async throws {
        #expect(try await ada.get("/search/save").location == "/search")
        try await ada.get("/search/save?q=sample")
        let refused = try await ada.post("/search/save", ["q": "sample", "name": " "])
        #expect(refused.status == .unprocessableContent && refused.text.contains("Enter a name."))
        for name in ["First", "Mine <b>"] {
            try await ada.get("/search/save?q=sample")
            #expect(
                try await ada.post("/search/save", ["q": "sample", "name": name]).location
                    == "/search?done=saved")
        }
        let page = try await front()
        #expect(
            page.contains("Mine &lt;b&gt;") && !page.contains("First") && page.contains("/search?q=sample"))
        #expect(try database.count("agentor.message_searches") == 1)
        let row = try database.administer(
            "select encode(sealed, 'escape') || encode(sealed_name, 'escape') from agentor.message_searches")
        #expect(row[0][0]?.contains("sample") == false && row[0][0]?.contains("Mine") == false)
        try database.administer(
            """
            insert into agentor.message_searches (account_id, sealed, sealed_name, fingerprint)
            select account_id, sealed, sealed_name, sha256(n::text::bytea) from agentor.message_searches, generate_series(1, 49) n
            """)
        try await ada.get("/search/save?q=roofs")
        let many = try await ada.post("/search/save", ["q": "roofs", "name": "One more"])
        #expect(many.status == .unprocessableContent && many.text.contains("as many as there may be"))
        #expect(many.text.contains("value=\"One more\""))
        #expect(try await ada.post("/search/save", ["q": "sample", "name": "Again"]).status == .seeOther)
    }

    @Test("a search is saved with its order, and the same line is one search")
    func savingClosest() async throws {
        let channel = try await ada.createChannel("Labels")
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "samples"])
        let found = try await ada.get("/search?q=sample&order=closest").text
        #expect(found.contains("href=\"/search/save?q=sample&amp;order=closest\""))
        try await ada.get("/search/save?q=sample&order=closest")
        try await ada.post("/search/save", ["q": "sample", "order": "closest", "name": "Mine"])
        #expect(try await front().contains("href=\"/search?q=sample&amp;order=closest\"><bdi>Mine"))
        #expect(try await front().contains("The closest first"))
        #expect(try await ada.get("/search?q=sample&order=closest").text.contains("Your saved search"))
        #expect(try await ada.get("/search?q=sample").text.contains("Save this search"), "not in this order")
        try await ada.get("/search/save?q=sample")
        try await ada.post("/search/save", ["q": "sample", "order": "newest", "name": "Mine"])
        #expect(try await front().contains("href=\"/search?q=sample\"><bdi>Mine"))
        #expect(try await !front().contains("The closest first"))
        #expect(try database.count("agentor.message_searches where is_saved") == 1)
    }

    @Test("what was found is marked, and kept among the last searches; only so much is looked for at once")
    func found() async throws {
        let channel = try await ada.createChannel("Labels")
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "The white *samples* <left>"])
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "And <then>"])
        let page = try await ada.get("/search?q=sample")
        #expect(page.text.contains("The white <mark>sample</mark>s &lt;left&gt;"), "\(page.text)")
        #expect(page.text.contains("\(channel)?around=1#m-1") && page.text.contains("<b>You</b>"))
        #expect(page.text.contains("<b>1 message</b> with “<bdi>sample</bdi>”"))
        #expect(page.text.contains("<bdi>And &lt;then&gt;</bdi>") && page.text.contains("After it, "))
        #expect(!page.text.contains("Before it, "))
        let told = try await ada.get("/search?q=sample", ["Accept": "application/json"]).text
        #expect(told.contains(#""after":{"author":"Ada","#) && told.contains(#""text":"And <then>""#))
        #expect(!told.contains(#""before""#))
        #expect(try await front().contains("<bdi>sample</bdi>"))
        let elsewhere = try await ada.get("/search?q=sample+in:nowhere")
        #expect(elsewhere.status == .unprocessableContent && elsewhere.text.contains("id=\"in-error\""))
        let none = try await ada.get("/search?q=ample+from:me+has:image").text
        #expect(none.contains("There is no message like that.") && none.contains("Look inside words, too"))
        #expect(none.contains("Without “From you”") && none.contains("The words alone"))
        for _ in 1...40 where ada.last.status != .tooManyRequests { try await ada.get("/search?q=sample") }
        #expect(ada.last.status == .tooManyRequests && ada.last.headers["Retry-After"] != nil)
        #expect(ada.last.text.contains("value=\"sample\"") && ada.last.text.contains("That was too often."))
    }

    @Test("the last ten different searches are kept, and are forgotten one by one or at once")
    func recent() async throws {
        let viewer = try await viewer(of: ada)
        for number in 1...12 { try site.searches.keep("word\(number)", for: viewer) }
        try site.searches.keep("word5", for: viewer)
        let kept = try site.searches.all(of: viewer).map(\.line)
        #expect(kept == ["word5"] + (3...12).filter { $0 != 5 }.reversed().map { "word\($0)" })
        try site.searches.save("named", named: "Named", for: viewer)
        #expect(try await front().contains("Forget<span class=\"visually-hidden\"> <bdi>word5</bdi>"))
        let id = try #require(try site.searches.all(of: viewer).first { $0.line == "word5" }?.id)
        #expect(
            try await ada.post("/search/forget", ["search": id.uuidString]).location
                == "/search?done=forgotten")
        #expect(try await !front().contains("word5"))
        // Also in another tab.
        #expect(
            try await ada.post("/search/forget", ["search": id.uuidString]).location
                == "/search?done=forgotten")
        try await front()
        try await ada.post("/search/forget", ["all": "1"])
        #expect(try site.searches.all(of: viewer).map(\.line) == ["named"])
    }

    @Test(
        "what somebody looked for is nobody else's, opens for nobody else, and is in the file of their data")
    func own() async throws {
        let bo = try await Browser.person("Bo", on: site)
        let (hers, his) = (try await viewer(of: ada), try await viewer(of: bo))
        try site.searches.save("secret", named: "Of Ada", for: hers)
        let id = try #require(try site.searches.all(of: hers).first?.id)
        #expect(try await !front(bo).contains("secret"))
        try await bo.post("/search/forget", ["search": id.uuidString])
        #expect(try site.searches.all(of: hers).map(\.id) == [id] && site.searches.all(of: his).isEmpty)
        // Not even where it gets into another's rows.
        try database.administer(
            "update agentor.message_searches set account_id = $1::uuid", [his.id.rawValue.uuidString])
        #expect(try site.searches.all(of: his).isEmpty && site.searches.all(of: hers).isEmpty)
        try database.administer(
            "update agentor.message_searches set account_id = $1::uuid", [hers.id.rawValue.uuidString])
        let file = try AccountFile(of: hers, accounts: site.accounts, messenger: site.messenger)
        var bytes: [UInt8] = []
        while let piece = try file.next() { bytes += piece }
        #expect(
            String(decoding: bytes, as: UTF8.self).contains(
                #""line":"secret","name":"Of Ada","order":"newest""#))
        let stranger = Browser(site)
        #expect(try await stranger.get("/search?q=secret").location == "/sign-in?next=%2Fsearch%3Fq%3Dsecret")
        try database.administer(
            "delete from agentor.accounts where id = $1::uuid", [hers.id.rawValue.uuidString])
        #expect(try database.count("agentor.message_searches") == 0)
    }

    @Test("the same words find people and services, each on a page, and the tabs say how many there are")
    func others() async throws {
        let hana = Browser(site)
        try await hana.signUp("Hana Sato", email: "hana@example.com")
        try await hana.get("/onboarding/agent-profile")
        try await hana.post("/onboarding/agent-profile", PublicationTests.answers)
        func add(_ title: String, _ description: String) async throws {
            try await hana.get("/profile/services/new")
            try await hana.post(
                "/profile/services/new",
                [
                    "title": title, "description": description, "category": "design", "price": "2300",
                    "currency": "EUR", "pricing": "from", "delivery": "",
                ])
        }
        try await add("Étiquettes <for> jars", "Two rounds.")
        try await add("Boxes", "With etiquettes on them.")
        try await add("A draft of etiquettes", "Nobody sees it.")
        func services(_ words: String, _ browser: Browser? = nil) async throws -> [String] {
            let page = try await (browser ?? ada).get("/search/services?q=\(words.percent)")
            #expect(page.status == .ok)
            return page.text.components(separatedBy: "/services/").dropFirst().map { String($0.prefix(1)) }
        }
        #expect(try await services("etiquet").isEmpty, "nothing is published")
        for number in 1...2 {
            try await hana.get("/profile/services")
            try await hana.post("/profile/services/\(number)/state", ["state": "published"])
        }
        #expect(try await services("etiquet").isEmpty, "nor is the profile")
        try await hana.get("/profile")
        try await hana.post("/profile/publish", [:])
        #expect(try await services("ETIQUET") == ["1", "2"], "those that have it in their title first")
        #expect(try await services("etiquettes jar") == ["1"])
        #expect(try await services("ettes").isEmpty)
        #expect(ada.last.text.contains("No services") && ada.last.text.contains("value=\"ettes\""))
        #expect(try await services("etiquettes&jar|!:*'\\") == ["1"])
        let page = try await ada.get("/search/services?q=%C3%A9tiq").text
        #expect(
            page.contains("Étiquettes &lt;for&gt; jars") && page.contains("by <a href=\"/agents/hana-sato\">")
        )
        #expect(page.contains("from €2,300") && page.contains("<b>2 services</b>"))
        // What was written down before services were found has no words yet.
        try database.administer("update agentor.services set words = null")
        #expect(try await services("etiquet").isEmpty)
        try database.administer("update public.schema_definitions set checksum = 'of another version'")
        try Schema.migrate(on: database.owner, logger: TestDatabase.logger)
        #expect(try await services("etiquet") == ["1", "2"])
        // People: nobody is met yet.
        #expect(try await ada.get("/search/people?q=hana").text.contains("No people"))
        let channel = try await ada.createChannel("Labels")
        try await hana.get(channel)
        try await hana.post("\(channel)/join", [:])
        let people = try await ada.get("/search/people?q=hana").text
        #expect(people.contains("<b>1 person</b>") && people.contains("href=\"/messages/hana-sato\""))
        // On the page of messages.
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", ["message": "Hana makes etiquettes"])
        let tabs = try await ada.get("/search?q=etiquettes").text
        #expect(
            tabs.contains("href=\"/search/services?q=etiquettes\">Services <span class=\"figures\">2</span>"))
        #expect(tabs.contains(">People <span class=\"figures\">0</span>"))
        #expect(tabs.contains("href=\"/search?q=etiquettes%20has%3Afile\">Files</a>"))
        let files = try await ada.get("/search?q=etiquettes+has:file").text
        #expect(files.contains("aria-current=\"page\">Files</a>"))
        // Whoever is blocked is offered nothing, and a suspended agent offers nothing.
        try await hana.get("/account/blocks/ada/block")
        try await hana.post("/account/blocks/ada/block", [:])
        #expect(try await services("etiquettes").isEmpty)
        #expect(try await ada.get("/search/people?q=hana").text.contains("No people"))
        #expect(try await ada.get("/search/services").text.contains("Search services"))
        #expect(try await ada.get("/search/people?q=x").status == .unprocessableContent)
        let stranger = Browser(site)
        for kind in ["people", "services"] {
            #expect(try await stranger.get("/search/\(kind)?q=hana").location?.hasPrefix("/sign-in") == true)
        }
    }

    private func viewer(of browser: Browser) async throws -> Viewer {
        let cookie = try #require(browser.cookie?.split(separator: "=").last)
        let token = try #require(SessionToken(cookie: String(cookie)))
        return try #require(try site.accounts.viewer(for: token)).viewer
    }
}

extension Site {
    fileprivate var searches: MessageSearches { settings.messageSearches(database) }
}

extension String {
    /// As in an address.
    fileprivate var percent: String { Fields([(name: "", value: self)]).urlEncoded.dropFirst().description }
}
