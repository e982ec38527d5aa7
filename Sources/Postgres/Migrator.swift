public import Logging

/// Brings a database to the version a program was built for, and tells whether it is there.
///
/// Tables are made by numbered migrations, each run once and never edited; `public.schema_migrations` says which were.
/// What is defined on them is laid anew whenever it differs; `public.schema_definitions` says what there is. Checksums
/// are the server's SHA-256 of the text as it was shipped, before tokens are replaced, and of what replaces them.
public struct Migrator: Sendable {
    private let sets: [MigrationSet]
    private let roles: [String: String]
    private let command: String

    /// Sets are applied in this order.
    /// - Parameters:
    ///   - roles: the serving roles, by the token that stands for their quoted name in SQL.
    ///   - command: what `verify` tells the operator to run.
    public init(sets: [MigrationSet], roles: [String: String], command: String = "agentor migrate") {
        self.sets = sets
        self.roles = roles
        self.command = command
    }

    /// With one serving role, which also keeps house: `:app_role`, `:housekeeping_role`.
    public init(sets: [MigrationSet], servingRole: String, command: String = "agentor migrate") {
        let roles = ["app_role": servingRole, "housekeeping_role": servingRole]
        self.init(sets: sets, roles: roles, command: command)
    }

    /// A migration that `migrate` has applied.
    public struct Applied: Hashable, Sendable {
        public let set: String
        public let number: Int
        public let name: String
    }

    /// Applies what is missing and lays what differs, all in one transaction, and returns the migrations it applied.
    ///
    /// To be run by the role that owns the tables. A second migrator waits for the first, then finds nothing to do.
    @discardableResult
    public func migrate(
        on conninfo: String, connectTimeout: Duration = .seconds(5), logger: Logger
    ) throws(MigrationError) -> [Applied] {
        let connection = try asking { () throws(PostgresError) in
            try open(conninfo, connectTimeout, logger)
        }
        try checkEncoding(of: connection)
        let roles = try asking { () throws(PostgresError) in
            try connection.run("select pg_advisory_lock($1)", [Self.lock])
            let roles = try quotedRoles(connection)
            try connection.run("begin")
            try connection.run(Self.tables(readableBy: roles.values.sorted().joined(separator: ", ")))
            return roles
        }
        do {
            let applied = try applyAll(on: connection, roles: roles)
            _ = try asking { () throws(PostgresError) in try connection.run("commit") }
            for migration in applied {
                logger.info("applied migration \(migration.set) \(migration.number) (\(migration.name))")
            }
            return applied
        } catch {
            _ = try? connection.run("rollback")
            throw error
        }
    }

    /// Returns if the database is exactly at this program's version. The serving roles may ask.
    public func verify(
        on conninfo: String, connectTimeout: Duration = .seconds(5), logger: Logger
    ) throws(MigrationError) {
        let connection = try asking { () throws(PostgresError) in
            try open(conninfo, connectTimeout, logger)
        }
        try checkEncoding(of: connection)
        for set in sets {
            guard let next = try missing(from: connection, of: set).first else { continue }
            throw .pending(set: set.name, number: next.number, name: next.name, command: command)
        }
        let roles = try asking { () throws(PostgresError) in try quotedRoles(connection) }
        for set in sets where try definitionsDiffer(in: connection, of: set, roles: roles) {
            throw .outdated(set: set.name, command: command)
        }
    }

    /// Held while migrating, until the connection ends. "migrate" in ASCII.
    private static let lock = "\(0x6D_69_67_72_61_74_65)"

    private static func tables(readableBy roles: String) -> String {
        """
        set local client_min_messages = warning;
        -- Whoever comes behind waits too: rather not, behind somebody's long transaction.
        set local lock_timeout = '10s';
        create table if not exists public.schema_migrations (
            set text not null,
            number integer not null,
            name text not null,
            checksum text not null,
            applied_at timestamptz not null default now(),
            primary key (set, number)
        );
        create table if not exists public.schema_definitions (
            set text primary key,
            checksum text not null,
            applied_at timestamptz not null default now()
        );
        alter table public.schema_migrations enable row level security, force row level security;
        alter table public.schema_definitions enable row level security, force row level security;
        drop policy if exists everyone_reads on public.schema_migrations;
        create policy everyone_reads on public.schema_migrations for select using (true);
        drop policy if exists migrator_adds on public.schema_migrations;
        create policy migrator_adds on public.schema_migrations for insert to current_user with check (true);
        drop policy if exists everyone_reads on public.schema_definitions;
        create policy everyone_reads on public.schema_definitions for select using (true);
        drop policy if exists migrator_writes on public.schema_definitions;
        create policy migrator_writes on public.schema_definitions to current_user using (true) with check (true);
        grant select on public.schema_migrations, public.schema_definitions to \(roles);
        """
    }

    private func open(
        _ conninfo: String, _ timeout: Duration, _ logger: Logger
    ) throws(PostgresError) -> Connection {
        try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: command, timeout: timeout,
            logger: logger)
    }

    private func quotedRoles(_ connection: borrowing Connection) throws(PostgresError) -> [String: String] {
        var quoted: [String: String] = [:]
        for (token, name) in roles { quoted[token] = try connection.quoted(name) }
        return quoted
    }

    private func checkEncoding(of connection: borrowing Connection) throws(MigrationError) {
        let encoding = try asking { () throws(PostgresError) in
            try connection.run(
                "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()")
        }
        guard let name = encoding.first?[0], name != "UTF8" else { return }
        throw .encoding(name)
    }

    // MARK: Applying

    private func applyAll(
        on connection: borrowing Connection, roles: [String: String]
    ) throws(MigrationError) -> [Applied] {
        var applied: [Applied] = []
        for set in sets {
            for migration in try missing(from: connection, of: set) {
                do {
                    try apply(migration, of: set, with: Tokens(values: roles), on: connection)
                } catch {
                    throw .failed(set: set.name, number: migration.number, name: migration.name, error)
                }
                applied.append(Applied(set: set.name, number: migration.number, name: migration.name))
            }
        }
        // A migration may drop what definitions stand on, or make what they replace.
        var differ = !applied.isEmpty
        for set in sets where !differ {
            differ = try definitionsDiffer(in: connection, of: set, roles: roles)
        }
        if differ { try define(on: connection, roles: roles) }
        return applied
    }

    private func apply(
        _ migration: Migration, of set: MigrationSet, with tokens: Tokens,
        on connection: borrowing Connection
    ) throws(PostgresError) {
        try run(try migration.script(with: tokens), on: connection)
        try connection.run(
            """
            insert into public.schema_migrations (set, number, name, checksum)
            values ($1, $2::integer, $3, encode(sha256($4::bytea), 'hex'))
            """,
            [set.name, "\(migration.number)", migration.name, migration.sql.hexadecimal])
    }

    /// Takes away all that is defined in the sets' schemas, and lays it anew.
    private func define(
        on connection: borrowing Connection, roles: [String: String]
    ) throws(MigrationError) {
        let schemas = sets.compactMap(\.schema)
        try asking { () throws(PostgresError) in
            let names = "{\(schemas.map { "\"\($0)\"" }.joined(separator: ","))}"
            let serving = "public, " + roles.values.sorted().joined(separator: ", ")
            for clearing in Self.clearing {
                var commands: [String]
                repeat {
                    commands = try connection.run(
                        clearing, clearing.contains("$2") ? [names, serving] : [names]
                    ).compactMap { $0[0] }
                    for command in commands { try connection.run(command) }
                } while clearing == Self.bareObjects && !commands.isEmpty
            }
        }
        for set in sets {
            for definition in set.definitions {
                do {
                    let tokens = Tokens(values: roles.merging(set.values) { $1 })
                    try run(try tokens.replaced(in: definition.sql, of: definition.name), on: connection)
                } catch {
                    throw .undefinable(set: set.name, name: definition.name, error)
                }
            }
            try asking { () throws(PostgresError) in
                if let schema = set.schema {
                    try connection.run(
                        "revoke execute on all routines in schema \(try connection.quoted(schema)) from public"
                    )
                }
                try connection.run(
                    """
                    insert into public.schema_definitions (set, checksum) values ($1, encode(sha256($2::bytea), 'hex'))
                    on conflict (set) do update set checksum = excluded.checksum, applied_at = now()
                    """, [set.name, set.fingerprint(roles: roles)])
            }
        }
    }

    /// Takes away the views and routines of the schemas `$1` that no other stands on: a routine whose body was parsed when it
    /// was made stands on views, and views on routines, so they go layer by layer.
    private static let bareObjects = """
        with defined as (
            select 'pg_class'::regclass as catalog, c.oid, 'view' as kind, c.oid::regclass::text as called
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'v' and n.nspname = any ($1::text[])
            union all
            select 'pg_proc'::regclass, p.oid, 'routine', p.oid::regprocedure::text
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1::text[])
        ), borne as (
            select case when t.typrelid is null then d.refclassid else 'pg_class'::regclass end as catalog,
                coalesce(t.typrelid, d.refobjid) as oid
            from pg_depend d
            left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
            left join pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid and t.typrelid <> 0
            where d.classid = 'pg_proc'::regclass
                or r.oid is not null and (d.refclassid, d.refobjid) <> ('pg_class'::regclass, r.ev_class)
        )
        select format('drop %s %s', kind, string_agg(called, ', ')) from defined
        where (catalog, oid) not in (select catalog, oid from borne)
        group by kind
        """

    /// Each returns the commands that take one kind of thing away from the schemas `$1`; `$2` are the roles that lose
    /// their grants. Views and routines that are left are those on which something of others stands, which says so.
    private static let clearing = [
        """
        select format('drop policy %I on %I.%I', policyname, schemaname, tablename)
        from pg_policies where schemaname = any ($1::text[])
        """,
        """
        select format('drop trigger %I on %I.%I', t.tgname, n.nspname, c.relname)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and n.nspname = any ($1::text[])
        """,
        bareObjects,
        """
        select 'drop view ' || string_agg(format('%I.%I', schemaname, viewname), ', ')
        from pg_views where schemaname = any ($1::text[])
        """,
        """
        select 'drop routine ' || string_agg(p.oid::regprocedure::text, ', ')
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = any ($1::text[])
        """,
        """
        select format('revoke all on all tables in schema %1$I from %2$s; revoke all on schema %1$I from %2$s',
            nspname, $2::text)
        from pg_namespace where nspname = any ($1::text[])
        """,
    ]

    /// Runs a script that must leave the transaction as it is: otherwise a failure further on could not undo it.
    private func run(_ script: String, on connection: borrowing Connection) throws(PostgresError) {
        try connection.run(script)
        guard connection.isInTransaction else {
            throw PostgresError(
                .server(.failedTransaction), "it must not end its transaction: look at what it has left")
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

    // MARK: Comparing

    /// The migrations the database lacks, after checking those it has.
    private func missing(
        from connection: borrowing Connection, of set: MigrationSet
    ) throws(MigrationError) -> ArraySlice<Migration> {
        let applied = try asking { () throws(PostgresError) in
            try Self.rows(
                "select number, name, checksum from public.schema_migrations where set = $1 order by number",
                of: set, from: connection, ifThereIs: "public.schema_migrations")
        }
        let files = set.migrations.map { "\"\\\($0.sql.hexadecimal)\"" }.joined(separator: ",")
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

    private func definitionsDiffer(
        in connection: borrowing Connection, of set: MigrationSet, roles: [String: String]
    ) throws(MigrationError) -> Bool {
        guard !set.definitions.isEmpty else { return false }
        return try asking { () throws(PostgresError) in
            let wanted = try connection.run(
                "select encode(sha256($1::bytea), 'hex')", [set.fingerprint(roles: roles)])
            let present = try Self.rows(
                "select checksum from public.schema_definitions where set = $1", of: set, from: connection,
                ifThereIs: "public.schema_definitions")
            return present.first?[0] != wanted.first?[0]
        }
    }

    /// Nothing, where nobody has ever migrated.
    private static func rows(
        _ sql: String, of set: MigrationSet, from connection: borrowing Connection, ifThereIs table: String
    ) throws(PostgresError) -> [[String?]] {
        guard try connection.run("select to_regclass($1)", [table]).first?[0] != nil else { return [] }
        return try connection.run(sql, [set.name])
    }
}

extension MigrationSet {
    /// All that decides what the definitions make of a database, as the server reads bytea.
    fileprivate func fingerprint(roles: [String: String]) -> String {
        var text: [UInt8] = []
        for definition in definitions { text += definition.sql + [0] }
        for (name, value) in roles.merging(values, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
            text += Array("\(name)=\(value)\n".utf8)
        }
        return text.hexadecimal
    }
}

extension [UInt8] {
    /// Raw bytes as the server reads bytea.
    fileprivate var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text = Array("\\x".utf8)
        for byte in self { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
