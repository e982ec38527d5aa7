import FastCGI
import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// How often things may be done, as administrators and operators set it while the site runs.
@Suite("Limits that are set", .database(agentorDatabase))
struct SetLimitTests {
    private let site: Site
    private let database: TestDatabase

    init() throws {
        site = try Site.forTest(
            paces: try Throttle.Paces(parsing: "channel: 30 every 60\nreport: 5 in 3600"))
        database = try TestDatabase.current
    }

    private func administrator(_ name: String = "Hana") async throws -> Browser {
        let browser = try await Browser.person(name, on: site)
        try await browser.turnOnSecondFactor()
        try database.administer("update agentor.accounts set role = 'admin' where full_name = $1", [name])
        return browser
    }

    private func acts() throws -> [[String?]] {
        try database.administer(
            """
            select actor_kind, action, label, reason, details::text from agentor.audit_log
            where action like 'limit.%' order by number
            """)
    }

    /// As an operator has them.
    private func operators() -> LimitKeeper {
        let pool = Pool(
            Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        return LimitKeeper(owner: pool, file: .usual, operatorName: "root")
    }

    private func throttle(file: String = "") throws -> Throttle {
        Throttle(
            pool: database.doorPool(), paces: try Throttle.Paces(parsing: file), lifetime: .zero)
    }

    private func turns(of limit: Throttle.Limit, _ throttle: Throttle, for subject: String) throws -> Int {
        var taken = 0
        while try throttle.take(limit, for: subject) == nil { taken += 1 }
        return taken
    }

    @Test(
        "an administrator sets one, every worker goes by it, and takes it back, each with a reason in the log"
    )
    func changes() async throws {
        let hana = try await administrator()
        let other = try throttle(file: "channel: 30 every 60")
        #expect(try turns(of: .createChannel, other, for: "one") == 30)
        let list = try await hana.get("/admin/limits").text
        for limit in Throttle.Limit.all { #expect(list.contains("<strong>\(limit.name)</strong>")) }
        #expect(
            list.contains("30 at once, then one every minute") && list.contains("The file on the machine")
                && !list.contains(">Changed<"))
        let form = try await hana.get("/admin/limits/channel").text
        #expect(form.contains("value=\"30\"") && form.contains("value=\"60\""))
        let set = try await hana.post(
            "/admin/limits/channel", ["most": "2", "seconds": "0.5", "reason": "A quiet place"])
        #expect(set.location == "/admin/limits?done=limit")
        #expect(try turns(of: .createChannel, other, for: "two") >= 2)
        #expect(try other.paces()[.createChannel] == .steady(burst: 2, pause: .milliseconds(500)))
        #expect(try site.throttle.paces()[.createChannel] == .steady(burst: 2, pause: .milliseconds(500)))
        let changed = try await hana.get("/admin/limits").text
        #expect(
            changed.contains(">Changed<") && changed.contains("2 at once, then one every 0.5 seconds")
                && changed.contains("@hana. Without that 30 at once, then one every minute"))
        try await hana.get("/admin/limits/channel/reset")
        let back = try await hana.post("/admin/limits/channel/reset", ["reason": "Louder again"])
        #expect(back.location == "/admin/limits?done=limit")
        #expect(try other.paces()[.createChannel] == .steady(burst: 30, pause: .seconds(60)))
        #expect(
            try acts() == [
                [
                    "administrator", "limit.set", "channel", "A quiet place",
                    "{\"pace\": \"2 every 0.5\"}",
                ],
                ["administrator", "limit.reset", "channel", "Louder again", "{\"was\": \"2 every 0.5\"}"],
            ])
        let log = try await hana.get("/admin/log").text
        #expect(log.contains("A quiet place") && log.contains("Louder again"))
    }

    @Test("an operator does the same by the same function, and what is set goes before the file")
    func operatorSets() async throws {
        let keeper = operators()
        let throttle = try throttle(file: "report: 5 in 3600")
        #expect(try throttle.paces()[.report].most == 5)
        #expect(
            try keeper.set(.report, to: .within(.seconds(60), most: 3), seen: nil, reason: "A flood"))
        #expect(try throttle.paces()[.report] == .within(.seconds(60), most: 3))
        #expect(throws: Administrators.Obstacle.already) {
            try keeper.set(.report, to: .within(.seconds(60), most: 3), seen: nil, reason: "A flood")
        }
        #expect(throws: Administrators.Obstacle.unreasoned) {
            try keeper.set(.report, to: .within(.seconds(60), most: 4), seen: nil, reason: " ")
        }
        #expect(throws: LimitKeeper.Failure.otherKind) {
            try keeper.set(.report, to: .steady(burst: 3, pause: .seconds(60)), seen: nil, reason: "x")
        }
        #expect(try keeper.set(.report, to: nil, seen: nil, reason: "It is over"))
        #expect(throws: Administrators.Obstacle.already) {
            try keeper.set(.report, to: nil, seen: nil, reason: "It is over")
        }
        #expect(try throttle.paces()[.report].most == 5)
        #expect(try acts().map { $0[0] } == ["operator", "operator"])
    }

    @Test("what is no pace is refused beside its field, with what was typed")
    func refusals() async throws {
        let hana = try await administrator()
        try await hana.get("/admin/limits/message")
        for (most, seconds) in [
            ("0", "1"), ("-5", "1"), ("1000001", "1"), ("99999999999999999999", "1"), ("many", "1"),
            ("1.5", "1"), ("", "1"), ("5", "0"), ("5", "-1"), ("5", "nan"), ("5", "1e3"),
            ("5", "2592001"), ("5", "0.0001"), ("5", ""), ("5", "a day"), ("٥", "1"),
        ] {
            let refused = try await hana.post(
                "/admin/limits/message", ["most": most, "seconds": seconds, "reason": "Why not"])
            #expect(refused.status == .unprocessableContent, "\(most) \(seconds)")
            #expect(refused.text.contains("aria-invalid=\"true\"") && refused.text.contains("Why not"))
        }
        let unreasoned = try await hana.post(
            "/admin/limits/message", ["most": "5", "seconds": "1", "reason": " "])
        #expect(unreasoned.text.contains("Give a reason."))
        for address in [
            "/admin/limits/nothing", "/admin/limits/message-here/nothing", "/admin/limits/Message",
        ] {
            #expect(try await hana.get(address).status == .notFound, "\(address)")
        }
        #expect(try acts().isEmpty)
    }

    @Test("no administrator is locked out by a limit, whoever sets it, and whatever the table says")
    func floors() async throws {
        let hana = try await administrator()
        for limit in [
            Throttle.Limit.administer, .prove, .secondFactor, .signInAccount, .signInAddress, .newDevice,
            .codeAddress, .account,
        ] {
            let floor = try #require(limit.floor)
            let tight = Throttle.Pace(
                isSteady: floor.isSteady, most: floor.most - 1, milliseconds: floor.wholeMilliseconds)
            #expect(throws: LimitKeeper.Failure.tooTight(floor: floor)) {
                try operators().set(limit, to: tight, seen: nil, reason: "x")
            }
            let address = "/admin/limits/\(limit.name.replacing(" ", with: "-"))"
            try await hana.get(address)
            let refused = try await hana.post(
                address, ["most": "\(floor.most)", "seconds": "86400", "reason": "x"])
            #expect(
                refused.status == .unprocessableContent
                    && refused.text.contains("less could lock out administrators, you too"), "\(limit.name)")
            try database.administer(
                "insert into agentor.limits (name, is_steady, most, milliseconds) values ($1, $2, 1, 2592000000)",
                [limit.name, "\(floor.isSteady)"])
            #expect(try throttle().paces()[limit] == limit.pace, "\(limit.name)")
        }
        let list = try await hana.get("/admin/limits").text
        #expect(list.contains("cannot be set"))
    }

    @Test("what is done in one go can be done however tight its limit is set")
    func wholeActs() throws {
        #expect(try #require(Throttle.Limit.beginConversation.floor).most == 7)
        for limit in [Throttle.Limit.beginConversation, .sendFile, .messageBytes] {
            let floor = try #require(limit.floor)
            let keeper = operators()
            #expect(throws: LimitKeeper.Failure.tooTight(floor: floor)) {
                try keeper.set(
                    limit, to: .steady(burst: floor.most - 1, pause: .seconds(1)), seen: nil, reason: "x")
            }
            #expect(
                try keeper.set(
                    limit, to: .steady(burst: floor.most, pause: .seconds(86_400)), seen: nil, reason: "x"))
        }
    }

    @Test("of two who set one at once the second is told, and keeps what was typed; sent again it is done")
    func twoAtOnce() async throws {
        let hana = try await administrator()
        let ada = try await administrator("Ada")
        try await hana.get("/admin/limits/message")
        try await ada.get("/admin/limits/message")
        let first = try await hana.post(
            "/admin/limits/message", ["most": "10", "seconds": "1", "seen": "", "reason": "First"])
        #expect(first.location == "/admin/limits?done=limit")
        let told = try await ada.post(
            "/admin/limits/message", ["most": "20", "seconds": "2", "seen": "", "reason": "Second"])
        #expect(
            told.status == .unprocessableContent
                && told.text.contains("Somebody else has changed this limit since you opened the form")
                && told.text.contains("10 at once, then one every second")
                && told.text.contains("value=\"20\"") && told.text.contains("Second")
                && told.text.contains("name=\"seen\" value=\"10/1000\""))
        let again = try await ada.post(
            "/admin/limits/message", ["most": "20", "seconds": "2", "seen": "10/1000", "reason": "Second"])
        #expect(again.location == "/admin/limits?done=limit")
        #expect(try acts().map { $0[3] } == ["First", "Second"])
    }

    @Test("who waits for a limit that was slower waits no longer than it now lasts")
    func slowerBefore() throws {
        let throttle = try throttle()
        #expect(try turns(of: .beginConversation, throttle, for: "one") == 20)
        #expect(try #require(try throttle.take(.beginConversation, for: "one")) > 500)
        _ = try operators().set(
            .beginConversation, to: .steady(burst: 20, pause: .seconds(2)), seen: nil, reason: "x")
        #expect(try #require(try throttle.take(.beginConversation, for: "one")) <= 2)
        #expect(try turns(of: .report, throttle, for: "one") == 10)
        _ = try operators().set(.report, to: .within(.seconds(3_600), most: 2), seen: nil, reason: "x")
        #expect(try #require(try throttle.take(.report, for: "one")) > 3_000)
    }

    @Test(
        "for whoever is no administrator, or has no second factor, there is nothing to see and nothing to set"
    )
    func others() async throws {
        let ada = try await Browser.person("Ada", on: site)
        let id = try #require(
            try database.administer("select id from agentor.accounts where full_name = 'Ada'").first?[0])
        let set = "select agentor.set_limit('message', true, 1, 1000, null, 'x')"
        for role in ["member", "admin"] {
            try database.administer("update agentor.accounts set role = $1", [role])
            for address in ["/admin/limits", "/admin/limits/message", "/admin/health"] {
                let answer = try await ada.get(address)
                #expect(answer.status == (role == "admin" ? .forbidden : .notFound), "\(role) \(address)")
            }
            #expect(try database.serve(set, as: id) == [[nil]])
            #expect(try database.serve("select * from agentor.listed_limits()", as: id).isEmpty)
            #expect(try database.serve("select * from agentor.site_health()", as: id).isEmpty)
            #expect(try database.serve("select * from agentor.greatest_quotas(10)", as: id).isEmpty)
        }
        #expect(try database.serve(set, as: "") == [[nil]])
        #expect(try database.count("agentor.limits") == 0 && acts().isEmpty)
    }

    @Test("the health of the site is on a page: what is stored, what waits and since when")
    func health() async throws {
        let hana = try await administrator()
        let calm = try await hana.get("/admin/health").text
        #expect(
            calm.contains("PostgreSQL 1") && calm.contains("Nothing waits.") && !calm.contains("Look at this")
        )
        try database.administer(
            """
            insert into agentor.outbox (address, sealed, next_attempt_at, expires_at)
            values ('bo@example.com', 'x', now() - interval '1 hour', now() + interval '1 day')
            """)
        let late = try await hana.get("/admin/health").text
        #expect(late.contains("Look at this") && late.contains("the oldest since"))
        #expect(!late.contains("bo@example.com"))
    }
}
