import FoundationEssentials
import Logging
import Postgres
import Synchronization
import TestDatabase
import Testing
import Threads

@Suite("Pool", .database(.notes))
struct PoolTests {
    @Test("a connection that the server ended while idle is replaced, for reading and for writing")
    func killedWhileIdle() throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        for access in [Access.readOnly, .readWrite] {
            let backend = try #require(try pool.first(BackendID(), as: viewer))
            try database.administer("select pg_terminate_backend($1::integer)", ["\(backend)"])
            try database.waitUntilEnded(backend)
            let next = try #require(try pool.first(BackendID(), as: viewer, access: access))
            #expect(next != backend)
        }
    }

    @Test("a reading query whose connection is killed under way is answered on another one")
    func killedWhileReading() async throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        _ = try pool.first(BackendID(), as: viewer)
        async let sleeping = Thread.run { try pool.query(Sleep(seconds: 0.4), BackendID(), as: viewer) }
        let victim = try await killSleeper()
        #expect(try await sleeping.1 != [victim])
    }

    @Test("a writing query whose connection is killed under way is an error, and is not repeated")
    func killedWhileWriting() async throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        async let writing = Thread.run {
            try failure {
                try pool.query(AddNote(body: "x"), Sleep(seconds: 5), as: viewer, access: .readWrite)
            }
        }
        _ = try await killSleeper()
        let error = try await writing
        #expect(error.kind == .connectionLost)
        #expect(error.sqlState == .adminShutdown)
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("connections made while the server took no changes are made anew when it takes them again")
    func readOnlyBefore() throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 2)
        let role = "alter role \(TestDatabase.appRole) in database \(database.name)"
        try database.administer("\(role) set default_transaction_read_only = on")
        // Two connections, which were made by then.
        try pool.transaction(as: viewer) { tx in
            try tx.run(BackendID())
            _ = try pool.query(BackendID(), as: viewer)
        }
        let refused = try failure { try pool.query(AddNote(body: "no"), as: viewer, access: .readWrite) }
        #expect(refused.kind == .server(.readOnlyTransaction))
        #expect(try pool.query(Notes(), as: viewer) == [])
        try database.administer("\(role) reset default_transaction_read_only")
        for body in ["one", "two", "three"] {
            _ = try pool.query(AddNote(body: body), as: viewer, access: .readWrite)
        }
        #expect(try pool.query(Notes(), as: viewer) == ["one", "two", "three"])
    }

    @Test("a transaction that is refused because nothing can be written leaves no connection that stays so")
    func readOnlyTransaction() throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        let role = "alter role \(TestDatabase.appRole) in database \(database.name)"
        try database.administer("\(role) set default_transaction_read_only = on")
        _ = try pool.query(BackendID(), as: viewer)
        try database.administer("\(role) reset default_transaction_read_only")
        let write = { () throws -> Void in
            try pool.transaction(as: viewer) { tx in _ = try tx.run(AddNote(body: "x")) }
        }
        #expect(try failure(write).kind == .server(.readOnlyTransaction))
        try write()
        #expect(try pool.query(Notes(), as: viewer) == ["x"])
    }

    @Test("a lost server is an error, and the pool recovers when it is back")
    func lostServer() throws {
        let relay = try Relay(to: TestDatabase.current.app)
        defer { relay.finish() }
        let pool = Pool(Pool.Configuration(conninfo: relay.conninfo, size: 2), logger: TestDatabase.logger)
        #expect(try pool.query(Notes(), as: viewer) == [])
        relay.stop()
        for access in [Access.readOnly, .readWrite, .readOnly] {
            #expect(try failure { try pool.query(Notes(), as: viewer, access: access) }.kind == .connection)
        }
        relay.start()
        #expect(try pool.query(Notes(), as: viewer) == [])
        _ = try pool.query(AddNote(body: "back"), as: viewer, access: .readWrite)
        #expect(try pool.query(Notes(), as: viewer) == ["back"])
    }

    @Test("a server that falls silent is given up after the statement timeout and a grace")
    func silentServer() async throws {
        let relay = try Relay(to: TestDatabase.current.app)
        defer { relay.finish() }
        let pool = Pool(
            Pool.Configuration(
                conninfo: relay.conninfo, size: 1, connectTimeout: .milliseconds(200),
                statementTimeout: .milliseconds(100)),
            logger: TestDatabase.logger)
        _ = try pool.query(Notes(), as: viewer)
        relay.silence()
        let error = try await Thread.run {
            try failure { try pool.query(AddNote(body: "x"), as: viewer, access: .readWrite) }
        }
        #expect(error.kind == .connectionLost)
        // A new connection is not answered either.
        #expect(try failure { try pool.query(Notes(), as: viewer) }.kind == .connection)
        relay.start()
        #expect(try pool.query(BackendID(), as: viewer).count == 1)
    }

    @Test("nobody listening, a wrong database and a wrong host are connection errors that keep the password")
    func failedConnections() throws {
        let messages = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in
            RecordingLog { line in messages.withLock { $0.append(line) } }
        }
        let strings = [
            "host=/nonexistent password=secret1234", "host=127.0.0.1 port=1 password=secret1234",
            "host=no.such.host.invalid password=secret1234",
            try TestDatabase.current.app + " dbname=no_such_database password=secret1234",
            "password=secret1234 nonsense", "postgresql://user:secret1234@host:port/x",
            "postgresql://user:secret1234@[::1/x", "secret1234\0",
        ]
        for conninfo in strings {
            let pool = Pool(
                Pool.Configuration(conninfo: conninfo, size: 1, connectTimeout: .seconds(2)), logger: logger)
            let error = try failure { try pool.query(Notes(), as: viewer) }
            #expect(error.kind == .connection, "\(error)")
            #expect(!"\(error)".contains("secret1234"))
            let again = try failure { try pool.query(Notes(), as: viewer, access: .readWrite) }
            #expect(again.kind == .connection)
        }
        let shown = "\(Pool.Configuration(conninfo: "host=x password=secret1234"))"
        #expect(!shown.contains("secret1234"))
        #expect(messages.withLock { !$0.joined().contains("secret1234") })
    }

    @Test("failed connections leave no descriptor behind")
    func noLeaks() throws {
        let pool = Pool(
            Pool.Configuration(
                conninfo: try TestDatabase.current.app + " dbname=no_such_database", size: 1),
            logger: TestDatabase.logger)
        _ = try failure { try pool.query(Notes(), as: viewer) }
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        for _ in 0..<50 { _ = try failure { try pool.query(Notes(), as: viewer) } }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other tests run at the same time.
        #expect(after - before < 40)
    }

    @Test("who finds all connections in use waits for one, and not longer than the timeout")
    func exhaustion() async throws {
        let database = try TestDatabase.current
        let pool = Pool(
            Pool.Configuration(conninfo: database.app, size: 2, checkoutTimeout: .milliseconds(200)),
            logger: TestDatabase.logger)
        let (inside, done) = (try [Event(), Event()], try Event())
        async let holding = Thread.run(times: 2) { index in
            try pool.transaction(as: viewer) { tx in
                inside[index].signal()
                done.wait()
                return try tx.run(Notes())
            }
        }
        let errors = try await Thread.run(times: 3) { _ in
            for event in inside { event.wait() }
            return try failure { try pool.query(Notes(), as: viewer) }
        }
        #expect(errors.map(\.kind) == [.timeout, .timeout, .timeout])
        async let waiting = Thread.run { try pool.query(Notes(), as: viewer) }
        done.signal()
        #expect(try await waiting == [])
        #expect(try await holding == [[], []])
    }

    @Test("eight threads share three connections, and no answer goes astray")
    func manyThreads() async throws {
        struct Echo: Statement {
            static let sql = "select $1::bigint, current_setting('agentor.user_id')"
            var number: Int
            func bind(to parameters: inout Parameters) { parameters.append(number) }
            static func row(from columns: inout Columns) throws(PostgresError) -> (Int, String) {
                (try columns.next(), try columns.next())
            }
        }
        let database = try TestDatabase.current
        let pool = database.pool(size: 3)
        let wrong = try await Thread.run(times: 8) { thread in
            var wrong = 0
            for round in 0..<300 {
                let number = thread * 1000 + round
                let identity = Identity(setting: "agentor.user_id", value: "\(number)")
                let (a, b) = try pool.query(Echo(number: number), Echo(number: -number), as: identity)
                if a.first?.0 != number || b.first?.0 != -number || b.first?.1 != "\(number)" {
                    wrong += 1
                }
                if round % 50 == 0 { _ = try failure { try pool.query(DivideByZero(), as: identity) } }
                if round % 60 == 0 {
                    _ = try pool.query(AddNote(body: "\(number)"), as: identity, access: .readWrite)
                }
            }
            return wrong
        }
        #expect(wrong == Array(repeating: 0, count: 8))
        #expect(try pool.query(Notes(), as: viewer).count == 40)
        let connections = try database.administer(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = 'agentor_app'"
        )
        #expect(connections == [["3"]])
    }

    @Test("threads whose connections are killed at random never see another's answer")
    func manyThreadsAndKills() async throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 3)
        let done = Mutex(false)
        async let killing = Thread.run {
            while !done.withLock(\.self) {
                try database.administer(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and usename = 'agentor_app' order by random() limit 1
                    """)
            }
        }
        let strays = try await Thread.run(times: 6) { thread in
            var strays = 0
            for round in 0..<150 {
                let identity = Identity(setting: "agentor.user_id", value: "\(thread)/\(round)")
                do throws(PostgresError) {
                    let seen = try pool.first(CurrentViewer(), as: identity)
                    if seen != .some("\(thread)/\(round)") { strays += 1 }
                } catch {
                    if error.kind != .connectionLost, error.kind != .connection { strays += 1 }
                }
            }
            return strays
        }
        done.withLock { $0 = true }
        try await killing
        #expect(strays == Array(repeating: 0, count: 6))
        #expect(try pool.query(Notes(), as: viewer) == [])
    }

    @Test("a closed pool refuses, wakes who waits, and lets go of its connections")
    func closing() async throws {
        let database = try TestDatabase.current
        let pool = database.pool(size: 1)
        let (inside, done) = (try Event(), try Event())
        async let holding = Thread.run {
            try pool.transaction(as: viewer) { tx in
                try tx.run(AddNote(body: "last"))
                inside.signal()
                done.wait()
            }
            return true
        }
        async let waiting = Thread.run {
            inside.wait()
            return try failure { try pool.query(Notes(), as: viewer) }
        }
        try await Thread.run { inside.wait() }
        pool.close()
        #expect(try await waiting.kind == .closed)
        done.signal()
        #expect(try await holding)
        #expect(try failure { try pool.query(Notes(), as: viewer) }.kind == .closed)
        try database.waitUntilGone("usename = 'agentor_app'")
    }

    @Test("what the server says aside goes to the log")
    func notices() throws {
        struct Warn: Statement { static let sql = "select warn()" }
        try TestDatabase.current.own(
            """
            create function warn() returns void language plpgsql as
            $$ begin raise warning 'mind the gap'; end $$
            """)
        let messages = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in
            RecordingLog { line in messages.withLock { $0.append(line) } }
        }
        let pool = Pool(
            Pool.Configuration(conninfo: try TestDatabase.current.app, size: 1), logger: logger)
        _ = try pool.query(Warn(), as: viewer)
        #expect(messages.withLock(\.self) == ["warning: mind the gap"])

        // Nothing that fails makes the server wonder.
        _ = try failure { try pool.query(DivideByZero(), as: viewer) }
        _ = try failure { try pool.query(DivideByZero(), as: viewer, access: .readWrite) }
        _ = try failure { try pool.transaction(as: viewer) { tx in try tx.run(DivideByZero()) } }
        _ = try failure { try pool.transaction(as: viewer) { tx in try tx.run(Warn(), DivideByZero()) } }
        #expect(messages.withLock(\.self) == ["warning: mind the gap", "warning: mind the gap"])
    }

    // MARK: Support

    /// Kills the backend that runs `pg_sleep`, once there is one.
    private func killSleeper() async throws -> Int32 {
        let database = try TestDatabase.current
        return try await Thread.run {
            while true {
                let rows = try database.administer(
                    """
                    select pid, pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and state = 'active' and query like '%pg_sleep($1)%'
                        and pid <> pg_backend_pid()
                    """)
                if let pid = rows.first?[0].flatMap({ Int32($0) }) { return pid }
            }
        }
    }
}

/// A log that can be read.
private struct RecordingLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    let record: @Sendable (String) -> Void

    init(record: @escaping @Sendable (String) -> Void) {
        self.record = record
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        record("\(event.level): \(event.message)")
    }
}
