import AgentorCore
import FoundationEssentials
import Glibc
import Synchronization
import TestDatabase
import Testing

@testable import AgentorFCGI

@Suite("The doctor", .database(agentorDatabase))
struct DoctorTests {
    private let database: TestDatabase

    init() throws {
        database = try TestDatabase.current
    }

    private func patient(_ changes: [String: String?] = [:]) -> Patient {
        var variables: [String: String] = [
            "DATABASE_URL": database.app, "DATABASE_DOOR_URL": database.door,
            "DATABASE_OWNER_URL": database.owner,
            "AGENTOR_ADDRESS": "http://127.0.0.1:8080", "AGENTOR_KEYS": String(repeating: "5e", count: 32),
            "AGENTOR_MAIL_FOLDER": "/tmp", "AGENTOR_FILES_FOLDER": "/tmp",
            "AGENTOR_IMAGE_MAKER": "/bin/true",
        ]
        for (name, value) in changes { variables[name] = value }
        let all = variables
        return Patient(environment: { all[$0] }, logger: TestDatabase.logger)
    }

    private func finding(_ check: Check, _ changes: [String: String?] = [:]) -> Finding {
        check.finding(in: patient(changes))
    }

    private func expect(
        _ verdict: Finding.Verdict, _ check: Check, says words: String, _ changes: [String: String?] = [:]
    ) {
        let finding = finding(check, changes)
        #expect(finding.verdict == verdict, "\(finding)")
        #expect(finding.words.contains(words), "\(finding)")
        #expect((finding.remedy == nil) == (verdict == .fine), "\(finding)")
    }

    @Test("on a database that is well every check is fine, but for what the test server is set to")
    func well() throws {
        let findings = Examination(patient: patient()).findings()
        #expect(findings.count == Examination.checks.count)
        let others = findings.filter { $0.verdict != .fine }.map(\.subject)
        // The server of the tests does without the disk, and lets every role do what PostgreSQL lets everybody.
        #expect(Set(others).isSubset(of: ["Durability", "Rights", "Speed"]), "\(findings.flatMap(\.lines))")
        #expect(findings.allSatisfy { (1...2).contains($0.lines.count) })
    }

    @Test("settings that are missing are named, and a key that everybody can read is warned of")
    func settings() throws {
        expect(.broken, .settings, says: "AGENTOR_ADDRESS is not set", ["AGENTOR_ADDRESS": nil])
        let path = "/tmp/agentor-key-\(UUID().uuidString)"
        try Data(String(repeating: "5e", count: 32).utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        for (mode, verdict) in [(mode_t(0o644), Finding.Verdict.warning), (0o640, .fine)] {
            #expect(chmod(path, mode) == 0)
            #expect(finding(.keyFile, ["AGENTOR_KEY_FILE": path]).verdict == verdict)
        }
    }

    @Test("where files cannot be kept, made or looked at, it says so")
    func files() {
        expect(.warning, .files, says: "AGENTOR_FILES_FOLDER is not set", ["AGENTOR_FILES_FOLDER": nil])
        expect(.broken, .files, says: "there is no folder", ["AGENTOR_FILES_FOLDER": "/nonexistent"])
        expect(.broken, .files, says: "pictures cannot be sent", ["AGENTOR_IMAGE_MAKER": "/nonexistent"])
        expect(.broken, .files, says: "clamd cannot be reached", ["AGENTOR_CLAMD": "/nonexistent"])
        expect(.fine, .files, says: "nobody looks for malware")
    }

    @Test("who cannot get in is said once, and what hangs on it is left out")
    func unreachable() throws {
        expect(
            .broken, .connections, says: "DATABASE_URL gets in as agentor_door, and must as agentor_app",
            ["DATABASE_URL": database.door])
        try database.shutOut()
        let findings = Examination(patient: patient()).findings()
        let broken = findings.filter { $0.verdict == .broken }
        #expect(broken.map(\.subject) == ["Connections"])
        #expect(!findings.contains { $0.subject == "Writing" })
    }

    @Test("roles that work on different databases are told")
    func twoDatabases() throws {
        let other = try TestDatabase.create()
        defer { try? other.drop() }
        try other.administer("grant connect on database \(other.name) to public")
        expect(
            .broken, .sameDatabase, says: "DATABASE_DOOR_URL names another", ["DATABASE_DOOR_URL": other.door]
        )
    }

    @Test(
        "another encoding than UTF-8 is told, whoever made the database", arguments: ["LATIN1", "SQL_ASCII"])
    func encoding(name: String) throws {
        let other = "\(database.name)_\(name.lowercased())"
        try database.administer(
            "create database \(other) owner agentor_owner encoding '\(name)' locale 'C' template template0")
        defer { _ = try? database.administer("drop database \(other) with (force)") }
        let conninfo = database.app.replacing(database.name, with: other)
        expect(.broken, .encoding, says: name, ["DATABASE_URL": conninfo])
        expect(.broken, .schema, says: "UTF8", ["DATABASE_URL": conninfo])
    }

    @Test("indexes made under another version of the collation are told")
    func collation() throws {
        try database.administer(
            "update pg_database set datcollversion = 'of old' where datname = current_database()")
        expect(.broken, .collation, says: "of old")
        #expect(finding(.collation).remedy?.contains("reindex database \(database.name)") == true)
    }

    @Test(
        "a database that takes no changes is told, and so are settings of a role",
        arguments: ["agentor_app", "agentor_door"])
    func readOnly(role: String) throws {
        try database.administer(
            "alter role \(role) in database \(database.name) set default_transaction_read_only = on")
        expect(.broken, .writing, says: "default_transaction_read_only")
        expect(.warning, .roleSettings, says: "\(role): default_transaction_read_only=on")
    }

    @Test("tables of another version are told, with what to run")
    func schema() throws {
        try database.administer("delete from public.schema_migrations where set = 'agentor' and number > 3")
        expect(.broken, .schema, says: "run agentor migrate")
    }

    @Test("a table whose rows are not kept apart is told")
    func rowSecurity() throws {
        try database.administer("alter table messaging.messages no force row level security")
        expect(.broken, .rowSecurity, says: "messaging.messages")
        try database.administer("alter table agentor.accounts owner to agentor_door")
        expect(.broken, .roles, says: "agentor_door owns tables")
    }

    @Test("rights nobody needs are told")
    func rights() throws {
        expect(.warning, .rights, says: "make large objects")
        try database.administer(
            "grant temporary on database \(database.name) to agentor_app; grant create on schema public to agentor_door"
        )
        expect(.warning, .rights, says: "make temporary tables")
        expect(.warning, .rights, says: "make things in the schema public")
    }

    @Test("keys that do not open what the database holds are told, and old ones beside the present do")
    func keys() async throws {
        let ada = try await Browser.person("Ada", on: Site.forTest())
        try await ada.turnOnSecondFactor()
        expect(.fine, .keys, says: "open")
        let other = String(repeating: "6f", count: 32)
        expect(.broken, .keys, says: "not among the keys", ["AGENTOR_KEYS": other])
        expect(.fine, .keys, says: "open", ["AGENTOR_KEYS": "\(other),\(String(repeating: "5e", count: 32))"])
    }

    @Test("a key server that cannot be asked is told, and so are keys that it does not wrap")
    func keyServer() {
        expect(.fine, .keyServer, says: "none is named")
        // Nobody listens there.
        let server = [
            "AGENTOR_KEY_SERVER": "http://127.0.0.1:1", "AGENTOR_KEY_SERVER_TOKEN": "not-to-be-told",
        ]
        expect(.warning, .keyServer, says: "none of the keys is wrapped", server)
        let wrapped = server.merging(["AGENTOR_KEYS": "vault:v1:AAAA"]) { $1 }
        expect(.broken, .keyServer, says: "cannot be asked", wrapped)
        expect(.fine, .settings, says: "is set", wrapped)
        expect(.fine, .keys, says: "not looked at", wrapped)
        expect(.fine, .keyServer, says: "see Settings", ["AGENTOR_KEYS": "vault:v1:AAAA"])
        expect(.broken, .settings, says: "AGENTOR_KEY_SERVER is not set", ["AGENTOR_KEYS": "vault:v1:AAAA"])
    }

    @Test("mail that waits for long or was given up is told, with the reason")
    func mail() throws {
        expect(.fine, .mail, says: "has not been heard")
        for (takesUTF8, says) in [(false, "no SMTPUTF8"), (true, "any script")] {
            try database.administer("select agentor.mail_server_takes_utf8(\(takesUTF8))")
            expect(.fine, .mail, says: says)
        }
        try database.administer(
            """
            insert into agentor.outbox (address, sealed, created_at, expires_at, last_error)
            values ('a@example.com', '\\x00', now() - interval '1 hour', now() + interval '1 hour', 'nobody home')
            """)
        expect(.warning, .mail, says: "nobody home")
    }
}
