import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// An administrator looks at the site as somebody sees it, and changes nothing.
@Suite("Views of administrators", .database(agentorDatabase))
struct PersonViewTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest()
        database = try TestDatabase.current
    }

    private func id(_ name: String) throws -> String {
        try #require(
            try database.administer("select id from agentor.accounts where full_name = $1", [name]).first?[0])
    }

    private func administrator(_ name: String = "Hana") async throws -> Browser {
        let browser = try await Browser.person(name, on: site)
        try await browser.turnOnSecondFactor()
        try database.administer("update agentor.accounts set role = 'admin' where id = '\(try id(name))'")
        return browser
    }

    private func address(_ name: String) throws -> String { "/admin/people/\(try id(name))/view" }

    @discardableResult
    private func begin(_ browser: Browser, _ name: String = "Eve", _ reason: String = "Ticket 4711 <b>")
        async throws -> Response
    {
        try await browser.get(try address(name))
        return try await browser.post(try address(name), ["reason": reason])
    }

    private func isLooking(_ browser: Browser) async throws -> Bool {
        try await browser.get("/account").text.contains("action=\"/viewing/end\"")
    }

    private func acts() throws -> [[String?]] {
        try database.administer(
            """
            select action, actor_kind, actor_name, label, reason from agentor.audit_log
            where action like 'account.view%' order by number
            """)
    }

    private func token(of browser: Browser) throws -> SessionToken {
        let cookie = try #require(browser.cookie?.split(separator: "=").last)
        return try #require(SessionToken(cookie: String(cookie)))
    }

    private func enter(_ browser: Browser) throws -> String {
        "select agentor.enter('\\x\(try token(of: browser).hash.hex)', interval '1 day')"
    }

    private func connect() throws -> Connection {
        try Connection.open(
            try ConnectionParameters(parsing: database.app), applicationName: "attack", timeout: .seconds(10),
            logger: TestDatabase.logger)
    }

    /// All rows of all tables, with who wrote them, but for what counts turns.
    private func everything() throws -> [[String?]] {
        let tables = try database.administer(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('agentor', 'messaging') and c.relname <> 'throttles' order by 1
            """
        ).compactMap { $0[0] }
        #expect(tables.count > 60)
        return try database.administer(
            tables.map {
                "select '\($0)', count(*)::text, md5(string_agg(t.xmin::text || t::text, '' order by t::text)) from \($0) t"
            }.joined(separator: " union all ") + " order by 1")
    }

    // MARK: What is seen

    @Test(
        "every page is as they see it, and says who looks, at whom and for how long; the log and the person say so, too"
    )
    func looking() async throws {
        let eve = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        #expect(try await hana.get("/admin/people/\(try id("Eve"))").text.contains(try address("Eve")))
        #expect(try await begin(hana, "Eve", "").text.contains("Give a reason."))
        #expect(
            try await begin(hana, "Eve", String(repeating: "x", count: 1_001)).status == .unprocessableContent
        )
        #expect(try acts().isEmpty)
        #expect(try await begin(hana).location == "/dashboard")
        let page = try await hana.get("/dashboard")
        #expect(page.status == .ok && page.headers["Cache-Control"] == "no-store")
        for words in [
            "Hello, <bdi>Eve", "<bdi>Hana</bdi></b>, you see Agentor as <b><bdi>Eve", "15 minutes at most",
        ] {
            #expect(page.text.contains(words) || page.text.contains("Welcome, <bdi>Eve"), "\(words)")
        }
        #expect(page.text.contains("you see Agentor as <b><bdi>Eve</bdi>"))
        #expect(!page.text.contains("live.js") && !page.text.contains("<iframe"))
        #expect(try await hana.get("/account").text.contains(">Eve<"))
        #expect(try await hana.get("/admin").status == .notFound)
        #expect(try acts() == [["account.viewed", "administrator", "@hana", "@eve", "Ticket 4711 <b>"]])
        #expect(try await hana.post("/viewing/end", [:]).location == "/admin/people/\(try id("Eve"))")
        #expect(try await !isLooking(hana))
        #expect(try await hana.get("/admin").status == .ok)
        #expect(try acts().map { $0[0] } == ["account.viewed", "account.view-ended"])
        let told = try await eve.get("/account/sessions").text
        #expect(told.contains("Administrators who looked") && told.contains("Ticket 4711 &lt;b&gt;"))
        let data = try await eve.get("/account/download/agentor-data.json").whole
        #expect(data.contains("\"looked_at\"") && data.contains("Ticket 4711 <b>"))
        let pool = Pool(Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        #expect(try AuditLog(pool: pool).verify().number == Int64(try database.count("agentor.audit_log")))
    }

    @Test("nothing that was said is shown, nor who wrote what; and what is unread stays unread")
    func texts() async throws {
        let eve = try await Browser.person("Eve", on: site)
        let bo = try await Browser.person("Bo", on: site)
        let channel = try await eve.createChannel("Quiet", visibility: "public")
        try await bo.get(channel)
        try await bo.post("\(channel)/join", [:])
        try await bo.say("a secret in a channel", in: channel)
        try await bo.get("/messages/eve")
        try await bo.post("/messages/eve", ["message": "a secret between two"])
        try await eve.get(channel)
        try await eve.post("\(channel)/draft", ["message": "a secret draft"])
        try await bo.say("a second secret", in: channel)
        let hana = try await administrator()
        let unread = try await eve.get("/dashboard").text
        try await begin(hana)
        for path in [
            "/dashboard", "/messages", "/messages?on=requests", "/messages?first=unread", "/channels",
        ] {
            let page = try await hana.get(path)
            #expect(page.status == .ok && !page.text.contains("secret"), "\(path)")
            let json = try await hana.get(path, ["Accept": "application/json"])
            #expect(!json.text.contains("secret"), "\(path)")
        }
        #expect(try await hana.get("/channels").text.contains("Quiet"))
        for path in [
            channel, "\(channel)/log", "\(channel)/messages/1", "/messages/bo", "/notifications",
            "/search?q=secret",
            "/bookmarks", "/scheduled", "/files", "\(channel)/files", "/reports", "/account/decisions",
            "/saved",
            "/saved/searches", "/account/password", "/account/second-factor", "/account/second-factor/set-up",
            "/account/sessions", "/account/download", "/account/download/agentor-data.json",
            "/account/download/agentor-data.zip", "/account/notifications/feed",
            "/account/notifications/push",
            "/account/connections", "\(channel)/transcript.zip", "\(channel)/seen",
            "/inbox/changes?showing=x",
            "/inbox/live", "\(channel)/changes?after=0", "\(channel)/live",
        ] {
            let refused = try await hana.get(path)
            #expect(refused.status == .forbidden, "\(path)")
            #expect(
                refused.text.contains("You are only looking") && !refused.text.contains("secret"), "\(path)")
        }
        // SQL of the web role has them not either.
        let connection = try connect()
        try connection.run("begin; \(try enter(hana))")
        let said = try connection.run(
            "select messaging.text_of(content, sealed, channel_id, user_id, nonce) from messaging.messages")
        #expect(said.count == 3 && said.allSatisfy { $0 == ["\\x00"] })
        try connection.run("rollback")
        #expect(
            try await eve.get("/dashboard").text.contains("count unread") == unread.contains("count unread"))
        #expect(try await eve.get(channel).text.contains("a second secret"))
    }

    @Test(
        "every form is refused but the one that ends it, every page is shown or refused, and nothing is written"
    )
    func walk() async throws {
        let eve = try await Browser.person("Eve", on: site)
        let channel = try await eve.createChannel("Design")
        try await eve.say("Hello", in: channel)
        let hana = try await administrator()
        try await begin(hana)
        try await hana.get("/account")
        let csrf = try #require(hana.hidden("csrf"))
        // What was noted before is written before.
        try database.administer("update agentor.sessions set last_seen_at = now() - interval '6 minutes'")
        let before = try everything()
        var shown: [String] = []
        for route in Route.all where route != .view(.end) && route != .signIn(.signOut) {
            for headers: Headers in [[:], ["Accept": "application/json"]] {
                let read = try await hana.get(route.path, headers)
                let isRefused = read.status == .forbidden
                if read.status == .ok, route.conditions.identity != .notAsked { shown.append(route.path) }
                #expect(
                    [
                        .ok, .forbidden, .notFound, .methodNotAllowed, .seeOther, .movedPermanently,
                        .notModified,
                    ]
                    .contains(read.status) || route.conditions.identity == .notAsked,
                    "GET \(route): \(read.status)")
                if route.conditions.identity != .notAsked, route.conditions.inViews == .refused,
                    !route.isHidden
                {
                    #expect(isRefused || read.status == .methodNotAllowed, "GET \(route): \(read.status)")
                }
                let sent = try await hana.post(
                    route.path, ["csrf": csrf, "name": "Mallory", "reason": "x"], headers)
                #expect(
                    [.forbidden, .notFound, .methodNotAllowed].contains(sent.status),
                    "POST \(route): \(sent.status)")
            }
        }
        #expect(Set(shown).count > 12)
        #expect(shown.allSatisfy { !$0.hasPrefix("/admin") })
        #expect(try await isLooking(hana))
        #expect(try everything() == before)
    }

    @Test("a form of a page that was only looked at is taken by nobody, also when that is over")
    func forms() async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        try await begin(hana)
        let page = try await hana.get("/account/name").text
        let tokens = page.matches(of: /name="csrf" value="([^"]+)"/).map { String($0.1) }
        let form = try #require(tokens.last)
        #expect(tokens.count == 3)
        let refused = try await hana.post("/account/name", ["csrf": form, "name": "Mallory"])
        #expect(refused.status == .forbidden && refused.text.contains("You are only looking"))
        try database.administer(
            "update agentor.person_views set began_at = began_at - interval '1 hour', ends_at = ends_at - interval '1 hour'"
        )
        let late = try await hana.post("/account/name", ["csrf": form, "name": "Mallory"])
        #expect(late.status == .forbidden && late.text.contains("This form has expired"))
        #expect(try database.count("agentor.accounts where full_name = 'Mallory'") == 0)
        // A form of before, while it lasts.
        let own = try await administrator("Ines")
        try await own.get("/account/name")
        let former = try #require(own.hidden("csrf"))
        try await begin(own)
        #expect(
            try await own.post("/account/name", ["csrf": former, "name": "Mallory"]).status == .forbidden)
        #expect(try database.count("agentor.accounts where full_name = 'Mallory'") == 0)
    }

    // MARK: How it ends

    @Test("it ends by the button, by signing out and by itself, and the log says each")
    func ending() async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        try await begin(hana)
        #expect(try await isLooking(hana))
        #expect(
            try database.count(
                "agentor.person_views where ends_at <= now() + interval '15 minutes' and ends_at > now() + interval '14 minutes'"
            )
                == 1)
        let looking = try token(of: hana)
        #expect(looking.mayBeView)
        try await hana.post("/viewing/end", [:])
        #expect(try await !isLooking(hana))
        #expect(try !token(of: hana).mayBeView)
        #expect(try site.accounts.viewer(for: looking) == nil, "the session goes on under another token")
        // Once more is nothing.
        #expect(try await hana.post("/viewing/end", [:]).location == "/dashboard")
        try await begin(hana)
        #expect(try await isLooking(hana))
        try database.administer(
            "update agentor.person_views set began_at = began_at - interval '1 hour', ends_at = ends_at - interval '1 hour' where ended_at is null"
        )
        #expect(try await !isLooking(hana))
        #expect(try await hana.get("/admin").status == .ok)
        try site.accounts.endViews()
        #expect(try acts().last?[1] == "site")
        // One that was not noticed is no obstacle.
        try await begin(hana)
        try database.administer(
            "update agentor.person_views set began_at = began_at - interval '1 hour', ends_at = ends_at - interval '1 hour' where ended_at is null"
        )
        try await begin(hana)
        #expect(try await isLooking(hana))
        try await hana.post("/sign-out", [:])
        #expect(try await !hana.isSignedIn())
        #expect(try database.count("agentor.person_views where ended_at is null") == 0)
        #expect(
            try acts().map { $0[0] }
                == Array(repeating: ["account.viewed", "account.view-ended"], count: 4).flatMap(\.self))
        #expect(try acts().map { $0[1] }.filter { $0 == "site" }.count == 2)
    }

    @Test("it ends with the proof of who the administrator is")
    func endOfProof() async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        try database.letProofsAge("9 minutes")
        try await begin(hana)
        #expect(try await hana.get("/account").text.contains("for 6 minutes at most"))
    }

    @Test("the role or the factor given back begins no view anew")
    func givenBack() async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        try await begin(hana)
        try database.administer("update agentor.accounts set role = 'member' where full_name = 'Hana'")
        try database.administer("update agentor.accounts set role = 'admin' where full_name = 'Hana'")
        #expect(try await !isLooking(hana))
        #expect(
            try database.administer("select count(*) from agentor.person_views where ended_at is null")
                == [["0"]])
        #expect(
            try database.administer(
                "select count(*) from agentor.audit_log where action = 'account.view-ended'") == [["1"]])
        try await begin(hana)
        #expect(try await isLooking(hana))
        try database.administer(
            "create temporary table kept as select * from agentor.second_factors; delete from agentor.second_factors; insert into agentor.second_factors select * from kept"
        )
        #expect(try await !isLooking(hana))
    }

    @Test(
        "it ends with what it takes, and the administrator is themselves or signed out",
        arguments: [
            ("update agentor.accounts set role = 'member' where full_name = 'Hana'", true),
            ("delete from agentor.second_factors", true),
            ("update agentor.accounts set suspended_at = now() where full_name = 'Hana'", false),
            ("delete from agentor.sessions", false),
            ("update agentor.accounts set suspended_at = now() where full_name = 'Eve'", true),
            ("update agentor.accounts set role = 'admin' where full_name = 'Eve'", true),
            (
                "insert into agentor.moderators (account_id) select id from agentor.accounts where full_name = 'Eve'",
                true
            ),
            ("update agentor.accounts set erasing_since = now() where full_name = 'Eve'", true),
        ])
    func losing(what: String, staysIn: Bool) async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        try await begin(hana)
        #expect(try await isLooking(hana))
        try database.administer(what)
        #expect(try await !isLooking(hana))
        #expect(try await hana.isSignedIn() == staysIn)
        if staysIn { #expect(try await hana.get("/account/name").text.contains("value=\"Hana\"")) }
        try site.accounts.endViews()
        #expect(try database.count("agentor.person_views where ended_at is null") == 0)
        #expect(try acts().last?[0] == "account.view-ended")
    }

    // MARK: Who may

    @Test(
        "nobody but an administrator with a second factor and a fresh proof, and not of those who run the site"
    )
    func refusals() async throws {
        let eve = try await Browser.person("Eve", on: site)
        let mo = try await Browser.person("Mo", on: site)
        try await mo.turnOnSecondFactor()
        try database.administer("insert into agentor.moderators (account_id) values ('\(try id("Mo"))')")
        let address = try address("Eve")
        for browser in [Browser(site), eve, mo] {
            try await browser.get("/terms")
            #expect(try await browser.get(address).status == .notFound)
            #expect(try await browser.post(address, ["reason": "x", "csrf": "x"]).status == .notFound)
        }
        let stranger = Browser(site)
        try await stranger.get("/sign-in")
        #expect(try await stranger.post("/viewing/end", [:]).status == .unauthorized)
        try await eve.get("/account")
        #expect(try await eve.post("/viewing/end", [:]).location == "/dashboard")
        let weak = try await Browser.person("Wim", on: site)
        try database.administer("update agentor.accounts set role = 'admin' where full_name = 'Wim'")
        #expect(try await weak.get(address).text.contains("Turn on a second factor first"))
        try await weak.get("/account")
        #expect(try await weak.post(address, ["reason": "x"]).status == .forbidden)
        let hana = try await administrator()
        for (name, words) in [
            ("Hana", "Nobody does this to themselves."), ("Wim", "an administrator or a moderator"),
            ("Mo", "an administrator or a moderator"),
        ] {
            #expect(try await begin(hana, name).text.contains(words), "\(name)")
            #expect(try await !hana.get("/admin/people/\(try id(name))").text.contains("/view\""))
        }
        _ = try await Browser.person("Sol", on: site)
        try database.administer("update agentor.accounts set suspended_at = now() where full_name = 'Sol'")
        #expect(try await begin(hana, "Sol").text.contains("They are suspended"))
        try database.administer("update agentor.accounts set erasing_since = now() where full_name = 'Sol'")
        #expect(try await begin(hana, "Sol").status == .notFound)
        #expect(try await hana.get("/admin/people/\(UUID().segment)/view").status == .notFound)
        #expect(try await hana.get(address).status == .ok, "nobody is signed out by what was refused")
        try database.letProofsAge()
        #expect(try await hana.get(address).location?.hasPrefix("/account/prove") == true)
        try await hana.get("/account")
        #expect(try await hana.post(address, ["reason": "x"]).text.contains("Confirm that it is you"))
        #expect(try acts().isEmpty && database.count("agentor.person_views") == 0)
    }

    @Test("beginning is limited as other acts of administrators are")
    func limits() async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        try await hana.get(try address("Eve"))
        let form = ["reason": "x"]
        try database.administer("delete from agentor.throttles")
        let hers = UUID(uuidString: try id("Hana"))!.uuidString
        while try site.throttle.take(.administer, for: hers) == nil {}
        // A turn comes back every two seconds.
        try database.administer("update agentor.throttles set whole_at = whole_at + interval '1 hour'")
        #expect(try await hana.post(try address("Eve"), form).status == .tooManyRequests)
        #expect(try acts().isEmpty)
    }

    // MARK: What SQL can do

    @Test(
        "SQL of the web role is somebody else by an open view alone, and writes nothing as them, whatever it tries"
    )
    func sql() async throws {
        _ = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        let (eve, own) = (try id("Eve"), try id("Hana"))
        let viewers = "select agentor.viewer(), messaging.viewer()"
        func seen(_ before: String = "", _ after: String = "") throws -> [String?] {
            let connection = try connect()
            try connection.run("begin; \(before)")
            try connection.run(try enter(hana))
            if !after.isEmpty { try connection.run(after) }
            return try connection.run(viewers)[0]
        }
        #expect(try seen() == [own, own])
        for call in [
            "insert into agentor.person_views (account_id, reason, ends_at) values ('\(eve)', 'x', now())",
            "update agentor.person_views set ends_at = now() + interval '1 year'",
            "select agentor.end_view('\\x00', '\\x00')", "select agentor.open_view('\(eve)')",
            "select agentor.finish_view('\(eve)', true)",
            "select reason, viewer_id from agentor.person_views",
        ] {
            #expect(throws: PostgresError.self, "\(call)") { try database.serve(call, as: own) }
        }
        try await begin(hana)
        #expect(try seen() == [eve, eve])
        // Whoever is released from a transaction that only reads is nobody.
        #expect(try seen("savepoint before", "release before") == [nil, nil])
        let attacks = [
            "select agentor.rename('Mallory', 'mallory')", "select agentor.agree('2000-01-01')",
            "delete from agentor.identities", "select agentor.cancel_email()",
            "update agentor.accounts set time_zone = 'Asia/Tokyo'",
            "select agentor.renew_session('\\x00', '\\x00', true)",
            "select agentor.end_session(id) from agentor.sessions", "select * from agentor.lock_viewer()",
        ]
        for attack in attacks {
            let error = #expect(throws: PostgresError.self, "\(attack)") { try seen("", attack) }
            #expect(error?.sqlState == .readOnlyTransaction, "\(attack)")
        }
        let before = try everything()
        for attack in attacks {
            for (opening, way) in [
                ("begin", ""), ("begin read write", ""), ("begin", "set transaction read write"),
                ("begin", "set transaction_read_only = off"), ("begin", "reset transaction_read_only"),
                ("begin", "select set_config('transaction_read_only', 'off', true)"),
                ("begin", "set session characteristics as transaction read write"),
                ("begin", "savepoint inner"), ("begin; savepoint before", "release before"),
            ] {
                let connection = try connect()
                try connection.run(opening)
                try connection.run(try enter(hana))
                if !way.isEmpty, (try? connection.run(way)) == nil {
                    // What failed has ended it.
                    continue
                }
                _ = try? connection.run(attack)
                _ = try? connection.run("commit")
            }
        }
        #expect(try everything() == before)
        // In one command, too.
        let connection = try connect()
        try connection.run(
            "begin; do $$ begin perform * from agentor.enter('\\x\(try token(of: hana).hash.hex)', interval '1 day'); exception when division_by_zero then null; end $$"
        )
        #expect(try connection.run(viewers)[0] == [nil, nil])
        try connection.run("rollback")
        // Nor what administrators may.
        let administers = try connect()
        try administers.run("begin; \(try enter(hana))")
        #expect(try administers.run("select agentor.administers()") == [["f"]])
        #expect(try administers.run("select * from agentor.find_people('', null, null, null, 10)").isEmpty)
        // Nor what gets into the account.
        try database.administer(
            "insert into agentor.second_factors (account_id, sealed, last_step) values ('\(eve)', '\\x01', 0)"
        )
        #expect(try administers.run("select * from agentor.second_factor()").isEmpty)
        #expect(try administers.run("select password_hash from agentor.state()") == [[""]])
        try administers.run("rollback")
        for end in [
            "update agentor.person_views set began_at = began_at - interval '1 hour', ends_at = ends_at - interval '1 hour'",
            "update agentor.person_views set began_at = now(), ends_at = now() + interval '10 minutes', ended_at = now()",
            "update agentor.person_views set ended_at = null; delete from agentor.second_factors",
        ] {
            try database.administer(end)
            #expect(try seen() == [own, own], "\(end)")
        }
    }

    @Test(
        "to begin takes a fresh proof and a second factor in SQL, too, and the session that is named has to be one's own"
    )
    func beginningInSQL() async throws {
        let browser = try await Browser.person("Eve", on: site)
        let hana = try await administrator()
        let (eve, own) = (try id("Eve"), try id("Hana"))
        func begin(_ token: SessionToken) throws -> String {
            "select agentor.begin_view('\(eve)', '\\x\(token.hash.hex)', 'x'); commit"
        }
        for who in ["", eve] { _ = try database.serve(try begin(token(of: hana)), as: who) }
        _ = try database.serve(try begin(token(of: hana)), as: own, proved: "15 minutes")
        _ = try database.serve(try begin(token(of: browser)), as: own)
        #expect(try database.count("agentor.person_views") == 0)
        // A proof of another session does not make the named one's fresh.
        try database.letProofsAge("16 minutes")
        _ = try database.serve(try begin(token(of: hana)), as: own)
        #expect(try database.count("agentor.person_views") == 0 && acts().isEmpty)
        #expect(try await !isLooking(browser))
    }

    @Test("of ten thousand times twenty are shown, found by an index, and all are in the file of one's data")
    func many() async throws {
        let eve = try await Browser.person("Eve", on: site)
        try database.administer(
            """
            insert into agentor.person_views (account_id, reason, began_at, ends_at, ended_at)
            select '\(try id("Eve"))', 'Look number ' || n, now() - n * interval '1 hour', now() - n * interval '1 hour',
                now() - n * interval '1 hour' from generate_series(1, 10000) n;
            analyze agentor.person_views
            """)
        let page = try await eve.get("/account/sessions").text
        #expect(page.matches(of: /Look number \d+/).count == 20 && page.contains("Look number 20<"))
        let plan = try database.administer(
            "explain select * from agentor.person_views where account_id = '\(try id("Eve"))' order by began_at desc, id desc limit 20"
        ).compactMap { $0[0] }.joined(separator: " ")
        #expect(plan.contains("person_views_of_account") && !plan.contains("Sort"), "\(plan)")
        let data = try await eve.get("/account/download/agentor-data.json").whole
        #expect(data.matches(of: /Look number \d+/).count == 10_000)
        #expect(data.contains("Look number 10000"))
    }
}
