internal import FoundationEssentials
internal import Glibc
package import Logging
package import Postgres
internal import Synchronization

/// A database of one test's own, on the private server that `bin/test` starts.
///
/// Connection strings for those who use it: a superuser, `agentor_owner` who owns the database, and the two who serve
/// from it, `agentor_app` and `agentor_door`.
package struct TestDatabase: Sendable {
    package let name: String
    package let superuser: String
    package let owner: String
    package let app: String
    package let door: String

    package static let ownerRole = "agentor_owner"
    package static let appRole = "agentor_app"
    package static let doorRole = "agentor_door"

    /// The database of the test that is running, given by the trait `.database`.
    package static var current: TestDatabase {
        get throws {
            guard let database = scoped else { throw Failure("the test lacks the trait .database") }
            return database
        }
    }

    @TaskLocal static var scoped: TestDatabase?

    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    /// Logs nothing.
    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A pool of `agentor_app`.
    package func pool(size: Int = 4) -> Pool {
        Pool(Pool.Configuration(conninfo: app, size: size), logger: Self.logger)
    }

    /// A pool of `agentor_door`.
    package func doorPool(size: Int = 4) -> Pool {
        Pool(Pool.Configuration(conninfo: door, size: size), logger: Self.logger)
    }

    /// Runs SQL as the superuser.
    @discardableResult
    package func administer(_ sql: String, _ parameters: [String?] = []) throws -> [[String?]] {
        try Self.run(sql, parameters, on: superuser)
    }

    /// Runs SQL as the owner.
    @discardableResult
    package func own(_ sql: String, _ parameters: [String?] = []) throws -> [[String?]] {
        try Self.run(sql, parameters, on: owner)
    }

    /// Restores what `pg_dump` has written, as an operator does.
    package func restore(_ path: String) throws {
        let command = [
            "psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1",
            "--dbname=\(superuser)",
            "--file=\(path)",
        ]
        // What psql has to say is on standard error.
        let quoted = command.map { "'\($0.replacing("'", with: "'\\''"))'" }
        guard system(quoted.joined(separator: " ")) == 0 else { throw Failure("\(path) cannot be restored") }
    }

    /// A connection of the superuser's, to keep something locked with until it goes.
    package func connection() throws -> Connection { try Self.connect(to: superuser) }

    /// Whether somebody waits for what somebody else keeps locked.
    package func hasSomebodyWaiting() throws -> Bool {
        try !administer(
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ).isEmpty
    }

    /// Ends the connections of the serving roles and lets them make no other.
    package func shutOut() throws {
        try administer("revoke connect on database \(name) from \(Self.appRole), \(Self.doorRole)")
        try administer(
            """
            select pg_terminate_backend(pid, 10000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """)
    }

    /// Waits until no connection to this database meets a condition on `pg_stat_activity`: the server learns a moment
    /// later that one was closed.
    package func waitUntilGone(_ condition: String) throws {
        let count = "select from pg_stat_activity where datname = current_database() and \(condition)"
        for _ in 1...1_000 {
            if try administer(count).isEmpty { return }
            usleep(10_000)
        }
        throw Failure("there still is a connection with \(condition)")
    }

    /// Waits until a backend's process has ended. `pg_stat_activity` forgets it a little before its socket closes.
    package func waitUntilEnded(_ backend: Int32) throws {
        for _ in 1...1_000 {
            if kill(backend, 0) != 0, errno == ESRCH { return }
            usleep(10_000)
        }
        throw Failure("the backend \(backend) still runs")
    }

    /// Lets the serving roles in again.
    package func letIn() throws {
        try administer("grant connect on database \(name) to \(Self.appRole), \(Self.doorRole)")
    }

    private static func connect(to conninfo: String) throws -> Connection {
        try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: "test", timeout: .seconds(10),
            logger: logger)
    }

    @discardableResult
    private static func run(_ sql: String, _ parameters: [String?], on conninfo: String) throws -> [[String?]]
    {
        let connection = try connect(to: conninfo)
        return try connection.run(sql, parameters)
    }
}

// MARK: Making and dropping

extension TestDatabase {
    private static let variable = "AGENTOR_TEST_DATABASE_URL"

    private static var server: ConnectionParameters {
        get throws {
            guard let url = ProcessInfo.processInfo.environment[variable], !url.isEmpty else {
                throw Failure(
                    "\(variable) is not set: run bin/test, which starts a private PostgreSQL server")
            }
            return try ConnectionParameters(parsing: url)
        }
    }

    init(named name: String) throws {
        func conninfo(_ user: String?) throws -> String {
            var parameters = try Self.server
            parameters["dbname"] = name
            if let user { parameters["user"] = user }
            return parameters.string
        }
        self.name = name
        superuser = try conninfo(nil)
        owner = try conninfo(Self.ownerRole)
        app = try conninfo(Self.appRole)
        door = try conninfo(Self.doorRole)
    }

    /// Makes a database, empty or as a copy, owned by `agentor_owner`.
    package static func create(from template: TestDatabase? = nil) throws -> TestDatabase {
        _ = try roles.get()
        let name = "agentor_test_\(UUID().uuidString.lowercased().filter { $0 != "-" })"
        let copy = template.map { "template \($0.name) strategy file_copy" } ?? ""
        try run("create database \(name) owner \(ownerRole) \(copy)", [], on: server.string)
        try run(
            """
            revoke all on database \(name) from public;
            grant connect on database \(name) to \(appRole), \(doorRole)
            """, [], on: server.string)
        return try TestDatabase(named: name)
    }

    package func drop() throws {
        try Self.run("drop database if exists \(name) with (force)", [], on: Self.server.string)
    }

    private static let leftovers = Mutex<[TestDatabase]?>(nil)

    /// For what the tests of this process share.
    func dropAtExit() {
        Self.leftovers.withLock { databases in
            if databases == nil {
                atexit {
                    for database in TestDatabase.leftovers.withLock({ $0 ?? [] }) { try? database.drop() }
                }
            }
            databases = (databases ?? []) + [self]
        }
    }

    /// The roles, made once; another test process may be making them too.
    private static let roles = Result {
        try run(
            """
            select pg_advisory_lock(7235);
            do $$ begin
                if to_regrole('\(ownerRole)') is null then create role \(ownerRole) login; end if;
                if to_regrole('\(appRole)') is null then create role \(appRole) login; end if;
                if to_regrole('\(doorRole)') is null then create role \(doorRole) login; end if;
            end $$;
            grant set on parameter backtrace_functions to \(ownerRole)
            """, [], on: server.string)
    }
}
