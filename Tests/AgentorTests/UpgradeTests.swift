import FoundationEssentials
import Mail
import Messaging
import Passwords
import Postgres
import TestDatabase
import Testing

@testable import AgentorCore
@testable import AgentorFCGI

/// An instance of the version before, whose functions and policies stood in its migrations, with what people had in it.
@Suite("Upgrading", .database)
struct UpgradeTests {
    private static let email = "ada@example.com"
    private static let account = "00000000-0000-4000-8000-00000000ada0"
    private static let bo = "00000000-0000-4000-8000-00000000b0b0"
    private let database: TestDatabase
    private let keys: SealingKeys
    private let token = SessionToken()
    private let link = Secret()
    private let factor = OneTimePassword()

    init() throws {
        database = try TestDatabase.current
        keys = try SiteSettings.forTest(transport: Letterbox()).keys
        let before = zip(Schema.sets, [3, 4]).map { set, count in
            MigrationSet(name: set.name, migrations: Array(set.migrations.prefix(count)))
        }
        try Migrator(sets: before, roles: ["app_role": TestDatabase.appRole])
            .migrate(on: database.owner, logger: TestDatabase.logger)
        try fill()
    }

    private func hex(_ bytes: [UInt8]) -> String { "'\\x\(bytes.hex)'::bytea" }

    /// As the version before would have left it: rows written through its triggers, secrets sealed as it sealed them.
    private func fill() throws {
        struct Undoable: Encodable {
            let change: Accounts.Change
            let email: String
        }
        let password = try Password.hash("a password nobody has")
        let undoable = try JSONEncoder().encode(Undoable(change: .password, email: Self.email))
        let letter = try JSONEncoder().encode(Letter(subject: "From before", paragraphs: ["Sealed before."]))
        try database.administer(
            """
            insert into agentor.accounts (id, email, full_name, password_hash, nonce) values
                ('\(Self.account)', '\(Self.email)', 'Ada', '\(password)', gen_random_uuid()),
                ('\(Self.bo)', 'bo@example.com', 'Bo', null, gen_random_uuid());
            insert into agentor.consents (account_id, document, version)
                select id, 'terms', '\(Terms.version)' from agentor.accounts;
            insert into agentor.client_profiles (account_id, company, need, budget)
                select id, 'Company', 'Help', 'open' from agentor.accounts;
            insert into agentor.sessions (token_hash, account_id, expires_at)
                values (\(hex(token.hash)), '\(Self.account)', now() + interval '1 day');
            insert into agentor.second_factors (account_id, sealed)
                values ('\(Self.account)', \(hex(keys.seal(factor.secret, for: "second factor"))));
            insert into agentor.challenges (purpose, account_id, link_hash, sealed, expires_at)
                values ('undo', '\(Self.account)', \(hex(link.hash)),
                    \(hex(keys.seal(undoable, for: "challenge undo"))), now() + interval '1 day');
            insert into agentor.outbox (address, sealed, expires_at)
                values ('\(Self.email)', \(hex(keys.seal(letter, for: "mail to \(Self.email)"))), now() + interval '1 day');
            insert into messaging.users (id, full_name) select id, full_name from agentor.accounts;
            insert into messaging.channels (slug, name, type, created_by, nonce) values
                ('old', 'Old', 'public', '\(Self.account)', gen_random_uuid()),
                ('older', 'Older', 'private', '\(Self.account)', gen_random_uuid());
            insert into messaging.channel_members (channel_id, user_id)
                select id, '\(Self.bo)' from messaging.channels where slug = 'old';
            insert into messaging.messages (channel_id, user_id, content, nonce)
                select id, '\(Self.bo)', 'said before ' || n, gen_random_uuid()
                from messaging.channels, generate_series(1, 3) n where slug = 'old';
            update messaging.messages set created_at = now() - interval '2 days'
            """)
    }

    @Test("keeps everything: sessions, messages, what is unread, secrets and links that were sealed before")
    func upgrade() async throws {
        let messages = try database.administer("select id, seq, content from messaging.messages order by seq")
        #expect(messages.count == 3)
        try Schema.migrator.migrate(on: database.owner, logger: TestDatabase.logger)
        try Schema.migrator.verify(on: database.app, logger: TestDatabase.logger)
        try Schema.migrator.verify(on: database.door, logger: TestDatabase.logger)
        #expect(
            try database.administer("select id, seq, content from messaging.messages order by seq")
                == messages)

        let site = try Site.forTest()
        let ada = Browser(site)
        ada.cookie = "agentor-session=\(token.cookie)"
        let dashboard = try await ada.get("/dashboard")
        #expect(dashboard.status == .ok && dashboard.text.contains("3 unread"))
        #expect(try await ada.get("/channels/old").text.contains("said before 3"))
        #expect(try await !ada.get("/dashboard").text.contains("3 unread"))
        try await ada.say("and now", in: "/channels/old")
        #expect(try await ada.get("/channels/old").text.contains("and now"))
        #expect(
            try database.administer(
                "select last_message_at < now() - interval '1 day' from messaging.channels where slug = 'older'"
            )
                == [[nil]])

        // The mail from before goes out, the second factor from before lets in, and the link from before undoes.
        site.postman.deliverDue()
        #expect(site.mails.letters(to: Self.email).map(\.subject) == ["From before"])
        let other = Browser(site)
        try await other.signIn(Self.email, password: "a password nobody has")
        #expect(other.last.location == "/sign-in/second-factor")
        try await other.get("/sign-in/second-factor")
        try await other.post("/sign-in/second-factor", ["code": factor.code(atStep: .step)])
        #expect(other.last.location == "/dashboard")
        let owner = Browser(site)
        try await owner.follow("/confirm?token=\(link.text)")
        #expect(owner.last.location?.hasPrefix("/reset-password?token=") == true)
        #expect(
            try await ada.get("/dashboard").location?.hasPrefix("/sign-in") == true, "undoing ends sessions")
    }

    @Test("what was sealed before cannot be put into a row of today")
    func legacyElsewhere() throws {
        try Schema.migrator.migrate(on: database.owner, logger: TestDatabase.logger)
        let sealed = keys.seal(factor.secret, for: "second factor")
        let rows = try database.serve(
            """
            select agentor.begin_challenge(gen_random_uuid(), 'factor', '\\x00', null, null, \(hex(sealed)), '1 hour');
            commit; select 1
            """, as: Self.bo)
        #expect(rows == [["1"]])
        #expect(
            try database.administer("select is_bound from agentor.challenges where account_id = '\(Self.bo)'")
                == [["t"]])
    }

    @Test("migrating again changes nothing, and a worker of the version before does not start")
    func again() throws {
        #expect(try Schema.migrator.migrate(on: database.owner, logger: TestDatabase.logger).count == 2)
        #expect(try Schema.migrator.migrate(on: database.owner, logger: TestDatabase.logger).isEmpty)
        let before = MigrationSet(
            name: "agentor", migrations: Array(Schema.sets[1].migrations.prefix(4)))
        #expect(throws: MigrationError.self) {
            try Migrator(sets: [before], servingRole: TestDatabase.appRole)
                .verify(on: database.app, logger: TestDatabase.logger)
        }
    }
}
