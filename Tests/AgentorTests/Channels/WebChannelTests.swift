import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

@Suite("Channels on the web", .database(agentorDatabase))
struct WebChannelTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func open(_ name: String, _ visibility: String = "public", by browser: Browser) async throws
        -> String
    {
        try await browser.get("/channels/new")
        return try #require(
            try await browser.post(
                "/channels", ["name": name, "description": "All about \(name).", "visibility": visibility]
            ).location)
    }

    @discardableResult
    private func make(_ channel: String, _ kind: String, by browser: Browser) async throws -> Response {
        try await browser.get("\(channel)/settings/visibility?to=\(kind)")
        return try await browser.post("\(channel)/settings/visibility", ["to": kind])
    }

    private func say(_ words: String, in channel: String, by browser: Browser) async throws {
        try await browser.get(channel)
        let sent = try await browser.post("\(channel)/messages", ["message": words])
        #expect(sent.status == .seeOther, "\(words)")
    }

    private func join(_ channel: String, by browser: Browser) async throws {
        try await browser.get(channel)
        try await browser.post("\(channel)/join", [:])
    }

    /// Of Ada's, with something said.
    private func onWeb(_ name: String = "Taxes", by ada: Browser) async throws -> String {
        let channel = try await open(name, by: ada)
        try await say("Who has filed already?", in: channel, by: ada)
        #expect(try await make(channel, "web-public", by: ada).status == .seeOther)
        return channel
    }

    private var stranger: Browser { Browser(site) }

    @Test("a stranger reads what is on the web, archived too, and of other channels learns nothing")
    func kinds() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let web = try await onWeb(by: ada)
        let open = try await open("Only public", by: ada)
        let closed = try await self.open("Secret", "private", by: ada)
        for channel in [open, closed] { try await say("Between us", in: channel, by: ada) }
        let page = try await stranger.get(web)
        #expect(page.status == .ok && page.text.contains("Who has filed already?"))
        #expect(page.text.contains("Sign in to write") && !page.text.contains("<textarea"))
        #expect(try await stranger.get("\(web)/messages/1").text.contains("Who has filed already?"))
        let nowhere = try await stranger.get("/channels/there-is-none")
        #expect(nowhere.location?.hasPrefix("/sign-in?next=") == true)
        for channel in [open, closed] {
            for path in [channel, "\(channel)/messages/1", "\(channel)/messages/1/thread"] {
                let answer = try await stranger.get(path)
                #expect(
                    answer.status == nowhere.status && answer.location?.hasPrefix("/sign-in?next=") == true,
                    "\(path)")
            }
            #expect(try await stranger.get("\(channel)/feed.atom").status == .notFound)
        }
        for path in [
            "members", "people", "files", "pins", "threads", "log", "live", "changes?after=0", "record",
        ] {
            #expect(try await stranger.get("\(web)/\(path)").status != .ok, "\(path)")
        }
        try await ada.get("\(web)/settings/archive")
        try await ada.post("\(web)/settings/archive", ["to": "archived"])
        #expect(try await stranger.get(web).text.contains("Archived, read by everybody on the web"))
        #expect(!(try await stranger.get("/channels").text.contains(web)), "nobody is led into what is over")
    }

    @Test(
        "administrators alone have everybody read a channel, after they were told who sees what; members are told too"
    )
    func publishing() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await open("Taxes", by: ada)
        try await join(channel, by: bo)
        try await say("First", in: channel, by: ada)
        #expect(try await make(channel, "web-public", by: bo).status == .notFound)
        #expect(try await stranger.get(channel).status == .seeOther)
        let question = try await ada.get("\(channel)/settings/visibility?to=web-public").text
        #expect(question.contains("Let everybody on the web read it?"))
        #expect(question.contains("everything that has ever been said in it, without an account"))
        #expect(!(try await bo.get(channel).text.contains("on the web")))
        try await make(channel, "web-public", by: ada)
        for member in [ada, bo] {
            let page = try await member.get(channel).text
            #expect(page.contains("Read by everybody on the web, 2 members"))
            #expect(page.contains("Everybody on the web can read what you write here"))
        }
        #expect(
            try await bo.get("\(channel)/messages/1/thread").text.contains("Everybody on the web can read"))
        #expect(
            try await ada.get("\(channel)/record").text.contains("had everybody on the web read the channel"))
        let wayBack = try await ada.get("\(channel)/settings/visibility").text
        #expect(wayBack.contains("Make it public?") && wayBack.contains("leaves the web at once"))
    }

    @Test("leaving the web takes effect at once, also for whoever has the page")
    func leaving() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await onWeb(by: ada)
        for path in [channel, "\(channel)/feed.atom"] {
            let page = try await stranger.get(path)
            let tag = try #require(page.headers["ETag"])
            #expect(page.headers["Cache-Control"] == "private, no-cache")
            #expect(try await stranger.get(path, ["If-None-Match": tag]).status == .notModified)
        }
        let tag = try #require(try await stranger.get(channel).headers["ETag"])
        let feed = try #require(try await stranger.get("\(channel)/feed.atom").headers["ETag"])
        try await make(channel, "public", by: ada)
        #expect(try await stranger.get(channel, ["If-None-Match": tag]).status == .seeOther)
        #expect(try await stranger.get("\(channel)/feed.atom", ["If-None-Match": feed]).status == .notFound)
        #expect(!(try await stranger.get("/channels").text.contains(channel)))
        #expect(!(try await stranger.get("/sitemaps/channels").text.contains(channel)))
        try await make(channel, "web-public", by: ada)
        #expect(try await stranger.get(channel).status == .ok)
        try await make(channel, "private", by: ada)
        #expect(try await stranger.get(channel).status == .seeOther)
    }

    @Test("what was deleted, hidden or erased is gone for strangers as for members; files are for members")
    func gone() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await onWeb(by: ada)
        try await say("A slip", in: channel, by: ada)
        try await say("Something wrong", in: channel, by: ada)
        try await ada.get("\(channel)/messages/2/delete")
        try await ada.post("\(channel)/messages/2/delete", [:])
        try database.administer(
            "select messaging.hide_message(id) from messaging.messages where seq = 3")
        let page = try await stranger.get(channel).text
        #expect(page.contains("Who has filed already?"))
        #expect(!page.contains("A slip") && page.contains("This message was deleted."))
        #expect(!page.contains("Something wrong") && page.contains("hidden while a moderator"))
        let feed = try await stranger.get("\(channel)/feed.atom").text
        #expect(feed.contains("Who has filed already?"))
        #expect(!feed.contains("A slip") && !feed.contains("Something wrong") && !feed.contains("moderator"))
        #expect(feed.components(separatedBy: "<entry>").count == 2)
        try database.administer(
            """
            alter table messaging.messages disable trigger all;
            update messaging.messages set file_ids = array[gen_random_uuid(), gen_random_uuid()] where seq = 1;
            alter table messaging.messages enable trigger all
            """)
        #expect(try await stranger.get(channel).text.contains("2 files, for members of the channel"))
        let bo = try await Browser.person("Bo", on: site)
        try await join(channel, by: bo)
        try await say("By one who leaves", in: channel, by: bo)
        #expect(try await stranger.get(channel).text.contains("By one who leaves"))
        try database.administer(
            "update agentor.accounts set erase_after = now() - interval '1 minute' where full_name = 'Bo'")
        site.eraseDue()
        let after = try await stranger.get(channel).text
        #expect(!after.contains("By one who leaves") && !after.contains(">Bo</bdi>"))
    }

    @Test("the pages can be found: titles, addresses, a feed, what they are; pages in between cannot")
    func found() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await onWeb(by: ada)
        let place = try #require(
            try database.administer("select id, created_by from messaging.channels").first)
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
                select '\(place[0]!)', '\(place[1]!)', 'words ' || n, gen_random_uuid() from generate_series(2, 130) n
            """)
        try await ada.get("\(channel)/messages/130/thread")
        try await ada.post("\(channel)/messages/130/thread", ["message": "An answer"])
        let latest = try await stranger.get(channel).text
        #expect(latest.contains("<link rel=\"canonical\" href=\"http://127.0.0.1:8080\(channel)\">"))
        #expect(latest.contains("<meta name=\"description\" content=\"All about Taxes.\">"))
        #expect(latest.contains("application/atom+xml") && latest.contains("DiscussionForumPosting"))
        #expect(latest.components(separatedBy: "schema.org/Comment").count == 51)
        #expect(
            latest.contains("words 130") && !latest.contains("words 80<")
                && latest.contains("New messages: reload"))
        #expect(!latest.contains("An answer") && latest.contains("1 reply"))
        let before = try await stranger.get("\(channel)?before=81").text
        #expect(before.contains("noindex") && !before.contains("canonical"))
        #expect(before.contains("words 80<") && before.contains("words 31<") && !before.contains("words 81<"))
        let around = try await stranger.get("\(channel)?around=60").text
        #expect(around.contains("words 60<") && around.contains("words 85<") && around.contains("words 36<"))
        #expect(around.contains("Later messages") && around.contains("Earlier messages"))
        let thread = try await stranger.get("\(channel)/messages/130/thread").text
        #expect(thread.contains("words 130") && thread.contains("An answer") && thread.contains("Thread: "))
        #expect(
            try await stranger.get("\(channel)/messages/131/thread").location
                == "\(channel)/messages/130/thread?around=131#m-131")
        let message = try await stranger.get("\(channel)/messages/60").text
        #expect(
            message.contains("<link rel=\"canonical\" href=\"http://127.0.0.1:8080\(channel)/messages/60\">"))
        #expect(try await stranger.get("\(channel)/messages/999").status == .seeOther)
        let index = try await stranger.get("/sitemap.xml").text
        #expect(index.contains("/sitemaps/channels"))
        #expect(
            try await stranger.get("/sitemaps/channels").text.contains(
                "<loc>http://127.0.0.1:8080\(channel)</loc>"))
        let feed = try await stranger.get("\(channel)/feed.atom")
        #expect(feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8")
        #expect(feed.text.components(separatedBy: "<entry>").count == 51 && feed.text.contains("words 81"))
        #expect(!feed.text.contains("An answer"))
    }

    @Test("a channel that has moved is found at its new address, by strangers too")
    func moved() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await onWeb(by: ada)
        try await ada.get("\(channel)/settings/address")
        #expect(try await ada.post("\(channel)/settings/address", ["address": "duties"]).status == .seeOther)
        #expect(try await stranger.get(channel).location == "/channels/duties")
        #expect(try await stranger.get("\(channel)/messages/1").location == "/channels/duties/messages/1")
        #expect(try await stranger.get("\(channel)/feed.atom").location == "/channels/duties/feed.atom")
        try await make("/channels/duties", "private", by: ada)
        #expect(try await stranger.get(channel).location?.hasPrefix("/sign-in") == true)
    }

    @Test(
        "whoever has an account reads it as everybody does, with those folded away whom they blocked, until they join"
    )
    func known() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await onWeb(by: ada)
        let page = try await bo.get(channel).text
        #expect(page.contains("Who has filed already?") && page.contains(">Join</button>"))
        #expect(try await bo.get("\(channel)/messages/1").text.contains("Who has filed already?"))
        #expect(try await bo.get("\(channel)/messages/1/thread").text.contains("Who has filed already?"))
        let people = try database.administer("select id, full_name from messaging.users")
        let id = Dictionary(uniqueKeysWithValues: people.map { ($0[1]!, $0[0]!) })
        try database.administer(
            "insert into messaging.blocks (blocker, blocked, kind) values ('\(id["Bo"]!)', '\(id["Ada"]!)', 'block')"
        )
        #expect(try await bo.get(channel).text.contains("<details class=\"message-text\">"))
        #expect(!(try await stranger.get(channel).text.contains("<details class=\"message-text\">")))
        try await join(channel, by: bo)
        #expect(try await bo.get(channel).text.contains("<textarea"))
        try database.administer("delete from messaging.channel_members where user_id = '\(id["Bo"]!)'")
        try database.administer(
            """
            insert into messaging.channel_bans (channel_id, user_id)
                select id, '\(id["Bo"]!)' from messaging.channels
            """)
        let banned = try await bo.get(channel)
        #expect(
            banned.status == .ok && banned.text.contains("Who has filed already?")
                && !banned.text.contains("<textarea"))
        try await bo.post("\(channel)/join", [:])
        #expect(!(try await bo.get(channel).text.contains("<textarea")))
    }

    @Test("strangers find channels on the web by their words, and all of them page by page")
    func list() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await onWeb(by: ada)
        _ = try await open("Taxes for members", by: ada)
        #expect(try await stranger.get("/channels").text.contains(channel))
        let found = try await stranger.get("/channels?q=tax").text
        #expect(found.contains(channel) && !found.contains("taxes-for-members") && found.contains("noindex"))
        #expect(
            try await stranger.get("/channels?q=nothing").text.contains(
                "No channel on the web is about exactly that"))
        let creator = try #require(
            try database.administer("select created_by from messaging.channels").first?[0])
        try database.administer(
            """
            insert into messaging.channels (slug, name, description, type, created_by, nonce)
                select 'many-' || n, 'Many ' || n, '', 'public', '\(creator)', gen_random_uuid() from generate_series(1, 10000) n;
            update messaging.channels set is_on_web = true where slug like 'many-%'
            """)
        var seen: Set<String> = []
        var next: String? = "/channels"
        for _ in 0..<4 {
            let text = try await stranger.get(try #require(next)).text
            let slugs = text.matches(of: /href="(\/channels\/[a-z0-9-]+)"/).map { String($0.1) }
            #expect(slugs.count == 20 && seen.isDisjoint(with: slugs))
            seen.formUnion(slugs)
            next = text.firstMatch(of: /href="([^"]+)" rel="next"/).map {
                String($0.1).replacing("&amp;", with: "&")
            }
        }
        let map = try await stranger.get("/sitemaps/channels").text
        #expect(map.components(separatedBy: "<loc>").count == 10_003)
    }

    @Test("pages of strangers are counted by their network; those of members are not")
    func limited() async throws {
        let site = try Site.forTest(paces: try Throttle.Paces(parsing: "web address: 3 every 60"))
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/channels/new")
        let channel = try #require(
            try await ada.post("/channels", ["name": "Taxes", "description": "", "visibility": "public"])
                .location)
        try await make(channel, "web-public", by: ada)
        for _ in 0..<3 { #expect(try await Browser(site).get(channel).status == .ok) }
        let refused = try await Browser(site).get(channel)
        #expect(refused.status == .tooManyRequests && refused.headers["Retry-After"] != nil)
        #expect(try await ada.get(channel).status == .ok)
    }

    private func rows(_ sql: String, on conninfo: String) throws -> [[String?]] {
        try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: "test", timeout: .seconds(10),
            logger: TestDatabase.logger
        ).run(sql)
    }

    @Test("in SQL a stranger reads no table, and by the functions nothing that is not on the web")
    func policies() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let web = try await onWeb(by: ada)
        let closed = try await open("Secret", "private", by: ada)
        try await say("Between us", in: closed, by: ada)
        let tables = ["channels", "messages", "users", "channel_members", "files"]
        for table in tables + ["channel_keys", "message_versions"] {
            #expect(throws: PostgresError.self, "\(table)") {
                try rows("select 1 from messaging.\(table)", on: database.door)
            }
        }
        for table in tables.dropLast() {
            let column = table == "channel_members" ? "channel_id" : "id"
            #expect(
                try rows("select \(column) from messaging.\(table)", on: database.app).isEmpty, "\(table)")
        }
        #expect(throws: PostgresError.self, "nobody but the door asks for strangers") {
            try rows("select 1 from messaging.web_channel('x')", on: database.app)
        }
        let messenger = site.messenger
        #expect(try messenger.webPage(String(web.dropFirst("/channels/".count)))?.page.messages.count == 1)
        let slug = String(closed.dropFirst("/channels/".count))
        #expect(try messenger.webPage(slug) == nil)
        #expect(try messenger.webPage(slug, thread: 1) == nil)
        #expect(try messenger.webMessage(1, in: slug) == nil)
        for call in [
            "web_page('\(slug)', null, 99, 9)", "web_page_around('\(slug)', null, 1, 9)",
            "web_message('\(slug)', 1)", "web_channel('\(slug)')",
        ] {
            #expect(try database.administer("select 1 from messaging.\(call)").isEmpty, "\(call)")
        }
        #expect(
            try database.administer(
                "select 1 from messaging.web_channels(array(select id from messaging.channels))"
            ).count == 1)
    }
}
