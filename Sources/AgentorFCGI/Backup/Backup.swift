import AgentorCore
import FoundationEssentials
import Glibc
import Logging
import Postgres
import Storage

/// Makes backups of a database while it is in use, and restores them: PostgreSQL's own programs do it, as the owner of the
/// tables.
///
/// The owner is held by row level security like everybody else. Policies of its own let it see every row, which is
/// looked up first: `pg_dump --enable-row-security` would leave out what it does not see, and say nothing. The dump
/// restores with row level security coming last, after the rows.
struct Backup {
    /// A libpq connection string, as the owner.
    let conninfo: String
    /// Where files are on this machine.
    struct Files {
        let store: DiskStore
        /// False where some, or all, are in an S3 store.
        var areAll = true
    }

    /// Nil where files cannot be sent.
    var files: Files?
    let logger: Logger

    /// Makes a backup at a path where there is nothing yet: of one moment, which is when it begins.
    @discardableResult
    func make(at path: String) throws(BackupError) -> BackupFolder.Manifest {
        let folder = BackupFolder(path)
        guard !folder.exists else { throw .exists(folder.path) }
        let partial = folder.partial
        guard try partial.make() else { throw .underWay(partial.path) }
        do throws(BackupError) {
            let manifest = try dump(into: partial)
            try partial.complete(manifest, as: folder)
            return manifest
        } catch {
            partial.remove()
            throw error
        }
    }

    private func dump(into folder: BackupFolder) throws(BackupError) -> BackupFolder.Manifest {
        let connection = try asking { () throws(PostgresError) in try open() }
        // Bytes no file is made of any more are not deleted before this connection ends: those of the snapshot stay.
        try asking { () throws(PostgresError) in
            _ = try connection.run("select pg_advisory_lock(\(Self.deletionLock))")
        }
        // What is read besides the dump is read in a savepoint, for its locks to end there: whoever waits for a table
        // meanwhile would wait for this connection, pg_dump for them, and this one for pg_dump, which no server notices.
        let (snapshot, hidden) = try asking { () throws(PostgresError) in
            try connection.run("begin isolation level repeatable read read only")
            let snapshot = try connection.run("select pg_export_snapshot()").first?[0] ?? ""
            try connection.run("savepoint reading")
            return (snapshot, try connection.run(Self.hiddenTables).compactMap { $0[0] })
        }
        guard hidden.isEmpty else { throw .hidden(hidden) }
        let (version, migrations, rows) = try asking { () throws(PostgresError) in
            let read = (
                try connection.run("show server_version").first?[0] ?? "",
                try Self.migrations(connection), try Self.rows(connection)
            )
            try connection.run("rollback to savepoint reading")
            return read
        }
        try run(
            "pg_dump",
            [
                "--format=custom", "--enable-row-security", "--no-owner", "--no-unlogged-table-data",
                // Rights the superuser has taken from everybody are for the superuser to take again.
                "--exclude-schema=pg_catalog", "--exclude-table-data=agentor.page_view_*",
                "--snapshot=\(snapshot)", "--file=\(folder.dump)",
            ])
        let copied = try copyFiles(into: folder, connection)
        let (size, digest) = try folder.digest()
        return BackupFolder.Manifest(
            madeAt: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded()),
            serverVersion: version, migrations: migrations, rows: rows, dumpSize: size,
            dumpSHA256: digest, fileContents: copied)
    }

    /// Held by whoever makes a backup; `messaging.unused_contents` has nothing meanwhile.
    static let deletionLock = 5_114_711_611

    /// Copies the contents of files that the snapshot knows: they never change, so that it does not matter when.
    /// - Returns: how many.
    private func copyFiles(
        into folder: BackupFolder, _ connection: borrowing Connection
    ) throws(BackupError) -> Int? {
        guard let files else { return nil }
        let digests = try asking { () throws(PostgresError) in
            try connection.run(
                "select digest from messaging.contents where unused_since is null order by digest"
            ).compactMap { $0[0].flatMap(ContentDigest.init(rawValue:)) }
        }
        let copy = DiskStore(folder: folder.files)
        var count = 0
        for digest in digests {
            do throws(BackupError) {
                try transfer(digest, from: files.store, to: copy)
                count += 1
            } catch {
                guard !files.areAll, case .file(_, .missing) = error else { throw error }
            }
        }
        return count
    }

    private func transfer(
        _ digest: ContentDigest, from: DiskStore, to: DiskStore
    ) throws(BackupError) {
        do throws(StorageError) {
            if try to.contains(digest) { return }
            try to.keep(digest, from: from)
        } catch { throw .file(digest, error) }
    }

    /// What was restored, and what is still to be done before it can be served; nil when nothing is.
    struct Restored {
        let manifest: BackupFolder.Manifest
        let obstacle: MigrationError?
    }

    /// Restores a backup into an empty database, in one transaction, and compares what is there then.
    func restore(from path: String) throws(BackupError) -> Restored {
        let folder = BackupFolder(path)
        let manifest = try folder.read()
        for migration in manifest.migrations {
            let known = Schema.sets.first { $0.name == migration.set }?.migrations.count ?? 0
            guard migration.number <= known else {
                throw .newer(set: migration.set, number: migration.number, name: migration.name)
            }
        }
        let connection = try asking { () throws(PostgresError) in try open() }
        let (present, roles) = try asking { () throws(PostgresError) in
            (
                try connection.run(Self.present).compactMap { $0[0] },
                try connection.run(
                    "select name from unnest($1::text[]) name where to_regrole(name) is null",
                    [Schema.roleArray]
                ).compactMap { $0[0] }
            )
        }
        guard present.isEmpty else { throw .notEmpty(present) }
        let contents = try contents(of: folder, manifest)
        guard roles.isEmpty else { throw .noRoles(roles) }
        // First: what the database names is then there, and what it does not name is swept.
        if let files {
            for digest in contents {
                try transfer(digest, from: DiskStore(folder: folder.files), to: files.store)
            }
        }
        try run("pg_restore", ["--single-transaction", "--exit-on-error", "--no-owner", folder.dump])
        let rows = try asking { () throws(PostgresError) in
            // What is planned by indexes does without; what is planned by values does not.
            try connection.run("set client_min_messages = error; analyze")
            return try Self.rows(connection)
        }
        for (table, wanted) in manifest.rows.sorted(by: { $0.key < $1.key }) {
            let found = rows[table] ?? 0
            guard found == wanted else { throw .different(table: table, wanted: wanted, found: found) }
        }
        do throws(MigrationError) {
            try Schema.migrator.verify(on: conninfo, logger: logger)
            return Restored(manifest: manifest, obstacle: nil)
        } catch {
            return Restored(manifest: manifest, obstacle: error)
        }
    }

    /// What a backup holds of files, if there is somewhere to put it.
    private func contents(
        of folder: BackupFolder, _ manifest: BackupFolder.Manifest
    ) throws(BackupError) -> [ContentDigest] {
        guard let wanted = manifest.fileContents, wanted > 0 else { return [] }
        guard files != nil else { throw .nowhereForFiles(wanted) }
        let copy = DiskStore(folder: folder.files)
        var found: [ContentDigest] = []
        var page: [ContentListing]
        repeat {
            do { page = try copy.list(after: found.last, limit: 500) } catch {
                throw .disk(folder.files, EIO)
            }
            found += page.map(\.digest)
        } while page.count == 500
        guard found.count >= wanted else { throw .filesMissing(wanted: wanted, found: found.count) }
        return found
    }

    // MARK: Asking and running

    private func open() throws(PostgresError) -> Connection {
        try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: "agentor backup",
            timeout: .seconds(10),
            logger: logger)
    }

    private func asking<T: ~Copyable>(_ question: () throws(PostgresError) -> T) throws(BackupError) -> T {
        do { return try question() } catch { throw .database(error) }
    }

    private func run(_ program: String, _ arguments: [String]) throws(BackupError) {
        var parameters = try asking { () throws(PostgresError) in try ConnectionParameters(parsing: conninfo)
        }
        var environment: [String: String] = [:]
        if let password = parameters["password"] {
            environment["PGPASSWORD"] = password
            parameters["password"] = nil
        }
        let before = umask(0o077)
        defer { umask(before) }
        let status = Program(
            name: program, arguments: ["--no-password", "--dbname=\(parameters.string)"] + arguments,
            environment: environment
        ).run()
        guard status == 0 else { throw .program(program, status) }
    }

    private static func migrations(
        _ connection: borrowing Connection
    ) throws(PostgresError) -> [BackupFolder.Manifest.Migration] {
        try connection.run("select set, number, name from public.schema_migrations order by set, number").map
        {
            BackupFolder.Manifest.Migration(
                set: $0[0] ?? "", number: $0[1].flatMap { Int($0) } ?? 0, name: $0[2] ?? "")
        }
    }

    private static func rows(_ connection: borrowing Connection) throws(PostgresError) -> [String: Int] {
        var rows: [String: Int] = [:]
        for row in try connection.run(Self.tables) {
            guard let table = row[0] else { continue }
            rows[table] = try connection.run("select count(*) from \(table)").first?[0].flatMap { Int($0) }
        }
        return rows
    }

    private static let isOurs = """
        n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
        """

    /// What is kept; limits are not, which wait for no disk.
    private static let tables = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and c.relpersistence = 'p' and \(isOurs) order by 1
        """

    /// Anything somebody has made.
    private static let present = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where \(isOurs)
        union all
        select format('the schema %I', n.nspname) from pg_namespace n where n.nspname <> 'public' and \(isOurs)
        """

    /// Tables of which some row may be hidden from whoever asks.
    private static let hiddenTables = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_roles me on me.rolname = current_user
        where c.relkind in ('r', 'p') and c.relpersistence = 'p' and \(isOurs) and c.relrowsecurity
            and not (me.rolsuper or me.rolbypassrls)
            and (c.relforcerowsecurity or c.relowner <> me.oid)
            and (not exists (
                    select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r')
                        and pg_get_expr(p.polqual, p.polrelid) = 'true'
                        and (me.oid = any (p.polroles) or 0 = any (p.polroles)))
                or exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive))
        order by 1
        """
}
