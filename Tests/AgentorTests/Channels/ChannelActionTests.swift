import AgentorCore
import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing
import Text

@testable import AgentorFCGI

@Suite("Channel pages", .database(agentorDatabase))
struct ChannelActionTests {
    private let site: Site

    init() throws {
        site = try Site.forTest(listening: true)
    }

    private func end() { site.messenger.stop() }

    @Test("two people talk, and each sees the other's words as text")
    func talk() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo <i>", on: site)
        let channel = try await ada.createChannel("Talk & tea")
        #expect(channel == "/channels/talk-tea")
        try await bo.get(channel)
        #expect(bo.last.text.contains("Join"))
        try await bo.post("\(channel)/join", [:])
        try await bo.say("<script>alert('hi')</script>", in: channel)
        #expect(bo.last.location == "\(channel)?sent=1")
        let page = try await ada.get(channel).text
        #expect(page.contains("&lt;script&gt;alert("))
        #expect(!page.contains("<script>alert"))
        #expect(page.contains("Bo &lt;i&gt;"))
        end()
    }

    @Test("a list shown whole says where days begin and who goes on; what is put into one does not")
    func marks() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Marks")
        for action in ["", "/live", "/log"] {
            #expect(try await ada.get(channel + action).text.contains("Nothing has been said here yet."))
        }
        // At noon: whoever talks about midnight talks on two days.
        try TestDatabase.current.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce, created_at)
                select id, created_by, said, gen_random_uuid(), '2026-03-04 12:00+00'
                from messaging.channels, unnest(array['one', 'two']) said
            """)
        for action in ["", "/live", "/log"] {
            let list = try await ada.get(channel + action).text
            #expect(!list.contains("Nothing has been said"))
            #expect(list.components(separatedBy: "<p class=\"day\">").count == 2)
            #expect(list.components(separatedBy: "class=\"message continues\"").count == 2)
            #expect(list.contains("<a class=\"time\" href=\"\(channel)/messages/1\"><time datetime=\"20"))
        }
        let changes = try await ada.get("\(channel)/changes?after=0&wait=0").text
        #expect(changes.components(separatedBy: "<li ").count == 3)
        #expect(!changes.contains("<p class=\"day\">") && !changes.contains("class=\"message continues\""))
        end()
    }

    @Test("a form submitted twice is one message, and one channel")
    func duplicates() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/channels/new")
        let form = [
            "name": "Once", "description": "", "visibility": "public",
            "csrf": try #require(ada.hidden("csrf")),
            "nonce": try #require(ada.hidden("nonce")),
        ]
        let channel = try #require(try await ada.post("/channels", form).location)
        #expect(try await ada.post("/channels", form).location == channel)
        try await ada.get(channel)
        let message = [
            "message": "only once", "csrf": try #require(ada.hidden("csrf")),
            "nonce": try #require(ada.hidden("nonce")),
        ]
        for _ in 0..<3 {
            #expect(try await ada.post("\(channel)/messages", message).location == "\(channel)?sent=1")
        }
        #expect(try TestDatabase.current.administer("select from messaging.messages").count == 1)
        #expect(try TestDatabase.current.administer("select from messaging.channels").count == 1)
        end()
    }

    @Test(
        "a form sent again with other words is another message, and another channel: nothing written is lost")
    func editedDuplicates() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/channels/new")
        var form = [
            "name": "First", "description": "", "visibility": "public",
            "csrf": try #require(ada.hidden("csrf")),
            "nonce": try #require(ada.hidden("nonce")),
        ]
        let first = try #require(try await ada.post("/channels", form).location)
        form["name"] = "Second"
        let second = try #require(try await ada.post("/channels", form).location)
        #expect(first != second)
        var message = [
            "message": "a draft", "csrf": form["csrf"] ?? "", "nonce": UUID().uuidString,
        ]
        #expect(try await ada.post("\(first)/messages", message).status == .seeOther)
        message["message"] = "a draft, corrected"
        #expect(try await ada.post("\(first)/messages", message).status == .seeOther)
        #expect(try await ada.post("\(second)/messages", message).status == .seeOther)
        #expect(try TestDatabase.current.administer("select from messaging.messages").count == 3)
        end()
    }

    @Test("an empty or endless message is refused beside its field, and the words stay")
    func badMessages() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        #expect(try await ada.say("  \r\n ", in: channel).status == .unprocessableContent)
        #expect(ada.last.text.contains("Write something first."))
        let long = "begin" + String(repeating: "x", count: 16_384)
        #expect(try await ada.say(long, in: channel).status == .unprocessableContent)
        let advice = "Use 16384 characters or fewer; this has 16389. Send the rest in another message."
        #expect(ada.last.text.contains(advice))
        #expect(ada.last.text.contains(long))
        #expect(try TestDatabase.current.administer("select from messaging.messages").isEmpty)
        end()
    }

    @Test("a channel without a name is refused, and the description stays")
    func badChannel() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/channels/new")
        let page = try await ada.post(
            "/channels", ["name": "", "description": "All about it", "visibility": "private"])
        #expect(page.status == .unprocessableContent)
        #expect(page.text.contains("Enter a name."))
        #expect(page.text.contains("All about it"))
        let both = try await ada.post("/channels", ["name": "", "visibility": "secret"])
        #expect(both.status == .unprocessableContent)
        #expect(both.text.contains("Enter a name."))
        #expect(both.text.contains("Choose who can join."))
        end()
    }

    @Test("a stranger's request to a private channel is answered as if there were none")
    func stranger() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await ada.createChannel("Secret", visibility: "private")
        let slug = try #require(channel.split(separator: "/").last)
        try await ada.say("between us", in: channel)
        for action in ["", "/live", "/log", "/changes?after=0", "/live?after=0"] {
            let real = try await eve.get(channel + action)
            let missing = try await eve.get("/channels/missing-one" + action)
            #expect(real.status == .notFound)
            #expect(real.lasting.replacing(slug, with: "missing-one") == missing.lasting)
        }
        for action in ["/messages", "/join"] {
            try await eve.get("/dashboard")
            #expect(try await eve.post(channel + action, ["message": "let me in"]).status == .notFound)
        }
        for place in [channel, "/channels/missing-one"] {
            try await eve.get("/dashboard")
            #expect(try await eve.post("\(place)/leave", [:]).location == "/channels?done=left")
        }
        #expect(try TestDatabase.current.count("messaging.channel_members") == 1)
        #expect(try TestDatabase.current.administer("select from messaging.messages").count == 1)
        end()
    }

    @Test("a member who left can neither read nor write, and the frame says so")
    func removedMember() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await bo.get(channel)
        let heldRequest = request("\(channel)/live", ["after": "0", "hold": "1"], as: bo)
        async let held = site.respond(to: heldRequest)
        while site.messenger.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let leaver = Browser(site)
        leaver.cookie = bo.cookie
        try await leaver.get(channel)
        #expect(try await leaver.post("\(channel)/leave", [:]).location == "/channels?done=left")
        #expect(try await leaver.get("/channels?done=left").text.contains("You are in the channel no more."))
        let frame = await held
        #expect(frame.status == .notFound)
        #expect(frame.text.contains("not open to you"))
        #expect(!frame.text.contains("http-equiv=\"refresh\""))
        try await bo.get("/dashboard")
        #expect(try await bo.post("\(channel)/messages", ["message": "hello?"]).status == .notFound)
        end()
    }

    @Test("a frame without scripts stands in a document that begins anew, where the browser can do that")
    func frames() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Design")
        for path in [channel, "/dashboard", "/channels", "\(channel)/live?resumed"] {
            let page = try await ada.get(path).text
            #expect(
                page.contains("srcdoc=\"&lt;!DOCTYPE html&gt;")
                    && page.contains("&lt;meta http-equiv=&quot;refresh&quot;"))
        }
        // What takes the place of the messages takes that of the document around them, and never that of the page.
        let pause = "<a href=\"\(channel)/log\" target="
        #expect(try await ada.get("\(channel)/live").text.contains(pause + "\"_parent\""))
        #expect(try await !ada.get("\(channel)/log").text.contains("_parent"))
        end()
    }

    @Test(
        "in Firefox it stands in two documents that take turns, which the browser keeps and anybody may have")
    func turns() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Design")
        let firefox: Headers = ["User-Agent": "Mozilla/5.0 Gecko/20100101 Firefox/140.0"]
        func frame(_ live: String, _ turn: Int) -> String {
            "/frame?of=\(live.percentEncoded)&turn=\(turn)"
        }
        func written(_ address: String) -> String { address.replacing("&", with: "&amp;") }
        let (here, all) = ("\(channel)/live", "/inbox/live")
        for (path, live) in [("/dashboard", all), ("/channels", all), ("\(channel)/live?resumed", here)] {
            let page = try await ada.get(path, firefox).text
            #expect(
                page.contains("src=\"\(written(frame(live, 0)))\"") && !page.contains("srcdoc"), "\(path)")
        }
        #expect(
            try await ada.get(channel, firefox).text.contains(
                "src=\"/frame?of=\(here.replacing("/", with: "%2F"))%3Fread"))
        let somebody = Browser(site)
        for live in [
            here, "\(here)?read=7", "\(here)?read=7&care=0", "\(channel)/messages/1/thread/live", all,
            "\(all)?circle",
        ] {
            let pages = try await (
                somebody.get(frame(live, 0)), somebody.get(frame(live, 1)), somebody.get(frame(live, 2))
            )
            #expect(pages.0.text.contains("content=\"0; url=\(written(frame(live, 1)))\""), "\(live)")
            #expect(
                pages.0.text.contains("<iframe hidden ")
                    && pages.0.text.contains("src=\"\(written(frame(live, 2)))\""))
            #expect(pages.1.text.contains("content=\"15; url=\(written(frame(live, 2)))\""))
            #expect(pages.2.text.contains("content=\"15; url=\(written(frame(live, 1)))\""))
            for page in [pages.1, pages.2] {
                #expect(page.headers["Cache-Control"] == "private, max-age=86400, immutable")
                #expect(page.text.contains("src=\"\(written(live))\"") && page.headers["Set-Cookie"] == nil)
            }
        }
        // Nothing but live documents of this site's.
        for other in [
            "https://example.com/", "//example.com/live", "/account", "\(here)?a=b", "\(channel)/changes", "",
            "\(here)#x",
        ] {
            #expect(
                try await somebody.get("/frame?of=\(other.replacing("#", with: "%23"))&turn=1").status
                    == .notFound, "\(other)")
        }
        for turn in ["3", "-1", "x", ""] {
            #expect(try await somebody.get("/frame?of=\(here)&turn=\(turn)").status == .notFound)
        }
        end()
    }

    @Test("leaving asks first where something is lost, and only there")
    func leaving() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let secret = try await ada.createChannel("Secret", visibility: "private")
        try await ada.get(secret)
        #expect(try await ada.post("\(secret)/leave", [:]).location == "\(secret)/leave")
        let question = try await ada.get("\(secret)/leave")
        #expect(
            question.text.contains("Leave \u{2068}Secret\u{2069}?")
                && question.text.contains("You are its only member"))
        // Asked, not done.
        #expect(try await ada.get(secret).text.contains("Write the first message"))
        let bo = try await Browser.person("Bo", on: site)
        #expect(try await bo.get("\(secret)/leave").status == .notFound)
        try TestDatabase.current.administer(
            "insert into messaging.channel_members (channel_id, user_id) select c.id, u.id from messaging.channels c, "
                + "messaging.users u where c.type = 'private' and u.id <> c.created_by")
        #expect(try await bo.get("\(secret)/leave").text.contains("cannot join it again by yourself"))
        try await ada.get("\(secret)/leave")
        #expect(ada.hidden("sure") == "yes")
        var form = ["sure": "yes", "csrf": try #require(ada.hidden("csrf"))]
        for _ in 0..<2 {
            #expect(try await ada.post("\(secret)/leave", form).location == "/channels?done=left")
        }
        #expect(try await ada.get(secret).status == .notFound)
        // A public channel can be joined again, so nobody is asked; whoever comes to the question is told so.
        let open = try await ada.createChannel("Open")
        #expect(try await ada.get("\(open)/leave").text.contains("join it again at any time"))
        form = ["csrf": try #require(ada.hidden("csrf"))]
        for _ in 0..<2 {
            #expect(try await ada.post("\(open)/leave", form).location == "/channels?done=left")
        }
        end()
    }

    @Test("the signed-out get no page, no frame and no poll of a channel")
    func signedOut() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        let nobody = Browser(site)
        #expect(try await nobody.get(channel).status == .seeOther)
        for action in ["/live", "/log", "/changes?after=0"] {
            #expect(try await nobody.get(channel + action).status == .unauthorized)
        }
        end()
    }

    @Test("a message sent after the session has ended is handed back")
    func endedSession() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        try TestDatabase.current.administer("delete from agentor.sessions")
        let page = try await ada.post("\(channel)/messages", ["message": "my long <thought>"])
        #expect(page.status == .unauthorized)
        #expect(page.text.contains("my long &lt;thought&gt;"))
        #expect(page.text.contains("/sign-in?next="))
        #expect(try TestDatabase.current.administer("select from messaging.messages").isEmpty)
        end()
    }

    @Test("whatever was typed into a form that cannot be taken is handed back")
    func typedWords() async throws {
        let ada = try await Browser.person("Ada", on: site)
        try await ada.get("/channels/new")
        try TestDatabase.current.administer("delete from agentor.sessions")
        let page = try await ada.post(
            "/channels", ["name": "A name", "description": "All <about> it", "visibility": "public"])
        #expect(page.status == .unauthorized)
        #expect(page.text.contains("A name"))
        #expect(page.text.contains("All &lt;about&gt; it"))
        #expect(page.text.contains("next=%2Fchannels%2Fnew"))
        end()
    }

    @Test("signing out ends what waits under the session")
    func signOutWhileWaiting() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        let heldRequest = request("\(channel)/changes", ["after": "0"], as: ada)
        async let held = site.respond(to: heldRequest)
        while site.messenger.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let cookie = ada.cookie
        try await ada.get("/dashboard")
        try await ada.post("/sign-out", [:])
        #expect(await held.status == .noContent)
        ada.cookie = cookie
        #expect(try await ada.get("\(channel)/changes?after=0").status == .unauthorized)
        end()
    }

    @Test("a page whose read mark cannot be set is shown, and a HEAD sets none")
    func readMarks() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await ada.createChannel()
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await ada.say("hello", in: channel)
        let database = try TestDatabase.current
        func unread() throws -> Int {
            try database.count("messaging.channel_members where role = 'member' and last_read_seq = 0")
        }
        #expect(try unread() == 1)
        for path in [channel, "\(channel)/log"] {
            #expect(try await bo.send(.head, path).status == .ok)
        }
        for path in ["live?after=0", "changes?after=1&wait=0"] {
            #expect(try await bo.send(.head, "\(channel)/\(path)").status == .methodNotAllowed)
        }
        #expect(try unread() == 1)
        // Only Bo's row, and only against changes: as a transaction that hangs would keep it.
        let locker = try database.connection()
        try locker.run("begin; select from messaging.channel_members for update")
        let patience = Pool.Configuration(conninfo: database.app, size: 2, lockTimeout: .milliseconds(50))
        let pools = Database(web: Pool(patience, logger: TestDatabase.logger), door: site.database.door)
        let messenger = Messenger(
            pool: pools.web, housekeepingPool: pools.door, keys: site.settings.keys,
            listeningOn: database.app, logger: TestDatabase.logger)
        let hurried = Browser(
            Site(
                database: pools, messenger: messenger, settings: site.settings, postman: site.postman,
                logger: TestDatabase.logger))
        hurried.cookie = bo.cookie
        for path in [channel, "\(channel)/log", "\(channel)/live", "\(channel)/changes?after=0&wait=0"] {
            #expect(try await hurried.get(path).status == .ok, "\(path)")
        }
        #expect(try unread() == 1)
        try locker.run("commit")
        #expect(try await hurried.get(channel).text.contains("hello"))
        #expect(try unread() == 0)
    }

    @Test("the frame of a channel asks again by itself when the database cannot be reached")
    func lostFrame() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        let database = try TestDatabase.current
        try database.shutOut()
        let frame = try await ada.get("\(channel)/live?after=0")
        #expect(frame.status == .serviceUnavailable)
        #expect(frame.headers["Content-Security-Policy"]?.contains("frame-ancestors 'self'") == true)
        let address = try #require(refreshAddress(frame.text))
        let start = ContinuousClock.now
        let next = try await ada.get(address)
        #expect(ContinuousClock.now - start > .seconds(2), "the frame would ask without a pause")
        #expect(refreshAddress(next.text) != nil)
        try database.letIn()
        let back = try await ada.get(address)
        #expect(back.status == .ok)
        #expect(refreshAddress(back.text)?.contains("after=0") == true)
        end()
    }

    @Test("a poll answers with what changed and where to go on, and with nothing at a cursor up to date")
    func poll() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.say("one", in: channel)
        try await ada.say("two", in: channel)
        let answer = try await ada.get("\(channel)/changes?after=1&hold=x")
        #expect(answer.status == .ok)
        #expect(answer.headers["Agentor-Cursor"] == "2")
        #expect(answer.text.contains("data-seq=\"2\""))
        #expect(!answer.text.contains("data-seq=\"1\""))
        let heldRequest = request("\(channel)/changes", ["after": "2"], as: ada)
        async let held = site.respond(to: heldRequest)
        while site.messenger.waiting == 0 { try await Task.sleep(for: .milliseconds(5)) }
        let other = Browser(site)
        other.cookie = ada.cookie
        try await other.say("three", in: channel)
        #expect(await held.headers["Agentor-Cursor"] == "3")
        for cursor in ["", "x", "-1", "99999999999999999999"] {
            #expect(try await ada.get("\(channel)/changes?after=\(cursor)").status == .badRequest)
        }
        end()
    }

    @Test("the frame asks for its successor at once, at an address of its own, and pausing stops that")
    func frame() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.say("one", in: channel)
        let first = try await ada.get("\(channel)/live")
        #expect(first.status == .ok)
        #expect(first.headers["Content-Security-Policy"]?.contains("frame-ancestors 'self'") == true)
        let address = try #require(refreshAddress(first.text))
        #expect(address.hasPrefix("\(channel)/live?after=1&hold="))
        #expect(try await refreshAddress(ada.get("\(channel)/live").text) != address)
        let next = try await ada.get("\(channel)/live?after=0&hold=1")
        #expect(next.text.contains("one"))
        let paused = try await ada.get("\(channel)/log").text
        #expect(paused.contains("one"))
        #expect(refreshAddress(paused) == nil)
        end()
    }

    @Test("when the process ends, whoever waits is told to ask again")
    func shutdown() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        let pollRequest = request("\(channel)/changes", ["after": "0"], as: ada)
        async let poll = site.respond(to: pollRequest)
        let frameRequest = request("\(channel)/live", ["after": "0"], as: ada)
        async let frame = site.respond(to: frameRequest)
        while site.messenger.waiting < 2 { try await Task.sleep(for: .milliseconds(5)) }
        end()
        #expect(await poll.status == .noContent)
        #expect(await frame.status == .ok)
        #expect(await refreshAddress(frame.text) != nil)
    }

    @Test("talking too fast is answered with a wait, and the words stay")
    func throttling() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        let csrf = try #require(ada.hidden("csrf"))
        for number in 0...100 {
            let page = try await ada.post(
                "\(channel)/messages",
                ["message": "message \(number)", "csrf": csrf, "nonce": UUID().uuidString])
            guard page.status != .seeOther else { continue }
            #expect(page.status == .tooManyRequests)
            #expect(page.headers["Retry-After"] != nil)
            #expect(page.text.contains("message \(number)"))
            return end()
        }
        Issue.record("a hundred messages at once were taken")
        end()
    }

    private func request(_ path: String, _ query: Fields, as browser: Browser) -> Request {
        Request(
            path: path, query: query, host: "127.0.0.1:8080", headers: ["Cookie": browser.cookie ?? ""])
    }

    private func refreshAddress(_ page: String) -> String? {
        guard let start = page.firstRange(of: "content=\"0; url=")?.upperBound else { return nil }
        return String(page[start...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
    }
}
