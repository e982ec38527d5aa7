public import Logging

/// Brings a database to the version a program was built for, and tells whether it is there.
///
/// The table `public.schema_migrations` says what was applied. Checksums are the server's SHA-256 of the text
/// as it was shipped, before `:app_role` is replaced.
public struct Migrator: Sendable {
    private let sets: [MigrationSet]
    private let servingRole: String
    private let command: String

    /// Sets are applied in this order. `command` is what `verify` tells the operator to run.
    public init(sets: [MigrationSet], servingRole: String, command: String = "agentor migrate") {
        self.sets = sets
        self.servingRole = servingRole
        self.command = command
    }

    /// A migration that `migrate` has applied.
    public struct Applied: Hashable, Sendable {
        public let set: String
        public let number: Int
        public let name: String
    }

    /// Applies what is missing, each migration in a transaction of its own, and returns what it applied.
    ///
    /// To be run by the role that owns the tables. A second migrator waits for the first, then finds nothing
    /// to do.
    @discardableResult
    public func migrate(
        on conninfo: String, connectTimeout: Duration = .seconds(5), logger: Logger
    ) throws(MigrationError) -> [Applied] {
        let connection = try asking { () throws(PostgresError) in
            try open(conninfo, connectTimeout, logger)
        }
        let role = try asking { () throws(PostgresError) in
            try connection.run("select pg_advisory_lock($1)", [Self.lock])
            let role = try connection.quoted(servingRole)
            try connection.run(Self.table(readableBy: role))
            return role
        }
        var applied: [Applied] = []
        for set in sets {
            for migration in try missing(from: connection, of: set) {
                do {
                    try apply(migration, of: set, for: role, on: connection)
                } catch {
                    throw .failed(set: set.name, number: migration.number, name: migration.name, error)
                }
                logger.info("applied migration \(set.name) \(migration.number) (\(migration.name))")
                applied.append(Applied(set: set.name, number: migration.number, name: migration.name))
            }
        }
        return applied
    }

    /// Returns if the database is exactly at this program's version. The serving role may ask.
    public func verify(
        on conninfo: String, connectTimeout: Duration = .seconds(5), logger: Logger
    ) throws(MigrationError) {
        let connection = try asking { () throws(PostgresError) in
            try open(conninfo, connectTimeout, logger)
        }
        for set in sets {
            guard let next = try missing(from: connection, of: set).first else { continue }
            throw .pending(set: set.name, number: next.number, name: next.name, command: command)
        }
    }

    /// Held while migrating, until the connection ends. "migrate" in ASCII.
    private static let lock = "\(0x6D_69_67_72_61_74_65)"

    private static func table(readableBy role: String) -> String {
        """
        begin;
        set local client_min_messages = warning;
        create table if not exists public.schema_migrations (
            set text not null,
            number integer not null,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now(),
            primary key (set, number)
        );
        alter table public.schema_migrations enable row level security, force row level security;
        drop policy if exists everyone_reads on public.schema_migrations;
        create policy everyone_reads on public.schema_migrations for select using (true);
        drop policy if exists migrator_adds on public.schema_migrations;
        create policy migrator_adds on public.schema_migrations for insert to current_user with check (true);
        grant select on public.schema_migrations to \(role);
        commit
        """
    }

    private func open(
        _ conninfo: String, _ timeout: Duration, _ logger: Logger
    ) throws(PostgresError) -> Connection {
        try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: command, timeout: timeout,
            logger: logger)
    }

    private func apply(
        _ migration: Migration, of set: MigrationSet, for role: String, on connection: borrowing Connection
    ) throws(PostgresError) {
        let script = try migration.script(for: role)
        try connection.run("begin")
        do throws(PostgresError) {
            try connection.run(script)
            // Otherwise a failure further on could not undo the beginning.
            guard connection.isInTransaction else {
                throw PostgresError(
                    .server(.failedTransaction),
                    "a migration must not end its transaction: look at what it has left")
            }
            try connection.run(
                """
                insert into public.schema_migrations (set, number, name, checksum)
                values ($1, $2::integer, $3, encode(sha256($4::bytea), 'hex'))
                """,
                [set.name, "\(migration.number)", migration.name, migration.hexadecimal])
            try connection.run("commit")
        } catch {
            _ = try? connection.run("rollback")
            throw error
        }
    }

    private func asking<T: ~Copyable>(
        _ question: () throws(PostgresError) -> T
    ) throws(MigrationError) -> T {
        do {
            return try question()
        } catch {
            throw .database(error)
        }
    }

    /// The migrations the database lacks, after checking those it has.
    private func missing(
        from connection: borrowing Connection, of set: MigrationSet
    ) throws(MigrationError) -> ArraySlice<Migration> {
        let applied = try asking { () throws(PostgresError) in
            try Self.applied(to: connection, of: set)
        }
        let files = set.migrations.map { "\"\\\($0.hexadecimal)\"" }.joined(separator: ",")
        let checksums = try asking { () throws(PostgresError) in
            try connection.run(
                """
                select encode(sha256(file), 'hex')
                from unnest($1::bytea[]) with ordinality as files (file, place) order by place
                """, ["{\(files)}"])
        }
        for (index, migration) in set.migrations.enumerated() where migration.number != index + 1 {
            throw .gap(set: set.name, number: index + 1)
        }
        for (index, row) in applied.enumerated() {
            let number = row[0].flatMap { Int($0) } ?? 0
            let name = row[1] ?? ""
            guard number == index + 1 else { throw .gap(set: set.name, number: index + 1) }
            guard index < checksums.count else { throw .ahead(set: set.name, number: number, name: name) }
            guard row[2] == checksums[index][0] else {
                throw .changed(set: set.name, number: number, name: name)
            }
        }
        return set.migrations.dropFirst(applied.count)
    }

    /// Number, name and checksum of what was applied: nothing, if nobody has ever migrated.
    private static func applied(
        to connection: borrowing Connection, of set: MigrationSet
    ) throws(PostgresError) -> [[String?]] {
        do {
            return try connection.run(
                "select number, name, checksum from public.schema_migrations where set = $1 order by number",
                [set.name])
        } catch let error where error.sqlState == .undefinedTable {
            return []
        }
    }
}

extension Migration {
    /// The raw text as the server reads bytea.
    fileprivate var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("\\x".utf8)
        for byte in sql { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
