import Crypto
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Sealing", .database(messagingDatabase))
struct SealingTests {
    let database: TestDatabase
    let messenger: Messenger

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
    }

    /// Texts in many scripts, which nobody may find in the database.
    static let secrets = [
        "a Latin secret", "ein Geheimnis, größer", "секрет", "μυστικό", "סוד", "سر", "रहस्य", "ความลับ", "秘密です",
        "비밀 🗝️",
    ]

    private func holds(_ text: String) throws -> Bool { try database.holds(text) }

    private func count(_ rows: String) throws -> Int {
        try database.administer("select from \(rows)").count
    }

    private func keeper(_ keys: any KeyWrapping = OneKey.theirs) throws -> KeyKeeper {
        try database.keeper(keys)
    }

    /// A channel of two with a message, an edit, an answer that quotes it, a draft and something scheduled.
    private func talk(_ messenger: Messenger) throws -> (slug: String, ada: ParticipantID, bo: ParticipantID)
    {
        let ada = try messenger.person("Ada")
        let bo = try messenger.person("Bo")
        let slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        for secret in Self.secrets { try messenger.say(secret, in: slug, as: ada) }
        _ = try messenger.edit(
            try MessageEdit(text: "an edited secret", of: 1), at: 1, in: slug, as: ada.identity)
        _ = try messenger.send(
            try MessageDraft(text: "a quoting secret", nonce: UUID(), quoting: 1), to: slug, as: bo.identity)
        try messenger.save(try MessageBeginning(text: "a begun secret"), in: slug, as: bo.identity)
        _ = try messenger.schedule(
            try MessageDraft(text: "a later secret", nonce: UUID()), at: .now + 3_600, in: slug,
            as: bo.identity)
        return (slug, ada, bo)
    }

    private var all: [String] {
        Self.secrets + ["an edited secret", "a quoting secret", "a begun secret", "a later secret"]
    }

    /// What the two of them read everywhere.
    private func expectReadable(
        _ messenger: Messenger, _ slug: String, _ bo: ParticipantID,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let said = ["an edited secret"] + Self.secrets.dropFirst() + ["a quoting secret"]
        let page = try messenger.conversation(slug, as: bo.identity)
        #expect(page.page.messages.map(\.text) == said, sourceLocation: location)
        #expect(page.page.messages.last?.quote?.words == "an edited secret", sourceLocation: location)
        #expect(page.channel.draft == "a begun secret", sourceLocation: location)
        #expect(
            try messenger.scheduled(as: bo.identity).map(\.text) == ["a later secret"],
            sourceLocation: location)
        #expect(
            try messenger.history(of: 1, in: slug, as: bo.identity).history?.versions.map(\.text)
                == [Self.secrets[0], "an edited secret"], sourceLocation: location)
    }

    @Test("what people write is nowhere in the database, and is read as it was written")
    func sealed() throws {
        let (slug, _, bo) = try talk(messenger)
        for secret in all { #expect(try !holds(secret), "\(secret)") }
        try expectReadable(messenger, slug, bo)
        // Another process, which has no key yet.
        try expectReadable(try database.messenger(), slug, bo)
        #expect(try count("messaging.channel_keys") == 1)
    }

    @Test(
        "what is sent later is the message that was sealed, and a direct conversation is sealed from its first words on"
    )
    func later() throws {
        let (slug, ada, _) = try talk(messenger)
        try database.administer(
            "update messaging.scheduled_messages set send_at = now() - interval '1 second'")
        #expect(try messenger.sendDue())
        #expect(try messenger.texts(in: slug, as: ada).last == "a later secret")
        let direct = try messenger.send(
            try MessageDraft(text: "a direct secret", nonce: UUID()),
            to: try messenger.correspondent("bo", as: ada.identity), as: ada.identity)
        #expect(try messenger.texts(in: direct.slug, as: ada) == ["a direct secret"])
        #expect(try !holds("a direct secret"))
    }

    @Test(
        "a box opens at its own place alone: not under another message, another author or in another channel")
    func bound() throws {
        let (slug, ada, bo) = try talk(messenger)
        let other = try messenger.createChannel("Other", as: ada)
        try messenger.say("elsewhere", in: other, as: ada)
        for (from, seq) in [(slug, 3), (other, 1)] {
            try database.administer(
                """
                update messaging.messages m set sealed = o.sealed
                from messaging.channels c, messaging.messages o join messaging.channels d on d.id = o.channel_id
                where c.id = m.channel_id and c.slug = $1 and m.seq = 2 and d.slug = $2 and o.seq = $3::bigint
                """, [slug, from, "\(seq)"])
            let message = try #require(
                try database.messenger().message(2, in: slug, as: bo.identity).message)
            #expect(message.isUnreadable && message.text.isEmpty)
            #expect(message.words(limit: 100) == "These words cannot be read just now.")
        }
        // The others are shown.
        #expect(try database.messenger().texts(in: slug, as: bo)[2] == Self.secrets[2])
    }

    @Test("without the secret words are told to be unreadable, and nothing is stored or written over")
    func withoutSecret() throws {
        let (slug, ada, bo) = try talk(messenger)
        let wrong = Messenger(
            pool: database.pool(size: 2), keys: OneKey(key: SymmetricKey(size: .bits256)),
            listeningOn: database.app, logger: TestDatabase.logger)
        let page = try wrong.conversation(slug, as: bo.identity).page
        #expect(page.messages.allSatisfy { $0.isUnreadable && $0.text.isEmpty })
        #expect(throws: MessagingError.self) { try wrong.say("new", in: slug, as: ada) }
        #expect(throws: MessagingError.self) {
            try wrong.edit(try MessageEdit(text: "new", of: 1), at: 2, in: slug, as: ada.identity)
        }
        #expect(throws: MessagingError.self) {
            try wrong.save(try MessageBeginning(text: "new"), in: slug, as: bo.identity)
        }
        #expect(throws: MessagingError.self) {
            try wrong.save(try MessageBeginning(text: ""), in: slug, as: bo.identity)
        }
        let waiting = try #require(try wrong.scheduled(as: bo.identity).first)
        #expect(waiting.isUnreadable && waiting.text.isEmpty)
        #expect(throws: MessagingError.self) {
            try wrong.reschedule(
                waiting.id, try MessageDraft(text: "new", nonce: UUID()), at: .now + 60, as: bo.identity)
        }
        try expectReadable(try database.messenger(), slug, bo)
    }

    @Test("what was plain is read, and sealed while others read and write")
    func backfill() throws {
        let plain = Messenger(
            pool: database.pool(size: 2), listeningOn: database.app, logger: TestDatabase.logger)
        let (slug, ada, bo) = try talk(plain)
        #expect(try holds("a later secret") && holds("an edited secret"))
        try expectReadable(messenger, slug, bo)
        let keeper = try keeper()
        #expect(try keeper.plainTexts() == Self.secrets.count + 4)
        // Somebody holds one of them: it is left out, and nobody waits.
        let busy = try Connection.open(
            try ConnectionParameters(parsing: database.owner), applicationName: "test", timeout: .seconds(5),
            logger: TestDatabase.logger)
        _ = try busy.run("begin; select from messaging.messages where seq = 3 for update")
        while try keeper.sealSome() > 0 { try messenger.say("meanwhile", in: slug, as: ada) }
        #expect(try keeper.plainTexts() == 1)
        _ = try busy.run("rollback")
        while try keeper.sealSome() > 0 {}
        #expect(try keeper.plainTexts() == 0)
        for secret in all { #expect(try !holds(secret), "\(secret)") }
        #expect(
            try database.messenger().texts(in: slug, as: bo).prefix(3) == ["an edited secret"]
                + Self.secrets[1...2])
        #expect(try count("messaging.messages where updated_at > created_at and seq > 1") == 0)
    }

    @Test("a new secret wraps all keys anew, a new data key seals all texts anew, and readers notice neither")
    func rotation() throws {
        let (slug, ada, bo) = try talk(messenger)
        let next = TwoKeys(first: OneKey(key: SymmetricKey(size: .bits256)), former: .theirs)
        let keeper = try keeper(next)
        #expect(try keeper.examineKeys(rewraps: false).current == 0)
        let found = try keeper.examineKeys(rewraps: true)
        #expect(found.current == found.keys && found.keys == 1 && found.lost == 0)
        func reader(_ keys: any KeyWrapping) throws -> Messenger {
            Messenger(
                pool: database.pool(size: 2), keys: keys, listeningOn: database.app,
                logger: TestDatabase.logger)
        }
        try expectReadable(try reader(next.first), slug, bo)
        // Who has the former key in memory reads on, too.
        try expectReadable(messenger, slug, bo)

        #expect(try keeper.renewSome(olderThan: try keeper.moment()) == 1)
        // A sender who knows of the new key, and one whose words were sealed by the former while that goes.
        let writer = try reader(next)
        try writer.say("in between", in: slug, as: ada)
        while (try keeper.resealSome()) != nil {}
        #expect(try count("messaging.channel_keys") == 1)
        #expect(try count("messaging.channel_keys where version = 2") == 1)
        let texts = try reader(next.first).texts(in: slug, as: bo)
        #expect(
            texts == ["an edited secret"] + Self.secrets.dropFirst() + ["a quoting secret", "in between"])
    }

    @Test("nothing is stored that was sealed by a key which is gone")
    func goneKey() throws {
        let (slug, ada, _) = try talk(messenger)
        let box = try database.administer(
            "select encode(sealed, 'hex') from messaging.messages where seq = 2")[0][0]!
        let insert = """
            begin; set local messaging.participant = '\(ada.rawValue)';
            insert into messaging.messages (channel_id, user_id, content, sealed, nonce)
            select id, '\(ada.rawValue)', '', decode('00000007' || substr('\(box)', 9), 'hex'), gen_random_uuid()
            from messaging.channels where slug = '\(slug)'
            """
        let gone = "decode('00000007' || substr('\(box)', 9), 'hex')"
        for call in [
            "save_draft('\(slug)', '', \(gone))",
            "schedule('\(slug)', '', now() + interval '1 hour', gen_random_uuid(), null, null, null, \(gone), null, null, null)",
        ] {
            let sql = "begin; set local messaging.participant = '\(ada.rawValue)'; select messaging.\(call)"
            let error = #expect(throws: PostgresError.self) { try database.serve(sql) }
            #expect(error?.constraint == "messages_key")
        }
        let error = #expect(throws: PostgresError.self) { try database.serve(insert) }
        #expect(error?.constraint == "messages_key")
    }

    @Test("a channel whose keys are destroyed is empty, for those who have them in memory, too")
    func shredded() throws {
        let (slug, _, bo) = try talk(messenger)
        let other = try messenger.createChannel("Other", as: bo)
        try messenger.say("stays", in: other, as: bo)
        let keeper = try keeper()
        #expect(throws: KeyError.notThere("none")) { try keeper.shred("none") }
        while try keeper.shred(slug) {}
        #expect(try count("messaging.channel_keys") == 1)
        #expect(try messenger.conversation(slug, as: bo.identity).page.messages.allSatisfy(\.isDeleted))
        #expect(try messenger.texts(in: other, as: bo) == ["stays"])
        // It can be talked in again.
        try messenger.say("anew", in: slug, as: bo)
        #expect(try database.messenger().texts(in: slug, as: bo).last == "anew")
        #expect(try count("messaging.channel_keys where version = 2") == 1, "no number is used twice")
        #expect(try count("messaging.drafts") + count("messaging.scheduled_messages") == 0)
    }

    @Test("a channel whose key is lost holds up no other")
    func passedOver() throws {
        let (slug, ada, bo) = try talk(messenger)
        try database.administer(
            "update messaging.channel_keys set wrapped = substr(wrapped, 1, 4) || repeat('x', 60)::bytea")
        let plain = Messenger(
            pool: database.pool(size: 2), listeningOn: database.app, logger: TestDatabase.logger)
        let other = try plain.createChannel("Other", as: ada)
        try plain.join(other, as: bo.identity)
        try plain.say("lost", in: slug, as: ada)
        try plain.say("plain", in: other, as: ada)
        let keeper = try keeper()
        while try keeper.sealSome() > 0 {}
        #expect(try keeper.passedOver == 1 && keeper.plainTexts() == 1)
        #expect(try keeper.renewSome(olderThan: keeper.moment()) == 2)
        while (try keeper.resealSome()) != nil {}
        #expect(try database.messenger().texts(in: other, as: bo) == ["plain"])
        #expect(try !holds("plain"))
    }

    @Test("the serving role sees keys of its viewer's channels alone, and can neither change nor destroy one")
    func keysArePrivate() throws {
        let (slug, ada, bo) = try talk(messenger)
        let stranger = try messenger.person("Stranger")
        func asked(_ sql: String, as viewer: ParticipantID) throws -> [[String?]] {
            try database.serve("begin; set local messaging.participant = '\(viewer.rawValue)'; \(sql)")
        }
        #expect(try asked("select version from messaging.channel_keys", as: ada) == [["1"]])
        #expect(try asked("select version from messaging.channel_keys", as: stranger).isEmpty)
        let add =
            "select version from messaging.add_channel_key((select id from messaging.channels where slug = '\(slug)'), 2, repeat('x', 60)::bytea)"
        #expect(try asked(add, as: ada) == [["1"]], "what stands stays")
        #expect(try asked(add, as: stranger).isEmpty)
        for refused in [
            "update messaging.channel_keys set wrapped = repeat('x', 60)::bytea",
            "delete from messaging.channel_keys",
            "select messaging.drop_former_keys(id) from messaging.channels",
            "select messaging.shred('\(slug)')",
            "select messaging.hold_key(id, null) from messaging.channels",
            "select messaging.keep_key(id, 2, repeat('x', 60)::bytea) from messaging.channels",
        ] {
            #expect(throws: PostgresError.self, "\(refused)") { try asked(refused, as: ada) }
        }
        try expectReadable(try database.messenger(), slug, bo)
    }
}
