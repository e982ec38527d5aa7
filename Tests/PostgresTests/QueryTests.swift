import Postgres
import TestDatabase
import Testing
import Threads

@Suite("Queries", .database(.notes), .timeLimit(.minutes(5)))
struct QueryTests {
    @Test("several statements return each its own rows, in one round trip")
    func oneRoundTrip() throws {
        let relay = try Relay(to: TestDatabase.current.app)
        defer { relay.finish() }
        let pool = Pool(Pool.Configuration(conninfo: relay.conninfo, size: 1), logger: TestDatabase.logger)
        _ = try pool.query(BackendID(), as: viewer)
        let before = relay.roundTrips
        for _ in 0..<3 {
            // The first time each of them is prepared too.
            let (_, notes, who) = try pool.query(
                AddNote(body: "note \(relay.roundTrips)"), Notes(), CurrentViewer(), as: viewer,
                access: .readWrite)
            #expect(notes.last?.hasPrefix("note ") == true)
            #expect(who == [viewerID])
        }
        #expect(relay.roundTrips - before == 3)
    }

    @Test("one type of statement may appear twice, new or known")
    func sameStatementTwice() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        for round in 1...2 {
            _ = try pool.query(
                AddNote(body: "a\(round)"), AddNote(body: "b\(round)"), as: viewer, access: .readWrite)
        }
        #expect(try pool.query(Notes(), as: viewer) == ["a1", "b1", "a2", "b2"])
    }

    @Test("a commit that does not wait for the disk is one transaction's own")
    func asynchronousCommit() throws {
        struct SynchronousCommit: Statement {
            static let sql = "select current_setting('synchronous_commit')"
            static func row(from columns: inout Columns) throws(PostgresError) -> String {
                try columns.next()
            }
        }
        let database = try TestDatabase.current
        // A cluster for tests may wait for no disk at all.
        try database.administer(
            """
            do $$ begin
                execute format('alter database %I set synchronous_commit = on', current_database());
            end $$
            """)
        let pool = database.pool(size: 1)
        let (_, setting, who) = try pool.query(
            AddNote(body: "soon"), SynchronousCommit(), CurrentViewer(), as: viewer,
            access: .readWriteAsynchronous)
        #expect(setting == ["off"])
        #expect(who == [viewerID])
        #expect(try pool.query(Notes(), as: viewer) == ["soon"])
        for access in [Access.readOnly, .readWrite] {
            #expect(try pool.query(SynchronousCommit(), as: viewer, access: access) == ["on"])
        }
        _ = try failure {
            try pool.query(
                AddNote(body: "never"), DivideByZero(), as: viewer, access: .readWriteAsynchronous)
        }
        #expect(try pool.query(Notes(), as: viewer) == ["soon"])
    }

    @Test("statements of one snapshot see one moment, and those of a plain reading each its own")
    func snapshot() async throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 2)
        let gate = try database.connection()
        for (access, isSeen) in [(Access.readOnlySnapshot, false), (.readOnly, true)] {
            let body = "\(access)"
            _ = try gate.run("select pg_advisory_lock(1)")
            async let reading = Thread.run {
                try pool.query(Notes(), PassGate(), Notes(), as: viewer, access: access)
            }
            while try !database.hasSomebodyWaiting() { try await Task.sleep(for: .milliseconds(5)) }
            _ = try pool.query(AddNote(body: body), as: viewer, access: .readWrite)
            _ = try gate.run("select pg_advisory_unlock(1)")
            let (before, _, after) = try await reading
            #expect(!before.contains(body))
            #expect(after.contains(body) == isSeen)
        }
        let error = try failure {
            try pool.query(AddNote(body: "no"), as: viewer, access: .readOnlySnapshot)
        }
        #expect(error.kind == .server(.readOnlyTransaction))
        let who = try pool.query(CurrentViewer(), as: viewer, access: .readOnlySnapshot)
        #expect(who == [viewerID])
    }

    @Test("reading cannot write")
    func readOnly() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure { try pool.query(AddNote(body: "no"), as: viewer) }
        #expect(error.kind == .server(.readOnlyTransaction))
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("an error in the middle rolls back what came before, and the connection goes on")
    func errorInTheMiddle() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let backend = try pool.first(BackendID(), as: viewer)
        let error = try failure {
            try pool.query(
                AddNote(body: "first"), DivideByZero(), AddNote(body: "last"), as: viewer, access: .readWrite)
        }
        #expect(error.sqlState == SQLState(rawValue: "22012"))
        #expect(error.statement == "DivideByZero")
        #expect(try pool.query(Notes(), as: viewer) == [])
        #expect(try pool.first(BackendID(), as: viewer) == backend)
    }

    @Test("a statement prepared in a transaction that failed is usable, whichever part was skipped")
    func preparedAfterRollback() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        for _ in 0..<3 {
            _ = try failure {
                try pool.query(Notes(), DivideByZero(), AddNote(body: "x"), as: viewer, access: .readWrite)
            }
        }
        let (_, notes) = try pool.query(AddNote(body: "x"), Notes(), as: viewer, access: .readWrite)
        #expect(notes == ["x"])
    }

    @Test("a statement the server does not understand is an error each time, and breaks nothing")
    func syntaxError() throws {
        struct Nonsense: Statement { static let sql = "selec 1" }
        let pool = try TestDatabase.current.pool(size: 1)
        for _ in 0..<2 {
            let error = try failure { try pool.query(Notes(), Nonsense(), Notes(), as: viewer) }
            #expect(error.kind == .server(.syntaxError))
            #expect(error.statement == "Nonsense")
        }
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a violated constraint is named, with its table")
    func constraints() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let check = try failure {
            try pool.query(AddNote(body: "forbidden"), as: viewer, access: .readWrite)
        }
        #expect(check.kind == .server(.checkViolation))
        #expect(check.constraint == "notes_body_check")
        #expect(check.table == "notes")
        let unique = try failure {
            try pool.query(AddNote(body: "x"), AddNote(body: "x"), as: viewer, access: .readWrite)
        }
        #expect(unique.kind == .server(.uniqueViolation))
        #expect(unique.detail == "Key (body)=(x) already exists.")
    }

    @Test("a constraint checked at commit fails the query")
    func deferredConstraint() throws {
        try TestDatabase.current.own(
            """
            create table pairs (id bigint primary key, other bigint not null
                references pairs deferrable initially deferred);
            grant select, insert on pairs to agentor_app
            """)
        struct AddHalf: Statement { static let sql = "insert into pairs values (1, 2)" }
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure { try pool.query(AddHalf(), as: viewer, access: .readWrite) }
        #expect(error.kind == .server(.foreignKeyViolation))
        let inTransaction = try failure {
            try pool.transaction(as: viewer) { tx in try tx.run(AddHalf()) }
        }
        #expect(inTransaction.kind == .server(.foreignKeyViolation))
        #expect(try TestDatabase.current.own("select * from pairs").isEmpty)
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a statement is planned once and by its index, or each time by its values, as it says")
    func planning() throws {
        try TestDatabase.current.own(
            """
            create table parcels (id bigint primary key, size integer not null);
            insert into parcels select n, n % 2 from generate_series(1, 2000) n;
            create index parcels_size on parcels (size);
            analyze parcels;
            grant select on parcels to agentor_app
            """)
        struct Once: Statement {
            static let sql = "select count(*) from parcels where size = $1"
            static func row(from columns: inout Columns) throws(PostgresError) -> Int64 { try columns.next() }
            func bind(to parameters: inout Parameters) { parameters.append(Int32(1)) }
        }
        struct EachTime: Statement {
            static let planning = Planning.eachTime
            static let sql = "select count(*) from parcels where size = $1"
            static func row(from columns: inout Columns) throws(PostgresError) -> Int64 { try columns.next() }
            func bind(to parameters: inout Parameters) { parameters.append(Int32(1)) }
        }
        struct Plans: Statement {
            static let sql = """
                select sum(generic_plans)::bigint, sum(custom_plans)::bigint from pg_prepared_statements
                where statement like '%from parcels%' and statement not like '%pg_prepared%'
                """
            static func row(from columns: inout Columns) throws(PostgresError) -> [Int64] {
                [try columns.next(), try columns.next()]
            }
        }
        struct Settings: Statement {
            static let sql = """
                select current_setting('plan_cache_mode'),
                    current_setting('enable_seqscan') || current_setting('enable_bitmapscan')
                """
            static func row(from columns: inout Columns) throws(PostgresError) -> [String] {
                [try columns.next(), try columns.next()]
            }
        }
        let pool = try TestDatabase.current.pool(size: 1)
        for _ in 0..<3 {
            let (once, eachTime, again, settings) = try pool.query(
                Once(), EachTime(), Once(), Settings(), as: viewer)
            #expect(once == [1000] && eachTime == [1000] && again == [1000])
            #expect(settings == [["force_generic_plan", "offoff"]], "what follows is planned as usual")
        }
        #expect(try pool.first(Plans(), as: viewer) == [6, 3])
        let error = try failure { try pool.query(EachTime(), DivideByZero(), as: viewer) }
        #expect(error.sqlState == SQLState(rawValue: "22012"))
        #expect(try pool.first(Settings(), as: viewer) == ["force_generic_plan", "offoff"])
    }

    @Test("a lock that is not given in time fails the statement, and the connection is good")
    func lockTimeout() throws {
        let database = try TestDatabase.current
        let pool = Pool(
            Pool.Configuration(conninfo: database.app, size: 1, lockTimeout: .milliseconds(50)),
            logger: TestDatabase.logger)
        let locker = try database.connection()
        try locker.run("begin; lock table notes")
        let error = try failure { try pool.query(AddNote(body: "x"), as: viewer, access: .readWrite) }
        #expect(error.kind == .server(.lockNotAvailable))
        try locker.run("commit")
        _ = try pool.query(AddNote(body: "x"), as: viewer, access: .readWrite)
        #expect(try pool.query(Notes(), as: viewer).count == 1)
    }

    @Test("the statement timeout cancels what takes too long")
    func statementTimeout() throws {
        let pool = Pool(
            Pool.Configuration(
                conninfo: try TestDatabase.current.app, size: 1, statementTimeout: .milliseconds(50)),
            logger: TestDatabase.logger)
        #expect(try failure { try pool.query(Sleep(seconds: 5), as: viewer) }.kind == .server(.queryCanceled))
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a large pipeline with large answers does not block itself")
    func largePipeline() throws {
        struct Large: Statement {
            static let sql = "select $1 || repeat('x', 4000000)"
            var text: String
            func bind(to parameters: inout Parameters) { parameters.append(text) }
            static func row(from columns: inout Columns) throws(PostgresError) -> Int {
                try columns.next(String.self).utf8.count
            }
        }
        let pool = try TestDatabase.current.pool(size: 1)
        let large = Large(text: String(repeating: "y", count: 4_000_000))
        let (a, b, c) = try pool.query(large, large, large, as: viewer)
        #expect(a + b + c == [8_000_000, 8_000_000, 8_000_000])
    }

    // MARK: Decoding

    @Test("an unexpected NULL, a wrong type and a forgotten column are errors that say where")
    func decoding() throws {
        struct Null: Statement {
            static let sql = "select 1, null::text as title"
            static func row(from columns: inout Columns) throws(PostgresError) -> String {
                columns.skip()
                return try columns.next()
            }
        }
        struct WrongType: Statement {
            static let sql = "select 1 as number"
            static func row(from columns: inout Columns) throws(PostgresError) -> String {
                try columns.next()
            }
        }
        struct Forgotten: Statement {
            static let sql = "select 1, 2"
            static func row(from columns: inout Columns) throws(PostgresError) -> Int { try columns.next() }
        }
        struct TooMany: Statement {
            static let sql = "select 1"
            static func row(from columns: inout Columns) throws(PostgresError) -> Int {
                try columns.next(Int.self) + columns.next(Int.self)
            }
        }
        let pool = try TestDatabase.current.pool(size: 1)
        let null = try failure { try pool.query(Null(), Notes(), as: viewer) }
        #expect(null.kind == .decoding && null.statement == "Null" && null.column == "title")
        #expect(null.description == "Null: column 2 (title): is NULL")
        let wrong = try failure { try pool.query(WrongType(), as: viewer) }
        #expect(wrong.kind == .decoding && wrong.column == "number")
        #expect(try failure { try pool.query(Forgotten(), as: viewer) }.kind == .decoding)
        #expect(try failure { try pool.query(TooMany(), as: viewer) }.kind == .decoding)
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a statement without rows needs none, whatever the server returns")
    func voidRows() throws {
        struct Notify: Statement { static let sql = "select pg_notify('channel', 'payload')" }
        let pool = try TestDatabase.current.pool(size: 1)
        let rows: [Void] = try pool.query(Notify(), as: viewer, access: .readWrite)
        #expect(rows.count == 1)
    }

    // MARK: Hostile input

    @Test("text with a NUL is refused before anything is sent")
    func nulInText() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let error = try failure {
            try pool.query(AddNote(body: "good"), AddNote(body: "a\0b"), as: viewer, access: .readWrite)
        }
        #expect(error.kind == .encoding && error.statement == "AddNote")
        #expect(error.message == "parameter $1: text contains a NUL character")
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("SQL in a value stays a value")
    func injection() throws {
        let pool = try TestDatabase.current.pool(size: 1)
        let hostile = "'); drop table notes; --"
        let (_, notes) = try pool.query(AddNote(body: hostile), Notes(), as: viewer, access: .readWrite)
        #expect(notes == [hostile])
    }

    @Test("text that is not UTF-8 is an error of the server, or if it should arrive, a decoding error")
    func invalidText() throws {
        #expect(throws: ValueError.self) {
            let bytes: [UInt8] = [0x61, 0xFF]
            return try String(postgres: bytes.span.bytes, as: .text)
        }
        let name = "\(try TestDatabase.current.name)_ascii"
        try TestDatabase.current.administer(
            "create database \(name) encoding 'SQL_ASCII' template template0 locale 'C'")
        defer { _ = try? TestDatabase.current.administer("drop database \(name) with (force)") }
        struct Bytes: Statement {
            static let sql = "select convert_from('\\xff41'::bytea, 'SQL_ASCII')"
            static func row(from columns: inout Columns) throws(PostgresError) -> String {
                try columns.next()
            }
        }
        let conninfo = try TestDatabase.current.app + " dbname=\(name)"
        let pool = Pool(Pool.Configuration(conninfo: conninfo, size: 1), logger: TestDatabase.logger)
        let error = try failure { try pool.query(Bytes(), as: viewer) }
        #expect(error.sqlState == SQLState(rawValue: "22021"))
        #expect(try pool.first(CurrentViewer(), as: viewer) == .some(viewerID))
    }

    @Test("COPY, which a statement cannot be, is an error, and the pool goes on")
    func copy() throws {
        struct CopyOut: Statement { static let sql = "copy notes to stdout" }
        struct CopyIn: Statement { static let sql = "copy notes from stdin" }
        let pool = try TestDatabase.current.pool(size: 1)
        #expect(try failure { try pool.query(CopyOut(), as: viewer) }.kind == .connectionLost)
        #expect(
            try failure { try pool.query(CopyIn(), as: viewer, access: .readWrite) }.kind == .connectionLost)
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    // MARK: Stale plans

    @Test("a changed table, and prepared statements the server has forgotten, are cured without notice")
    func stalePlans() throws {
        struct Everything: Statement {
            static let sql = "select * from changing"
            static func row(from columns: inout Columns) throws(PostgresError) -> Int {
                columns.skip()
                return 1
            }
        }
        struct Forget: Statement { static let sql = "deallocate all" }
        struct AnyColumns: Statement {
            static let sql = "select changing from changing"
            static func row(from columns: inout Columns) throws(PostgresError) { columns.skip() }
        }
        let database = try TestDatabase.current
        try database.own(
            """
            create table changing (a integer);
            insert into changing values (1);
            grant select on changing to agentor_app
            """
        )
        let pool = database.pool(size: 1)
        #expect(try pool.query(Everything(), as: viewer) == [1])
        try database.own("alter table changing alter column a type text")
        #expect(try pool.query(Everything(), as: viewer) == [1])

        _ = try pool.query(Forget(), as: viewer)
        #expect(try pool.query(Everything(), as: viewer) == [1])
        #expect(try pool.query(AddNote(body: "x"), Notes(), as: viewer, access: .readWrite).1 == ["x"])
        _ = try pool.query(Forget(), as: viewer)
        #expect(try pool.query(AddNote(body: "y"), Notes(), as: viewer, access: .readWrite).1 == ["x", "y"])
    }
}
