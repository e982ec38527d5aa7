import AgentorCore
import FoundationEssentials
import Glibc
import Messaging
import Postgres
import Storage
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("Backups", .database(agentorDatabase))
struct BackupTests {
    private let database: TestDatabase
    private let directory: String

    init() throws {
        database = try TestDatabase.current
        let folder = FileManager.default.temporaryDirectory.appending(path: "agentor-backup-\(UUID())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        directory = folder.path
    }

    private func backup(of database: TestDatabase) -> Backup {
        Backup(conninfo: database.owner, logger: TestDatabase.logger)
    }

    /// With an empty database, as `deploy/database.sql` makes one.
    private func withEmptyDatabase(_ body: (TestDatabase) async throws -> Void) async throws {
        let other = try TestDatabase.create()
        do { try await body(other) } catch {
            try? other.drop()
            throw error
        }
        try other.drop()
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func withAnotherDatabase(_ body: (TestDatabase) async throws -> Void) async throws {
        let other = try TestDatabase.create()
        do { try await body(other) } catch {
            try? other.drop()
            throw error
        }
        try other.drop()
    }

    private func fill() async throws {
        let site = try Site.forTest()
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        for number in 1...3 { try await ada.say("said \(number)", in: channel) }
        try await ada.turnOnSecondFactor()
    }

    /// Every row that is kept, as text.
    private func rows(of database: TestDatabase) throws -> [String: [String]] {
        let tables = try database.administer(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.relpersistence = 'p' and n.nspname in ('agentor', 'messaging', 'public')
            """
        ).compactMap { $0[0] }
        return Dictionary(
            uniqueKeysWithValues: try tables.map { table in
                (
                    table,
                    try database.administer("select t::text from \(table) t order by 1").compactMap { $0[0] }
                )
            })
    }

    private func failure(_ body: () throws -> Void) -> BackupError? {
        do { try body() } catch { return error as? BackupError }
        return nil
    }

    @Test("what people have sent is in it, and is there again afterwards, whatever was deleted meanwhile")
    func files() async throws {
        let folders = (kept: "\(directory)/kept", restored: "\(directory)/restored")
        let site = try Site.forTest(files: .init(), keptIn: folders.kept)
        let keeper = try #require(site.intake.keeper)
        let ada = try await Browser.person("Ada", on: site)
        let channel = try await ada.createChannel()
        try await ada.get(channel)
        try await ada.post("\(channel)/messages", [("message", "Two.")], files: [.picture, .text])
        #expect(ada.last.status == .seeOther, "\(ada.last.text)")
        let contents = try database.count("messaging.contents")
        #expect(contents == 3, "a picture has two parts")
        try await withEmptyDatabase { other in
            let path = "\(directory)/one"
            var making = backup(of: database)
            making.files = Backup.Files(store: DiskStore(folder: folders.kept))
            #expect(try making.make(at: path).fileContents == 3)
            #expect(
                failure { _ = try backup(of: other).restore(from: path) }?.description.contains(
                    "AGENTOR_FILES_FOLDER") == true)
            // From here on what is in the backup is all there is.
            try FileManager.default.removeItem(atPath: folders.kept)
            try await withAnotherDatabase { another in
                var restoring = backup(of: another)
                restoring.files = Backup.Files(store: DiskStore(folder: folders.restored))
                #expect(try restoring.restore(from: path).obstacle == nil)
                let messenger = Messenger(
                    pool: another.pool(size: 2), housekeepingPool: another.doorPool(size: 2),
                    listeningOn: another.app, capacity: 0, logger: TestDatabase.logger)
                let checked = try FileKeeper.forTest(messenger, in: folders.restored).check { finding in
                    Issue.record("\(finding)")
                }
                #expect(checked.intact == 3 && checked.missing == 0)
            }
        }
        _ = keeper
    }

    @Test("while a backup is made no bytes are told to be unused")
    func deletionWaits() throws {
        let messenger = Messenger(
            pool: database.pool(size: 2), housekeepingPool: database.doorPool(size: 2),
            listeningOn: database.app, capacity: 0, logger: TestDatabase.logger)
        _ = try database.administer(
            "insert into messaging.contents (digest, size, unused_since) values (repeat('a', 64), 1, now() - interval '1 hour')"
        )
        #expect(try messenger.unusedContents(for: .seconds(60), limit: 9).count == 1)
        let maker = try Connection.open(
            try ConnectionParameters(parsing: database.owner), applicationName: "test", timeout: .seconds(5),
            logger: TestDatabase.logger)
        _ = try maker.run("select pg_advisory_lock(\(Backup.deletionLock))")
        #expect(try messenger.unusedContents(for: .seconds(60), limit: 9).isEmpty)
        _ = try maker.run("select pg_advisory_unlock(\(Backup.deletionLock))")
        #expect(try messenger.unusedContents(for: .seconds(60), limit: 9).count == 1)
    }

    @Test("what is restored is what was there, with its policies and grants, and is served at once")
    func whole() async throws {
        try await fill()
        try await withEmptyDatabase { other in
            let path = "\(directory)/one"
            let manifest = try backup(of: database).make(at: path)
            #expect(manifest.rows["messaging.messages"] == 3 && manifest.rows["agentor.accounts"] == 1)
            let restored = try backup(of: other).restore(from: path)
            #expect(restored.manifest == manifest && restored.obstacle == nil)
            let (before, after) = (try rows(of: database), try rows(of: other))
            #expect(before == after && before.count >= 15)
            let shape = """
                select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                    (select string_agg(entry::text, ',' order by entry::text) from unnest(
                        coalesce(c.relacl, acldefault('r', c.relowner))) entry),
                    (select string_agg(a.attname || a.attacl::text, ',' order by a.attnum) from pg_attribute a
                        where a.attrelid = c.oid),
                    (select string_agg(p.polname || pg_get_expr(p.polqual, p.polrelid), ',' order by p.polname)
                        from pg_policy p where p.polrelid = c.oid)
                from pg_class c where c.relnamespace in ('agentor'::regnamespace, 'messaging'::regnamespace) order by 1
                """
            let (wanted, found) = (try database.administer(shape), try other.administer(shape))
            #expect(wanted == found)
        }
    }

    @Test("nobody else can read a backup, and nothing is overwritten")
    func guarded() async throws {
        try await withEmptyDatabase { other in
            let path = "\(directory)/one"
            try backup(of: database).make(at: "\(path)/")
            for file in [path, "\(path)/agentor.dump", "\(path)/manifest.json"] {
                var status = stat()
                #expect(stat(file, &status) == 0 && status.st_mode & 0o077 == 0, "\(file)")
            }
            guard case .exists = failure({ try backup(of: database).make(at: path) }) else {
                Issue.record("it was overwritten")
                return
            }
            try other.own("create table notes ()")
            guard case .notEmpty(let names) = failure({ _ = try backup(of: other).restore(from: path) })
            else {
                Issue.record("it was restored into a database that is used")
                return
            }
            #expect(names.contains("public.notes"))
        }
    }

    @Test("what was broken off or has changed since is no backup, and restores nothing")
    func halfWritten() async throws {
        try await withEmptyDatabase { other in
            let path = "\(directory)/one"
            let made = try backup(of: database).make(at: path)
            // As a backup that was killed leaves it, and one whose dump is cut short.
            try FileManager.default.moveItem(
                atPath: "\(path)/manifest.json", toPath: "\(directory)/manifest.json")
            guard case .unfinished = failure({ _ = try backup(of: other).restore(from: path) }) else {
                Issue.record("it was taken for a whole one")
                return
            }
            try FileManager.default.moveItem(
                atPath: "\(directory)/manifest.json", toPath: "\(path)/manifest.json")
            #expect(truncate("\(path)/agentor.dump", made.dumpSize - 1) == 0)
            guard case .damaged = failure({ _ = try backup(of: other).restore(from: path) }) else {
                Issue.record("it was taken for an intact one")
                return
            }
            #expect(try other.administer("select from pg_namespace where nspname = 'agentor'").isEmpty)
            mkdir("\(directory)/two.partial", 0o700)
            guard case .underWay = failure({ try backup(of: database).make(at: "\(directory)/two") }) else {
                Issue.record("two backups were made to one place")
                return
            }
        }
    }

    @Test("a backup that fails leaves nothing behind, and one that would lack rows is not made")
    func hidden() async throws {
        try await withEmptyDatabase { _ in
            try database.administer("drop policy owner on messaging.messages")
            guard
                case .hidden(let tables) = failure({ try backup(of: database).make(at: "\(directory)/one") })
            else {
                Issue.record("it was made")
                return
            }
            #expect(tables == ["messaging.messages"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
        }
    }

    @Test("a backup of a newer version is refused, and one of an older version says what is to be done")
    func versions() async throws {
        try await withEmptyDatabase { other in
            try database.administer("update public.schema_definitions set checksum = 'another'")
            try backup(of: database).make(at: "\(directory)/older")
            let restored = try backup(of: other).restore(from: "\(directory)/older")
            #expect(restored.obstacle.map { "\($0)".contains("agentor migrate") } == true)
            try database.administer(
                "insert into public.schema_migrations (set, number, name, checksum) values ('agentor', 99, 'later', '')"
            )
            try backup(of: database).make(at: "\(directory)/newer")
            guard
                case .newer(_, 99, "later") = failure({
                    _ = try backup(of: other).restore(from: "\(directory)/newer")
                })
            else {
                Issue.record("it was restored")
                return
            }
        }
    }
}
