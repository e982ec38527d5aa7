import Crypto
import FoundationEssentials
import Postgres
import TestDatabase
import Testing
import Threads

@testable import AgentorCore
@testable import AgentorFCGI

/// The log of what administrators, moderators and operators do.
@Suite("Audit log", .database(agentorDatabase))
struct AuditLogTests {
    private let database: TestDatabase
    private let log: AuditLog

    init() throws {
        database = try TestDatabase.current
        let pool = Pool(
            Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        // Pages of two, so that seams between pages are met.
        log = AuditLog(pool: pool, pageSize: 2)
    }

    private func act(_ action: String = "account.suspended", _ reason: String = "They “threatened” Ada\n.")
        throws
    {
        try database.own(
            """
            select agentor.record_operator_act('root', $1, 'account', gen_random_uuid(), '@eve', $2,
                '{"b": 1, "a": "x"}')
            """, [action, reason])
    }

    /// As somebody who may do everything to the tables but knows of the chain.
    private func tamper(_ sql: String) throws {
        try database.own(
            """
            alter table agentor.audit_log disable trigger user;
            alter table agentor.audit_head disable trigger user;
            \(sql);
            alter table agentor.audit_log enable trigger user;
            alter table agentor.audit_head enable trigger user;
            """)
    }

    private func damage(_ kept: AuditLog.Head? = nil) -> AuditLog.Damage? {
        #expect(throws: AuditLog.Damage.self) { try log.verify(against: kept) }
    }

    @Test(
        "lines are numbered without gaps, each with the hash of the one before, and an untouched log is whole"
    )
    func whole() throws {
        #expect(try log.verify() == .empty)
        for _ in 1...5 { try act() }
        let head = try log.verify()
        #expect(head.number == 5)
        #expect(
            try database.administer("select encode(hash, 'hex') from agentor.audit_log where number = 5")
                == [[head.hexadecimal]])
        #expect(
            try database.administer(
                "select encode(previous, 'hex') = repeat('00', 32) from agentor.audit_log where number = 1")
                == [["t"]])
    }

    @Test("the hash of an exported line is the SHA-256 of the line without it")
    func exported() throws {
        for _ in 1...5 { try act() }
        var lines: [String] = []
        try log.export { lines.append($0) }
        #expect(lines.count == 5)
        var previous = String(repeating: "0", count: 64)
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: ",\"hash\":\"")
            try #require(parts.count == 2)
            let hash = String(parts[1].dropLast(2))
            #expect(Array(SHA256.hash(data: Array("\(parts[0])}".utf8))).hex == hash)
            struct Line: Decodable {
                let number: Int
                let action, reason, previous, actorKind, actorName, label: String
                let details: [String: Value]
            }
            enum Value: Decodable, Equatable {
                case text(String)
                case number(Int)

                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    if let number = try? container.decode(Int.self) {
                        self = .number(number)
                    } else {
                        self = .text(try container.decode(String.self))
                    }
                }
            }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let read = try decoder.decode(Line.self, from: Data(line.utf8))
            #expect(read.number == index + 1 && read.previous == previous)
            #expect(read.action == "account.suspended" && read.reason == "They “threatened” Ada\n.")
            #expect(read.actorKind == "operator" && read.actorName == "root" && read.label == "@eve")
            #expect(read.details == ["a": .text("x"), "b": .number(1)])
            previous = hash
        }
    }

    @Test("nobody changes, removes or empties anything, the owner included")
    func appendOnly() throws {
        for _ in 1...2 { try act() }
        for sql in [
            "update agentor.audit_log set reason = 'another' where number = 1",
            "delete from agentor.audit_log where number = 2", "truncate agentor.audit_log",
            "update agentor.audit_head set number = 0", "update agentor.audit_head set number = number + 1",
            "update agentor.audit_head set hash = sha256('x')", "delete from agentor.audit_head",
            "truncate agentor.audit_head", "insert into agentor.audit_head default values",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try database.own(sql) }
            #expect(throws: (any Error).self, "\(sql)") { try database.administer(sql) }
        }
        #expect(try log.verify().number == 2)
    }

    @Test(
        "whoever turns that off is noticed all the same",
        arguments: [
            ("update agentor.audit_log set reason = 'another' where number = 3", AuditLog.Damage.changed(3)),
            ("update agentor.audit_log set details = '{}' where number = 5", .changed(5)),
            (
                "update agentor.audit_log set moment = moment + interval '1 second' where number = 1",
                .changed(1)
            ),
            ("delete from agentor.audit_log where number = 1", .missing(1)),
            ("delete from agentor.audit_log where number = 3", .missing(3)),
            ("delete from agentor.audit_log where number > 3", .missing(4)),
            ("delete from agentor.audit_log", .missing(1)),
            (
                """
                update agentor.audit_log set number = 100 where number = 2;
                update agentor.audit_log set number = 2 where number = 3;
                update agentor.audit_log set number = 3 where number = 100
                """, .unchained(2)
            ),
            (
                "delete from agentor.audit_log where number = 2; update agentor.audit_log set number = number - 1 where number > 2",
                .unchained(2)
            ),
            ("update agentor.audit_head set number = 4", .beyondHead(5)),
            ("update agentor.audit_head set hash = sha256('x')", .head),
            ("delete from agentor.audit_head", .head),
        ])
    func tampering(sql: String, expected: AuditLog.Damage) throws {
        for _ in 1...5 { try act() }
        try tamper(sql)
        #expect(damage() == expected)
    }

    @Test("a log that was written anew as a whole is told by a hash that was kept elsewhere")
    func keptElsewhere() throws {
        for _ in 1...3 { try act() }
        let kept = try log.verify()
        try act()
        #expect(try log.verify(against: kept).number == 4)
        try tamper(
            "delete from agentor.audit_log; update agentor.audit_head set number = 0, hash = decode(repeat('00', 32), 'hex')"
        )
        #expect(damage(kept) == .missing(1))
        for _ in 1...4 { try act("account.restored") }
        #expect(try log.verify().number == 4)
        #expect(damage(kept) == .rewritten(3))
        #expect(damage(AuditLog.Head(number: 9, hash: kept.hash)) == .missing(5))
    }

    @Test("fifty who write at once make one chain, and so does one whose transaction comes to nothing")
    func atOnce() async throws {
        let owner = database.owner
        let pool = Pool(Pool.Configuration(conninfo: owner, size: 10), logger: TestDatabase.logger)
        defer { pool.close() }
        let record = RecordOperatorAct(
            operatorName: "root", action: "account.unlocked", subjectKind: "account", reason: nil)
        let numbers = try await Thread.run(times: 50) { _ in
            struct Given: Error {}
            try? pool.transaction(as: .nobody, access: .readWrite) { transaction in
                try transaction.run(record)
                throw Given()
            }
            return try pool.query(record, as: .nobody, access: .readWrite)[0]
        }
        #expect(numbers.sorted() == Array(1...50))
        #expect(try log.verify().number == 50)
    }

    @Test("the roles that serve read nothing of it and add nothing")
    func servingRoles() async throws {
        let ada = try await Browser.person("Ada", on: Site.forTest())
        try await ada.get("/dashboard")
        let id = try #require(try database.administer("select id from agentor.accounts")[0][0])
        try database.administer("update agentor.accounts set role = 'admin'")
        try database.administer("insert into agentor.moderators (account_id) values ('\(id)')")
        try act()
        let door = try Connection.open(
            try ConnectionParameters(parsing: database.door), applicationName: "test", timeout: .seconds(10),
            logger: TestDatabase.logger)
        for sql in [
            "select * from agentor.audit_log", "select * from agentor.audit_head",
            "insert into agentor.audit_log select * from agentor.audit_log",
            "update agentor.audit_log set reason = ''", "delete from agentor.audit_log",
            "truncate agentor.audit_log", "update agentor.audit_head set number = 0",
            "select agentor.record_act('account.suspended', 'account', null, null, null)",
            "select agentor.record_operator_act('root', 'account.suspended', 'account', null, null, null)",
            "select agentor.add_audit_line('site', null, null, 'account.suspended', 'account', null, null, null, null)",
            "select agentor.handle_of('\(id)')",
            "alter table agentor.audit_log disable trigger user",
        ] {
            #expect(throws: (any Error).self, "\(sql)") { try database.serve(sql, as: id) }
            #expect(throws: (any Error).self, "\(sql)") { try door.run(sql) }
        }
        #expect(try log.verify().number == 1)
    }

    @Test(
        "what an operator does to accounts is in it, with who and why, by handles and never by names or addresses"
    )
    func operators() async throws {
        let site = try Site.forTest()
        _ = try await Browser.person("Ada", on: site)
        let email = try #require(try database.administer("select email from agentor.accounts")[0][0])
        let (administration, accounts) = try site.administration(operatorName: "root", reason: "As asked.")
        #expect(try administration.suspend(email))
        #expect(try !administration.suspend(email))
        #expect(try administration.restore(email))
        #expect(try administration.promote(email))
        #expect(try administration.demote(email, isForced: true))
        #expect(try administration.setModerator(email, isWanted: true))
        #expect(try administration.setModerator(email, isWanted: false))
        _ = try administration.revokeSessions(of: email)
        _ = try administration.revokeAllSessions()
        _ = try administration.invite("bea@example.com", through: accounts)
        _ = try administration.create(
            AccountDraft(email: "cleo@example.com", name: "Cleo", role: .admin), through: accounts)
        try administration.erase(email)
        let lines = try database.administer(
            "select action, actor_kind, actor_name, reason, label, subject is null from agentor.audit_log order by number"
        )
        let expected = [
            "account.suspended", "account.restored", "administrator.added", "administrator.removed",
            "moderator.added", "moderator.removed", "account.signed-out", "site.signed-out",
            "address.invited", "account.created", "account.erased",
        ]
        #expect(lines.map { $0[0] } == expected)
        #expect(lines.allSatisfy { $0[1] == "operator" && $0[2] == "root" && $0[3] == "As asked." })
        #expect(lines.filter { $0[5] == "t" }.map { $0[0] } == ["site.signed-out", "address.invited"])
        #expect(lines.allSatisfy { $0[4] == ($0[0] == "account.created" || $0[5] == "t" ? nil : "@ada") })
        let all =
            try database.administer("select string_agg(l::text, ' ') from agentor.audit_log l")[0][0] ?? ""
        #expect(!all.contains("example.com") && !all.contains("Ada") && !all.contains("Cleo"))
        #expect(try log.verify().number == Int64(expected.count))
    }

    @Test("what an operator does with options is in it")
    func options() throws {
        let pool = Pool(Pool.Configuration(conninfo: database.owner, size: 1), logger: TestDatabase.logger)
        let editor = OptionEditor(pool: pool, operatorName: "root")
        try editor.add("beekeeping", "Beekeeping", to: .category)
        try editor.rename("beekeeping", "Bees", in: .category)
        try editor.move("beekeeping", of: .category, before: "design")
        try editor.set(retired: true, "beekeeping", of: .category)
        try editor.set(retired: false, "beekeeping", of: .category)
        #expect(
            try database.administer("select action, label from agentor.audit_log order by number")
                == ["added", "renamed", "moved", "retired", "restored"].map {
                    ["option.\($0)", "category/beekeeping"]
                })
    }

    @Test(
        "what is done where nobody is known is the site's, and what a session of the owner's does an operator's"
    )
    func actors() async throws {
        let record = "select agentor.record_act('site.tidied', 'site', null, null, null)"
        try database.own(record)
        let site = try Site.forTest()
        _ = try await Browser.person("Ada", on: site)
        let id = try #require(try database.administer("select id from agentor.accounts")[0][0])
        let entered = "begin; select agentor.enter_as('\(id)'); \(record); commit"
        // A function that acts for whoever is known, as those of moderators and administrators do.
        try database.own(entered)
        try database.administer("insert into agentor.moderators (account_id) values ('\(id)')")
        try database.own(entered)
        try database.administer("update agentor.accounts set role = 'admin'")
        try database.own(entered)
        try database.own(entered.replacing("site.tidied", with: "case.decided"))
        #expect(
            try database.administer(
                "select actor_kind, actor is null, actor_name from agentor.audit_log order by number") == [
                    ["operator", "t", "agentor_owner"], ["site", "t", nil], ["moderator", "f", "@ada"],
                    ["administrator", "f", "@ada"], ["moderator", "f", "@ada"],
                ])
    }
}
