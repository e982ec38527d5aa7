import AgentorViews
import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing
import Text

@testable import AgentorCore
@testable import AgentorFCGI

/// What administrators see and do in forms.
@Suite("Administrators", .database(agentorDatabase))
struct AdministratorsTests {
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

    private func person(_ name: String) throws -> String { "/admin/people/\(try id(name))" }

    private func administrator(_ name: String = "Hana", factor: Bool = true) async throws -> Browser {
        let browser = try await Browser.person(name, on: site)
        if factor { try await browser.turnOnSecondFactor() }
        try database.administer("update agentor.accounts set role = 'admin' where id = '\(try id(name))'")
        return browser
    }

    private func eve() async throws -> Browser {
        let eve = Browser(site)
        try await eve.signUp("Eve", email: "eve@example.com")
        try await eve.get("/onboarding/client-profile")
        try await eve.post(
            "/onboarding/client-profile",
            ["company": "Company", "need": "Help", "budget": "open", "time-zone": "Europe/Lisbon"])
        return eve
    }

    @discardableResult
    private func act(
        _ deed: String, on name: String, _ reason: String = "Rule 4 <b>", _ more: [String: String] = [:],
        by browser: Browser
    ) async throws -> Response {
        let address = "\(try person(name))/\(deed)"
        try await browser.get(address)
        return try await browser.post(address, more.merging(["reason": reason]) { $1 })
    }

    private func acts() throws -> [String?] {
        try database.administer(
            "select action from agentor.audit_log where action <> 'account.seen' order by number"
        ).map { $0[0] }
    }

    private var isWhole: Bool {
        get throws {
            let pool = Pool(
                Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
            return try AuditLog(pool: pool).verify().number == Int64(try database.count("agentor.audit_log"))
        }
    }

    // MARK: Who may come

    /// Every address of the administration.
    private static var addresses: [Route] { Route.all.filter(\.isHidden) }

    @Test(
        "for whoever is no administrator everything there is as what does not exist, however it is asked for")
    func nobodyElse() async throws {
        let stranger = Browser(site)
        let member = try await Browser.person("Ada", on: site)
        let moderator = try await Browser.person("Mo", on: site)
        try await moderator.turnOnSecondFactor()
        try database.administer("insert into agentor.moderators (account_id) values ('\(try id("Mo"))')")
        #expect(Self.addresses.count > 20)
        for browser in [stranger, member, moderator] {
            try await browser.get("/terms")
            for json in [false, true] {
                let headers: Headers = json ? ["Accept": "application/json"] : [:]
                func answer(_ method: FastCGI.Method, _ path: String) async throws -> (
                    Status, [String], String
                ) {
                    let response = try await browser.send(method, path, headers)
                    return (
                        response.status,
                        response.headers.all.map { "\($0.name): \($0.value)" }.filter {
                            !$0.hasPrefix("Set-Cookie")
                        }.sorted(),
                        response.text(without: path).replacing(/[0-9a-f]{64,}/, with: "")
                    )
                }
                let nothing = "/nothing"
                for method in [FastCGI.Method.get, .head, .post, .other("PUT")] {
                    let expected = try await answer(method, nothing)
                    for route in Self.addresses {
                        for path in [route.path, route.path + "/"] {
                            let seen = try await answer(method, path)
                            #expect(seen.0 == expected.0, "\(method) \(path)")
                            #expect(seen.1 == expected.1, "\(method) \(path)")
                            #expect(seen.2 == expected.2, "\(method) \(path)")
                        }
                    }
                }
            }
            #expect(try await !browser.get("/terms").text.contains("/admin"))
        }
        #expect(try database.count("agentor.audit_log") == 0)
    }

    @Test("an administrator without a second factor, or a fresh proof, sees and does nothing")
    func unproven() async throws {
        _ = try await eve()
        let browser = try await administrator(factor: false)
        for route in Self.addresses {
            let shown = try await browser.get(route.path)
            #expect(
                shown.status == .forbidden && shown.text.contains("Turn on a second factor first"), "\(route)"
            )
        }
        let address = "\(try person("Eve"))/suspend"
        try await browser.get("/account")
        #expect(try await browser.post(address, ["reason": "x"]).status == .forbidden)
        try await browser.turnOnSecondFactor()
        try database.letProofsAge()
        for route in Self.addresses {
            #expect(
                try await browser.get(route.path).location?.hasPrefix("/account/prove") == true, "\(route)")
        }
        try await browser.get("/account")
        let refused = try await browser.post(address, ["reason": "x"])
        #expect(refused.status == .forbidden && refused.text.contains("Confirm that it is you"))
        #expect(try database.count("agentor.accounts where suspended_at is not null") == 0)
        #expect(try acts() == [])
    }

    @Test(
        "SQL of the web role gets nothing out of these functions, whoever it is but an administrator with a second factor and a fresh proof"
    )
    func sql() async throws {
        _ = try await eve()
        _ = try await Browser.person("Ada", on: site)
        let eve = try id("Eve")
        let mail = try #require(try database.administer("select id from agentor.outbox limit 1")[0][0])
        let calls = [
            "agentor.find_people('', null, null, null, 10)", "agentor.see_person('\(eve)')",
            "agentor.sessions_of('\(eve)', '14 days')", "agentor.cases_about('\(eve)')",
            "agentor.administer('\(eve)', 'account.suspended', 'x')",
            "agentor.administer('\(eve)', 'administrator.added', 'x')",
            "agentor.take_factor_off('\(eve)', 'x')", "agentor.pending_sign_ups()",
            "agentor.waiting_people(null, null, 10)", "agentor.admit_people(null, 10, 'x')",
            "agentor.site_figures()", "agentor.audit_lines(null, null, null, null, null, null, 10)",
            "agentor.exported_lines(0, 10)", "agentor.queued_mails(10)",
            "agentor.governed_channels('', null, null, 10)",
        ]
        let scalars = [
            "agentor.unlock_person('\(eve)', 'eve@example.com', '{sign-in account}', 'x')",
            "agentor.create_person('x@example.com', 'X', true, 'x')",
            "agentor.complete_sign_up('\(eve)', 'x@example.com', 'X', 'x', '1', 'open', 'x')",
            "agentor.invite_address('x@example.com', 'x')", "agentor.sign_everybody_out('x')",
            "agentor.note_export()", "agentor.change_mail('\(mail)', false, 'x')",
            "agentor.govern_channel('\(eve)', 'channel.archived', '', 'x')",
        ]
        func expectNothing(_ who: String, _ why: String, proved: String = "0") throws {
            for call in calls {
                #expect(
                    try database.serve("select * from \(call)", as: who, proved: proved).isEmpty,
                    "\(why): \(call)")
                _ = try database.serve("select * from \(call); commit", as: who, proved: proved)
            }
            for call in scalars {
                #expect(
                    try database.serve("select \(call)", as: who, proved: proved) == [[nil]],
                    "\(why): \(call)")
                _ = try database.serve("select \(call); commit", as: who, proved: proved)
            }
            let begin =
                "agentor.begin_challenge_of('\(eve)', 'undo', gen_random_uuid(), '\\x00', '\\x00', '1 hour')"
            #expect(try database.serve("select \(begin)", as: who, proved: proved) == [["f"]])
        }
        let ada = try id("Ada")
        try expectNothing("", "nobody")
        try expectNothing(ada, "a member")
        try database.administer("insert into agentor.moderators (account_id) values ('\(ada)')")
        try expectNothing(ada, "a moderator")
        try database.administer("update agentor.accounts set role = 'admin' where id = '\(ada)'")
        try expectNothing(ada, "an administrator without a second factor")
        try database.administer(
            "insert into agentor.second_factors (account_id, sealed, last_step) values ('\(ada)', '\\x00', 0)"
        )
        try expectNothing(ada, "an administrator without a fresh proof", proved: "15 minutes")
        #expect(
            try database.serve(
                "select count(*) > 0 from agentor.site_figures()", as: ada, proved: "14 minutes")
                == [["t"]])
        // Another session of theirs that has one does not help.
        let fresh = try await Browser.person("Cleo", on: site)
        try database.administer(
            "update agentor.sessions set account_id = '\(ada)' where account_id = '\(try id("Cleo"))'")
        try expectNothing(ada, "an administrator with a fresh proof elsewhere", proved: "15 minutes")
        _ = fresh
        #expect(try acts() == [])
        #expect(try database.count("agentor.accounts where suspended_at is not null or full_name = 'X'") == 0)
    }

    @Test(
        "functions of the door and of the owner stay closed to administrators, and no challenge begins without its deed"
    )
    func limits() async throws {
        _ = try await eve()
        _ = try await administrator()
        let (hana, eve) = (try id("Hana"), try id("Eve"))
        for call in [
            "agentor.begin_deed('\(eve)', 'x', true)", "agentor.sign_out('\(eve)')",
            "agentor.record_act('account.suspended', 'account', null, null, null)",
            "agentor.add_audit_line('site', null, null, 'a.b', 'a', null, null, null, null)",
            "agentor.register('x@example.com', 'X', 'x', gen_random_uuid(), '1')",
        ] {
            #expect(throws: (any Error).self, "\(call)") {
                try database.serve("select \(call)", as: hana)
            }
        }
        for purpose in ["undo", "reset", "sign-in"] {
            #expect(
                try database.serve(
                    "select agentor.begin_challenge_of('\(eve)', '\(purpose)', gen_random_uuid(), '\\x00', '\\x00', '1 hour')",
                    as: hana) == [["f"]])
        }
    }

    // MARK: People

    @Test(
        "people are found by the beginning of an address or a handle, and by words of their name, a page at a time"
    )
    func finding() async throws {
        _ = try await eve()
        let hana = try await administrator()
        try database.administer(
            """
            insert into agentor.accounts (email, full_name, nonce, created_at)
            select 'person' || n || '@many.example', 'Person Number' || n, gen_random_uuid(), now() - n * interval '1 hour'
            from generate_series(1, 70) n
            """)
        let address = try person("Eve")
        let own = try person("Hana")
        for (query, isFound) in [
            ("eve@ex", true), ("EVE@EXAMPLE.COM", true), ("@eve", true), ("ev", true), ("eve", true),
            ("xample", false), ("person12@", false), ("hana", false), ("%", false), ("' or 1=1", false),
        ] {
            let page = try await hana.get("/admin/people?q=\(query.percentEncoded)")
            #expect(page.status == .ok)
            #expect(page.text.contains(address) == isFound, "\(query)")
        }
        #expect(try await hana.get("/admin/people?q=number12").text.contains("person12@many.example"))
        #expect(
            try await hana.get("/admin/people?q=person%20number12").text.contains("person12@many.example"))
        var seen: [String] = []
        var next: String? = "/admin/people?q=person"
        var pages = 0
        while let address = next, pages < 5 {
            let text = try await hana.get(address).text
            seen += text.matches(of: /person\d+@many\.example/).map { String($0.0) }
            next = text.firstMatch(of: /href="([^"]+)" rel="next"/).map {
                String($0.1).replacing("&amp;", with: "&")
            }
            pages += 1
        }
        #expect(seen.count == 70 && Set(seen).count == 70 && pages == 3)
        try database.administer(
            "update agentor.accounts set suspended_at = now() where email = 'person3@many.example'")
        let suspended = try await hana.get("/admin/people?only=suspended").text
        #expect(suspended.contains("person3@many.example") && !suspended.contains("person4@"))
        #expect(try await hana.get("/admin/people?only=administrators").text.contains(own))
        #expect(try await !hana.get("/admin/people?only=moderators").text.contains(own))
    }

    @Test("among ten thousand accounts one is found by indexes")
    func many() async throws {
        _ = try await administrator()
        try database.administer(
            """
            insert into agentor.accounts (email, full_name, nonce)
            select 'person' || n || '@many.example', 'Person Number' || n, gen_random_uuid()
            from generate_series(1, 10000) n;
            analyze agentor.accounts
            """)
        let hana = try id("Hana")
        for query in ["person9999@", "number9999", "@hana"] {
            let plan = try database.administer(
                """
                explain select * from agentor.accounts e
                where lower(e.email) collate "C" >= '\(query)' and lower(e.email) collate "C" < '\(query)z'
                """
            ).compactMap { $0[0] }.joined(separator: " ")
            #expect(plan.contains("accounts_by_email"), "\(plan)")
            let found = try database.serve(
                "select full_name from agentor.find_people('\(query)', null, null, null, 31)", as: hana)
            #expect(found == [[query == "@hana" ? "Hana" : "Person Number9999"]], "\(query)")
        }
    }

    @Test("a person's page shows what administrators know, and that it was looked at is a line, once an hour")
    func seeing() async throws {
        let eve = try await eve()
        try await eve.turnOnSecondFactor()
        let hana = try await administrator()
        let address = try person("Eve")
        let page = try await hana.get(address).text
        for words in [
            "eve@example.com", "@eve", "Client", "Second factor", "10 recovery codes", "Suspend", "Erase",
        ] {
            #expect(page.contains(words), "\(words)")
        }
        try await hana.get(address)
        try await hana.get(try person("Hana"))
        #expect(
            try database.administer("select action, actor_name, label from agentor.audit_log")
                == [["account.seen", "@hana", "@eve"]])
        #expect(try await hana.get("/admin/people/\(UUID().segment)").status == .notFound)
        // On their own page there is nothing that would lock them out.
        let own = try await hana.get(try person("Hana")).text
        #expect(own.contains("This is you.") && !own.contains("/suspend\"") && !own.contains("/erase\""))
    }

    @Test(
        "whoever is suspended is signed out and told by mail, in the administrator's words, and can be let in again"
    )
    func suspending() async throws {
        let eve = try await eve()
        let hana = try await administrator()
        #expect(try await act("suspend", on: "Eve", "", by: hana).text.contains("Give a reason."))
        #expect(
            try await act("suspend", on: "Eve", String(repeating: "x", count: 1_001), by: hana).status
                == .unprocessableContent)
        #expect(try acts() == [])
        let address = try person("Eve")
        // A form that is not this browser's.
        try await hana.get("\(address)/suspend")
        #expect(
            try await hana.post("\(address)/suspend", ["csrf": "", "reason": "x"]).status == .forbidden)
        let done = try await act("suspend", on: "Eve", "Rule 4 <b>", ["words": "Write to <us>."], by: hana)
        #expect(done.location == "\(address)?done=suspend")
        #expect(
            try await hana.get(done.location ?? "").text.contains("Suspended, and signed out everywhere."))
        #expect(try await !eve.isSignedIn())
        let letter = try #require(eve.letter(to: "eve@example.com"))
        #expect(
            letter.subject == "Your account was suspended" && letter.paragraphs.contains("Write to <us>."))
        #expect(!letter.paragraphs.contains { $0.contains("Rule 4") }, "the reason is for the log")
        #expect(try await act("suspend", on: "Eve", by: hana).text.contains("It is so already."))
        #expect(try await act("restore", on: "Eve", by: hana).status == .seeOther)
        try await eve.signIn("eve@example.com")
        #expect(eve.last.location == "/dashboard")
        #expect(
            try database.administer(
                "select action, actor_kind, actor_name, label, reason from agentor.audit_log where action <> 'account.seen' order by number"
            )
                == [
                    ["account.suspended", "administrator", "@hana", "@eve", "Rule 4 <b>"],
                    ["account.restored", "administrator", "@hana", "@eve", "Rule 4 <b>"],
                ])
        #expect(try isWhole)
        let log = try await hana.get("/admin/log").text
        #expect(log.contains("Rule 4 &lt;b&gt;") && log.contains("@hana, administrator"))
    }

    @Test("sessions are ended, failures forgiven, and an account erased")
    func otherDeeds() async throws {
        let eve = try await eve()
        let hana = try await administrator()
        #expect(try await act("sign-out", on: "Eve", by: hana).status == .seeOther)
        #expect(try await !eve.isSignedIn())
        #expect(try await act("unlock", on: "Eve", by: hana).text.contains("It is so already."))
        for _ in 1...10 { try await eve.signIn("eve@example.com", password: "not this one at all") }
        try await eve.signIn("eve@example.com")
        #expect(eve.last.location != "/dashboard")
        #expect(try await act("unlock", on: "Eve", by: hana).status == .seeOther)
        try await eve.signIn("eve@example.com")
        #expect(eve.last.location == "/dashboard")
        #expect(try await act("erase", on: "Eve", by: hana).status == .seeOther)
        #expect(try await !eve.isSignedIn())
        #expect(try database.count("agentor.accounts where full_name = 'Eve' and erase_after <= now()") == 1)
        #expect(try acts() == ["account.signed-out", "account.unlocked", "account.erased"])
        // Erased, they stay in the log, by identifier and handle.
        while try site.accounts.eraseSome().mayBeMore {}
        #expect(try database.count("agentor.accounts where full_name = 'Eve'") == 0)
        #expect(try database.count("agentor.audit_log where label = '@eve' and subject is not null") == 4)
        #expect(try database.count("agentor.audit_log l where l::text like '%example.com%'") == 0)
        #expect(try isWhole)
    }

    @Test("a second factor that was lost is taken off, and its owner can undo that by the mail")
    func factor() async throws {
        let eve = try await eve()
        try await eve.turnOnSecondFactor()
        let hana = try await administrator()
        #expect(try await act("remove-factor", on: "Eve", by: hana).status == .seeOther)
        #expect(try database.count("agentor.second_factors") == 1)
        #expect(try await !eve.isSignedIn())
        let letter = try #require(eve.letter(to: "eve@example.com"))
        #expect(letter.subject == "Your second factor was turned off")
        #expect(try await act("remove-factor", on: "Eve", by: hana).text.contains("It is so already."))
        try await eve.follow(try eve.link(to: "eve@example.com"))
        #expect(try database.count("agentor.second_factors") == 2)
        #expect(try acts() == ["account.factor-removed"])
    }

    @Test("administrators and moderators are made and unmade, but nobody locks themselves out")
    func roles() async throws {
        let eve = try await eve()
        try await eve.turnOnSecondFactor()
        let hana = try await administrator()
        #expect(try await act("add-moderator", on: "Eve", by: hana).status == .seeOther)
        #expect(try await !eve.isSignedIn())
        #expect(try await act("add-administrator", on: "Eve", by: hana).status == .seeOther)
        #expect(try await act("remove-moderator", on: "Eve", by: hana).status == .seeOther)
        for deed in [
            "suspend", "erase", "remove-administrator", "remove-factor", "restore", "add-administrator",
        ] {
            #expect(
                try await act(deed, on: "Hana", by: hana).text.contains("Nobody does this to themselves."),
                "\(deed)")
        }
        #expect(try await act("remove-administrator", on: "Eve", by: hana).status == .seeOther)
        #expect(try database.count("agentor.accounts where role = 'admin'") == 1)
        #expect(
            try acts() == [
                "moderator.added", "administrator.added", "moderator.removed", "administrator.removed",
            ])
        // Their own sessions end where they ask for it.
        #expect(try await act("sign-out", on: "Hana", by: hana).location == "/sign-in")
        #expect(try await !hana.isSignedIn())
        #expect(try isWhole)
    }

    @Test("of two administrators who remove each other at once one stays")
    func eachOther() async throws {
        let hana = try await administrator("Hana")
        let ines = try await administrator("Ines")
        let addresses = [
            (hana, "\(try person("Ines"))/remove-administrator"),
            (ines, "\(try person("Hana"))/remove-administrator"),
        ]
        var requests: [Request] = []
        for (browser, address) in addresses {
            try await browser.get(address)
            requests.append(try browser.form(address, ["reason": "x"]))
        }
        let statuses = await answers(of: site, to: requests).map(\.status)
        #expect(statuses.count { $0 == .seeOther } == 1)
        #expect(try database.count("agentor.accounts where role = 'admin'") == 1)
    }

    @Test("what is not written into the log is not done")
    func together() async throws {
        _ = try await eve()
        let hana = try await administrator()
        let address = "\(try person("Eve"))/suspend"
        try await hana.get(address)
        try database.own(
            "alter table agentor.audit_head disable trigger user; delete from agentor.audit_head")
        #expect(try await hana.post(address, ["reason": "x"]).status == .serviceUnavailable)
        #expect(try database.count("agentor.accounts where suspended_at is not null") == 0)
    }

    // MARK: Coming in

    @Test("an account is created for somebody, who chooses a password by a link")
    func creating() async throws {
        let hana = try await administrator()
        try await hana.get("/admin/people/new")
        let refused = try await hana.post(
            "/admin/people/new", ["email": "not one", "name": "", "reason": ""])
        #expect(refused.status == .unprocessableContent && refused.text.contains("Give a reason."))
        let fields = [
            "email": "Cleo@example.com", "name": "Cleo", "role": "admin", "reason": "New colleague",
        ]
        try await hana.get("/admin/people/new")
        let location = try await hana.post("/admin/people/new", fields).location
        let address = try person("Cleo")
        #expect(location == "\(address)?done=created")
        try await hana.get("/admin/people/new")
        #expect(
            try await hana.post("/admin/people/new", fields).text.contains(
                "There is an account with this address already."))
        let cleo = Browser(site)
        let link = try cleo.link(to: "cleo@example.com")
        try await cleo.get(link)
        let token = try #require(cleo.hidden("token"))
        try await cleo.post("/reset-password", ["token": token, "password": Browser.password])
        #expect(cleo.last.location == "/sign-in?done=password")
        #expect(
            try database.administer(
                "select action, reason, details ->> 'role' from agentor.audit_log where action = 'account.created'"
            )
                == [["account.created", "New colleague", "admin"]])
    }

    @Test("a sign-up whose mail did not arrive is completed")
    func verifying() async throws {
        let hana = try await administrator()
        let browser = Browser(site)
        try await browser.askForAccount("Ada", email: "ada@example.com")
        func complete(_ email: String) async throws -> Response {
            try await hana.get("/admin/people/verify")
            return try await hana.post("/admin/people/verify", ["email": email, "reason": "Called me"])
        }
        #expect(try await complete("nobody@example.com").text.contains("No sign-up with this address"))
        #expect(try await complete("ada@example.com").location == "/admin/people?done=verified")
        #expect(try await complete("ada@example.com").status == .unprocessableContent)
        try await browser.signIn("ada@example.com")
        #expect(browser.last.location == "/dashboard")
        #expect(try acts() == ["account.verified"])
    }

    @Test("addresses are invited, and let in from the waiting list, which the log says without them")
    func waiting() async throws {
        let hana = try await administrator()
        try database.administer(
            """
            insert into agentor.waiting_list (email, full_name, asked_at)
            select 'person' || n || '@example.com', 'Person ' || n, now() - (100 - n) * interval '1 minute'
            from generate_series(1, 60) n
            """)
        let first = try await hana.get("/admin/waiting").text
        #expect(first.contains("person1@example.com") && !first.contains("person51@"))
        let next = try #require(first.firstMatch(of: /href="([^"]+)" rel="next"/)).1
        #expect(try await hana.get(String(next)).text.contains("person51@example.com"))
        func send(_ path: String, _ fields: [String: String]) async throws -> Response {
            try await hana.get(path)
            return try await hana.post(
                String(path.prefix { $0 != "?" }), fields.merging(["reason": "Room"]) { $1 })
        }
        #expect(
            try await send("/admin/waiting/invite", ["email": "bea@example.com"]).location
                == "/admin/waiting?done=invited")
        #expect(hana.letter(to: "bea@example.com")?.subject == "You are invited to Agentor")
        let admitted = try await send(
            "/admin/waiting/admit?email=person7@example.com", ["email": "person7@example.com"])
        #expect(admitted.location == "/admin/waiting?done=admitted")
        #expect(
            try await send("/admin/waiting/admit", ["email": "nobody@example.com"]).location
                == "/admin/waiting?done=nobody")
        for wrong in ["", "0", "1001", "many"] {
            #expect(try await send("/admin/waiting/admit", ["most": wrong]).status == .unprocessableContent)
        }
        #expect(
            try await send("/admin/waiting/admit", ["most": "3"]).location == "/admin/waiting?done=admitted")
        #expect(
            try database.administer(
                "select email from agentor.waiting_list where admitted_at is not null order by asked_at, email"
            ).compactMap { $0[0] }.sorted() == [
                "bea@example.com", "person1@example.com", "person2@example.com", "person3@example.com",
                "person7@example.com",
            ])
        #expect(try acts() == ["address.invited", "address.admitted", "address.admitted"])
        #expect(try database.count("agentor.audit_log l where l::text like '%example.com%'") == 0)
    }

    @Test("everybody is signed out, whoever does it too")
    func everybody() async throws {
        let eve = try await eve()
        let hana = try await administrator()
        try await hana.get("/admin/sign-everybody-out")
        #expect(
            try await hana.post("/admin/sign-everybody-out", ["reason": ""]).status == .unprocessableContent)
        #expect(try await eve.isSignedIn())
        try await hana.get("/admin/sign-everybody-out")
        #expect(
            try await hana.post("/admin/sign-everybody-out", ["reason": "A break-in"]).location == "/sign-in")
        #expect(try await !eve.isSignedIn())
        #expect(try await !hana.isSignedIn())
        #expect(
            try database.administer("select action, details ->> 'sessions' from agentor.audit_log") == [
                ["site.signed-out", "2"]
            ])
    }

    // MARK: The log

    @Test("the log is read a page at a time, by who, what, when and about whom, and taken along as JSON")
    func log() async throws {
        _ = try await eve()
        let hana = try await administrator()
        for n in 1...60 {
            try database.own(
                "select agentor.record_operator_act('root', 'option.renamed', 'option', null, 'category/c\(n)', 'Reason \(n)')"
            )
        }
        try await act("suspend", on: "Eve", by: hana)
        let first = try await hana.get("/admin/log").text
        #expect(first.contains("Reason 60") && !first.contains("Reason 5<"))
        let next = try #require(first.firstMatch(of: /href="([^"]+)" rel="next"/)).1
        #expect(try await hana.get(String(next)).text.contains("Reason 5<"))
        for (query, count) in [
            ("who=root&action=case.", 0), ("who=hana&action=account.suspended", 1),
            ("who=@hana&action=account.", 2),
            ("who=administrator&action=account.suspended", 1), ("action=account.suspended", 1),
            ("action=account", 0),
            ("about=\(try id("Eve"))", 2), ("about=\(try id("Hana"))", 0),
            ("since=2000-01-01&until=2000-01-02", 0),
            ("until=2000-01-02", 0), ("since=2000-01-01&action=account.suspended", 1),
            ("since=nonsense&action=account.suspended", 1),
            ("who=moderator", 0), ("below=1", 0),
        ] {
            let text = try await hana.get("/admin/log?\(query)").text
            #expect(text.matches(of: /\(line \d/).count == count, "\(query)")
        }
        let file = try await hana.get("/admin/log/export")
        #expect(file.headers["Content-Type"] == "application/x-ndjson; charset=utf-8")
        var bytes = file.body
        while let piece = try file.rest?() { bytes += piece }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.count == 63 && lines.last?.contains("log.exported") == true)
        var kept: [String] = []
        let pool = Pool(Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        try AuditLog(pool: pool).export { kept.append($0) }
        #expect(lines == kept)
    }

    @Test("what was decided is shown to everybody where an operator has it so, without names and reasons")
    func publicLog() async throws {
        _ = try await eve()
        let hana = try await administrator()
        try await act("suspend", on: "Eve", by: hana)
        try database.own(
            """
            select agentor.record_operator_act('root', 'case.decided', 'case', gen_random_uuid(), '@eve', 'Secret',
                '{"about": "message", "outcome": "removed", "account": "\(try id("Eve"))"}')
            """)
        #expect(try await Browser(site).get("/moderation/log").status == .notFound)
        let page = try await Browser(Site.forTest(showsPublicLog: true)).get("/moderation/log").text
        #expect(page.contains("it was taken away") && page.contains("An account was suspended."))
        for word in ["Eve", "@eve", "hana", "Hana", "Rule 4", "Secret", "root", try id("Eve")] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    // MARK: Mail and channels

    @Test("mail that waits is sent at once, or dropped with what it says")
    func mail() async throws {
        let hana = try await administrator()
        try database.administer(
            """
            insert into agentor.outbox (address, sealed, expires_at, next_attempt_at, attempts, last_error)
            select 'person' || n || '@example.com', '\\x00', now() + interval '2 days', now() + interval '1 hour', 3, 'no <route>'
            from generate_series(1, 2) n
            """)
        func id(_ email: String) throws -> String {
            try #require(
                try database.administer("select id from agentor.outbox where address = $1", [email]).first?[0]
            )
        }
        let page = try await hana.get("/admin/mail").text
        #expect(
            page.contains("person1@example.com") && page.contains("no &lt;route&gt;")
                && page.contains("Tried 3 times"))
        let (first, second) = (try id("person1@example.com"), try id("person2@example.com"))
        for (id, deed) in [(first, "retry"), (second, "drop")] {
            try await hana.get("/admin/mail/\(id)/\(deed)")
            #expect(
                try await hana.post("/admin/mail/\(id)/\(deed)", ["reason": "Asked"]).location
                    == "/admin/mail?done=\(deed)")
        }
        #expect(try database.count("agentor.outbox where id = '\(first)' and next_attempt_at <= now()") == 1)
        #expect(
            try database.count("agentor.outbox where id = '\(second)' and address is null and sealed is null")
                == 1)
        try await hana.get("/admin/mail/\(second)/retry")
        #expect(
            try await hana.post("/admin/mail/\(second)/retry", ["reason": "x"]).text.contains(
                "It is so already."))
        #expect(try acts() == ["mail.retried", "mail.dropped"])
    }

    @Test(
        "a channel is archived, brought back and given another administrator, which its own record says too")
    func channels() async throws {
        let eve = try await eve()
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel("Square")
        try await eve.get(channel)
        try await eve.post("\(channel)/join", [:])
        let hana = try await administrator()
        try await hana.get("/messages/eve")
        let page = try await hana.get("/admin/channels?q=squ").text
        #expect(page.contains("Square") && page.contains("2 members") && page.contains("@ada"))
        #expect(try await hana.get("/admin/channels?q=nothing").text.contains("No channel is found."))
        let id = try #require(
            try database.administer("select id from messaging.channels where name = 'Square'")[0][0])
        func govern(_ deed: String, _ fields: [String: String] = [:]) async throws -> Response {
            try await hana.get("/admin/channels/\(id)/\(deed)")
            return try await hana.post(
                "/admin/channels/\(id)/\(deed)", fields.merging(["reason": "Asked"]) { $1 })
        }
        #expect(try await govern("archive").status == .seeOther)
        #expect(try await govern("archive").text.contains("It is so already."))
        #expect(try await govern("restore").status == .seeOther)
        #expect(
            try await govern("hand-over", ["handle": "hana"]).text.contains(
                "Nobody in the channel has this handle."))
        #expect(try await govern("hand-over", ["handle": "@Eve"]).status == .seeOther)
        #expect(try database.count("messaging.channel_members where role = 'admin'") == 2)
        let record = try await ada.get("\(channel)/record").text
        #expect(record.contains("archived the channel") && record.contains("brought the channel back"))
        #expect(try acts() == ["channel.archived", "channel.restored", "channel.handed-over"])
    }

    @Test(
        "the menu leads administrators and moderators to their work, and the overview says how the site stands"
    )
    func overview() async throws {
        let hana = try await administrator()
        let menu = try await hana.get("/dashboard").text
        #expect(menu.contains("href=\"/admin\"") && !menu.contains("href=\"/moderation\""))
        try database.administer("insert into agentor.moderators (account_id) values ('\(try id("Hana"))')")
        #expect(try await hana.get("/dashboard").text.contains("href=\"/moderation\""))
        let page = try await hana.get("/admin").text
        for words in ["People", "Waiting list", "Everybody may create one.", "It answers."] {
            #expect(page.contains(words), "\(words)")
        }
    }

    @Test("an administrator says how many moderators a grave decision takes, with a reason")
    func twoModerators() async throws {
        let hana = try await administrator()
        let address = "/admin/two-moderators"
        #expect(try await hana.get("/admin").text.contains("They take one moderator."))
        try await hana.get(address)
        for (fields, words) in [
            (["moderators": "", "reason": "Typed"], "Choose how many."),
            (["moderators": "three", "reason": "Typed"], "Choose how many."),
            (["moderators": "two", "reason": " "], "Give a reason."),
        ] {
            let refused = try await hana.post(address, fields)
            #expect(refused.status == .unprocessableContent && refused.text.contains(words), "\(fields)")
        }
        let wanted = ["moderators": "two", "reason": "We are three now"]
        #expect(try await hana.post(address, wanted).location == "/admin?done=two-moderators")
        #expect(try await hana.get("/admin").text.contains("They take two moderators."))
        try await hana.get(address)
        #expect(hana.last.text.contains("value=\"two\" checked"))
        #expect(try await hana.post(address, wanted).text.contains("It is so already."))
        #expect(try acts() == ["moderator.two"])
        #expect(try await hana.get("/admin/log").text.contains("We are three now"))
        // The serving role sets and reads it as an administrator alone, who has a second factor and a fresh proof.
        let ada = try await Browser.person("Ada", on: site)
        #expect(try await ada.get(address).status == .notFound)
        for sql in [
            "select agentor.set_two_moderators(false, 'ops', 'x')", "select agentor.takes_two_moderators()",
        ] {
            #expect(try database.serve(sql, as: try id("Ada")) == [[nil]], "\(sql)")
        }
        #expect(try database.administer("select takes_two from agentor.moderation_rules") == [["t"]])
    }
}
