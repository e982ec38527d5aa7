import Crypto
import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

/// What is said of files, and by those who ask to come in.
@Suite("Sealed words of files", .database(messagingDatabase))
struct FileWordsTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        slug = try messenger.createChannel("Design", as: ada)
        try messenger.join(slug, as: bo.identity)
    }

    private static let names = ["a secret plan.pdf", "größer.pdf", "секрет.pdf", "سر.pdf", "秘密.pdf"]

    private func keep(
        _ name: String = names[0], by messenger: Messenger? = nil, as owner: ParticipantID? = nil
    ) throws -> UUID {
        let id = UUID()
        let draft = FileDraft(
            id: id, name: name, type: "application/pdf", label: "PDF",
            parts: [
                .init(
                    name: "original", digest: String(repeating: "b", count: 64), type: "application/pdf",
                    size: 50)
            ])
        try (messenger ?? self.messenger).keep(draft, quota: 100_000, as: (owner ?? ada).identity)
        return id
    }

    @discardableResult
    private func send(
        _ files: [UUID], _ text: String = "", by messenger: Messenger? = nil, in place: String? = nil,
        nonce: UUID = UUID()
    ) throws -> Int64 {
        try (messenger ?? self.messenger).send(
            MessageDraft(text: text, nonce: nonce, files: files), to: place ?? slug, as: ada.identity)
    }

    private func count(_ rows: String) throws -> Int {
        try database.administer("select from \(rows)").count
    }

    /// As a reader is told of the files of the last message.
    private func read(
        by messenger: Messenger? = nil, in place: String? = nil, as viewer: ParticipantID? = nil
    ) throws -> [String] {
        let page = try (messenger ?? database.messenger()).conversation(
            place ?? slug, as: (viewer ?? bo).identity
        ).page
        return page.messages.last?.files.flatMap { [$0.name, $0.description] } ?? []
    }

    @Test("what files are called and show is nowhere in the database, and is read wherever they are named")
    func sealed() throws {
        var files: [UUID] = []
        for name in Self.names {
            files.append(try keep(name))
            try messenger.describeFile(files.last!, "shows \(name)", as: ada.identity)
        }
        let pending = try database.messenger().pendingFiles(files, as: ada.identity)
        #expect(
            pending.map(\.name) == Self.names
                && pending.map(\.description) == Self.names.map { "shows \($0)" })
        #expect(try database.messenger().pendingFiles(files, as: bo.identity).isEmpty)
        for name in Self.names { #expect(try !database.holds(name), "\(name), not sent yet") }

        let place = try send(files)
        #expect(try read() == Self.names.flatMap { [$0, "shows \($0)"] })
        try messenger.describeFile(files[1], "something else", as: ada.identity)
        #expect(try read()[3] == "something else")
        for name in Self.names + ["something else"] { #expect(try !database.holds(name), "\(name)") }
        #expect(try count("messaging.files where home_id is not null") == Self.names.count)

        let other = try database.messenger()
        #expect(try other.part("original", of: files[0], as: bo.identity).fileName == Self.names[0])
        #expect(try other.parts(ofMessage: place, in: slug, as: bo.identity).map(\.fileName) == Self.names)
        #expect(try other.part(in: slug, as: bo.identity)?.part.fileName == Self.names.last)
        #expect(try other.file(files[2], as: bo.identity).file.name == Self.names[2])
        #expect(try other.files(in: slug, as: bo.identity).sent[0].files.map(\.name) == Self.names)
        #expect(Set(try other.ownFiles(as: ada.identity).files.map(\.name)) == Set(Self.names))
        #expect(
            Set(try other.ownParts(as: ada.identity, limit: 10).map(\.part.fileName)) == Set(Self.names))
        // Where a message has no words, its first file stands for it.
        try other.pin(place, in: slug, as: ada.identity)
        _ = try messenger.send(
            MessageDraft(text: "that", nonce: UUID(), quoting: place), to: slug, as: ada.identity)
        let quote = try other.conversation(slug, as: bo.identity).page.messages.last?.quote
        #expect(quote?.words == Self.names[0])
        try other.bookmark(place, in: slug, as: bo.identity)
        #expect(try other.bookmarks(as: bo.identity).bookmarks.map(\.content?.words) == [Self.names[0]])
    }

    @Test("the first message of a conversation brings files, too")
    func beginning() throws {
        let file = try keep()
        let sent = try messenger.send(
            try MessageDraft(text: "", nonce: UUID(), files: [file]),
            to: try messenger.correspondent("bo", as: ada.identity), as: ada.identity)
        #expect(try read(in: sent.slug) == [Self.names[0], ""])
        #expect(try count("messaging.files where home_id is null") == 0)
    }

    @Test("a forwarded file is called the same, also after the keys of where it came from were destroyed")
    func forwarded() throws {
        let file = try keep()
        try messenger.describeFile(file, "what it shows", as: ada.identity)
        let place = try send([file])
        let other = try messenger.createChannel("Other", as: ada)
        try messenger.join(other, as: bo.identity)
        let nonce = UUID()
        let copies = try #require(
            try messenger.copyFiles(ofMessage: place, in: slug, nonce: nonce, quota: 1_000, as: ada.identity))
        #expect(
            try messenger.copyFiles(ofMessage: place, in: slug, nonce: nonce, quota: 1_000, as: ada.identity)
                == copies, "once")
        #expect(try messenger.pendingFiles(copies, as: ada.identity).map(\.name) == [Self.names[0]])
        try send(copies, in: other)
        let keeper = try database.keeper()
        while try keeper.shred(slug) {}
        #expect(try read(in: other) == [Self.names[0], "what it shows"])
        #expect(try read().isEmpty)
        #expect(try count("messaging.files") == 1)
        #expect(
            try messenger.copyFiles(ofMessage: place, in: slug, nonce: UUID(), quota: 1_000, as: ada.identity)
                == [], "what is gone")
    }

    @Test(
        "what is sent later has its files’ keys changed like all others, and goes with those of its channel")
    func later() throws {
        let (file, lost) = (try keep(), try keep("lost.pdf"))
        let moment = Date.now + 3_600
        for id in [file, lost] {
            _ = try messenger.schedule(
                try MessageDraft(text: "", nonce: UUID(), files: [id]), at: moment, in: slug, as: ada.identity
            )
        }
        #expect(try count("messaging.files where home_id is not null") == 2)
        let keeper = try database.keeper()
        #expect(try keeper.renewSome(olderThan: try keeper.moment()) == 1)
        while (try keeper.resealSome()) != nil {}
        #expect(try count("messaging.channel_keys where version = 2") == 1)
        try database.administer(
            "update messaging.scheduled_messages set send_at = now() - interval '1 second' where file_ids = array['\(file)'::uuid]"
        )
        #expect(try messenger.sendDue())
        #expect(try read() == [Self.names[0], ""])
        while try keeper.shred(slug) {}
        #expect(try count("messaging.files") == 0)
    }

    @Test("what was kept in plain is sealed while others serve, wherever it is")
    func backfill() throws {
        let plain = try database.messenger(keys: nil)
        let (sent, waiting) = (try keep(by: plain), try keep("waits.pdf", by: plain))
        try plain.describeFile(sent, "what it shows", as: ada.identity)
        try send([sent], by: plain)
        #expect(try database.holds("what it shows"))
        #expect(try read() == [Self.names[0], "what it shows"])
        // Said of what is plain yet.
        try messenger.describeFile(waiting, "what waits", as: ada.identity)
        let keeper = try database.keeper()
        #expect(try keeper.plainTexts() == 2)
        while try keeper.sealSome() > 0 {}
        #expect(try keeper.plainTexts() == 0)
        for words in ["what it shows", "what waits", Self.names[0], "waits.pdf"] {
            #expect(try !database.holds(words), "\(words)")
        }
        #expect(try read() == [Self.names[0], "what it shows"])
        try send([waiting])
        #expect(try read() == ["waits.pdf", "what waits"])
        #expect(try count("messaging.files where home_id is not null") == 2)
    }

    @Test("a new secret and a new data key leave what files are called as it is")
    func rotation() throws {
        let (sent, waiting) = (try keep(), try keep("waits.pdf"))
        try send([sent])
        let next = TwoKeys(first: OneKey(key: SymmetricKey(size: .bits256)), former: .theirs)
        let keeper = try database.keeper(next)
        #expect(try keeper.examineKeys(rewraps: false).current == 0)
        let found = try keeper.examineKeys(rewraps: true)
        #expect(found.keys == 2 && found.current == 2 && found.lost == 0)
        #expect(try keeper.renewSome(olderThan: try keeper.moment()) == 1)
        while (try keeper.resealSome()) != nil {}
        #expect(try count("messaging.channel_keys") == 1)
        let reader = try database.messenger(keys: next.first)
        #expect(try read(by: reader) == [Self.names[0], ""])
        #expect(try reader.pendingFiles([waiting], as: ada.identity).map(\.name) == ["waits.pdf"])
        #expect(try reader.part("original", of: sent, as: bo.identity).fileName == Self.names[0])
    }

    @Test(
        "without the secret a file is told to be one whose words cannot be read, and nothing is written over")
    func withoutSecret() throws {
        let (sent, waiting) = (try keep(), try keep("waits.pdf"))
        try messenger.describeFile(waiting, "what it shows", as: ada.identity)
        try send([sent], "words")
        let wrong = try database.messenger(keys: OneKey(key: SymmetricKey(size: .bits256)))
        let unreadable = "These words cannot be read just now."
        #expect(try read(by: wrong) == [unreadable, ""])
        let pending = try wrong.pendingFiles([waiting], as: ada.identity)
        #expect(pending.map(\.name) == [unreadable] && pending.map(\.description) == [unreadable])
        #expect(throws: MessagingError.self) { try wrong.describeFile(waiting, "new", as: ada.identity) }
        #expect(throws: MessagingError.self) { try send([waiting], by: wrong) }
        #expect(throws: MessagingError.self) {
            try wrong.copyFiles(ofMessage: 1, in: slug, nonce: UUID(), quota: 1_000, as: ada.identity)
        }
        let keeper = try database.keeper(OneKey(key: SymmetricKey(size: .bits256)))
        #expect(try keeper.examineKeys(rewraps: true).lost == 2)
        try send([waiting])
        #expect(try read() == ["waits.pdf", "what it shows"])
    }

    @Test("a box opens for its own file alone, as what it is, and a key for its own file alone")
    func bound() throws {
        let (one, other) = (try keep("one.pdf"), try keep("other.pdf"))
        try messenger.describeFile(one, "what it shows", as: ada.identity)
        func name(of file: UUID) throws -> String? {
            try database.messenger().pendingFiles([file], as: ada.identity).first?.name
        }
        try database.administer(
            "create table before as select * from messaging.files where id = '\(other)'")
        for stolen in [
            "sealed_name = f.sealed_name", "key = f.key", "sealed_name = f.sealed_name, key = f.key",
            "sealed_name = f.sealed_description, key = f.key",
        ] {
            try database.administer(
                "update messaging.files t set \(stolen) from messaging.files f where f.id = '\(one)' and t.id = '\(other)'"
            )
            #expect(try name(of: other) == "These words cannot be read just now.", "\(stolen)")
            try database.administer(
                "update messaging.files t set sealed_name = b.sealed_name, key = b.key from before b where t.id = b.id"
            )
        }
        try database.administer(
            "update messaging.files set sealed_name = sealed_description where id = '\(one)'")
        #expect(try name(of: one) == "These words cannot be read just now.", "a description is no name")
        #expect(try name(of: other) == "other.pdf")
    }

    @Test(
        "nothing is sent with files whose key was sealed by one that is gone; no key is taken for another’s file"
    )
    func refusals() throws {
        let file = try keep()
        try messenger.say("first", in: slug, as: ada)
        func insert(_ file: UUID, by key: String, as viewer: ParticipantID) throws -> [[String?]] {
            try database.serve(
                """
                begin; set local messaging.participant = '\(viewer.rawValue)';
                insert into messaging.messages (channel_id, user_id, content, nonce, file_ids, file_keys)
                select id, '\(viewer.rawValue)', 'x', gen_random_uuid(), array['\(file)'::uuid], array[\(key)]
                from messaging.channels where slug = '\(slug)'
                """)
        }
        let gone = #expect(throws: PostgresError.self) {
            try insert(file, by: "decode('00000007' || repeat('00', 60), 'hex')", as: ada)
        }
        #expect(gone?.constraint == "messages_key")
        let others = #expect(throws: PostgresError.self) {
            try insert(file, by: "decode('00000001' || repeat('00', 60), 'hex')", as: bo)
        }
        #expect(others?.constraint == "messages_files")
        for refused in [
            "select messaging.seal_files('{}', '{}', '{}', '{}', '{}')",
            "select messaging.reseal_files('{}', '{}')", "select messaging.show_files_anew('{}')",
            "select messaging.move_file_keys('{}', '\(ada.rawValue)', null, '{}')",
            "select messaging.take_files('{}', '\(ada.rawValue)', null, '{}')",
            "update messaging.files set key = null",
        ] {
            #expect(throws: PostgresError.self, "\(refused)") {
                try database.serve("begin; set local messaging.participant = '\(ada.rawValue)'; \(refused)")
            }
        }
        try send([file])
        #expect(try read() == [Self.names[0], ""])
        try messenger.deleteFile(file, as: ada.identity)
        #expect(try count("messaging.files where key is not null or sealed_name is not null") == 0)
    }

    @Test("what somebody says who asks to come in is sealed, and read by those who decide and by themselves")
    func asking() throws {
        let hidden = try messenger.createChannel("Hidden", .private, as: ada)
        try messenger.takeRequests(true, in: hidden, as: ada.identity)
        let plain = try database.messenger(keys: nil)
        func ask(_ words: String, by messenger: Messenger, as person: ParticipantID) throws {
            let draft = try JoinRequestDraft { $0 == "message" ? words : nil }
            #expect(try messenger.ask(toJoin: hidden, saying: draft, as: person.identity) == .asked)
        }
        // Nothing was said there before: whoever asks has the channel's first key made.
        try ask("a secret wish", by: messenger, as: bo)
        #expect(try !database.holds("a secret wish"))
        #expect(try count("messaging.channel_keys") == 1)
        let cy = try messenger.person("Cy")
        try ask("a plain wish", by: plain, as: cy)
        let keeper = try database.keeper()
        #expect(try keeper.plainTexts() == 1)
        while try keeper.sealSome() > 0 {}
        #expect(try !database.holds("a plain wish"))
        func expectRead(location: SourceLocation = #_sourceLocation) throws {
            let other = try database.messenger()
            #expect(
                try other.joinRequests(to: hidden, as: ada.identity).map(\.message) == [
                    "a secret wish", "a plain wish",
                ], sourceLocation: location)
            #expect(
                try other.askableChannel(hidden, as: bo.identity).request.message == "a secret wish",
                sourceLocation: location)
            #expect(
                try other.askedChannels(as: cy.identity).map(\.request.message) == ["a plain wish"],
                sourceLocation: location)
            #expect(
                try other.ownRequests(as: bo.identity, limit: 5).map(\.message) == ["a secret wish"],
                sourceLocation: location)
        }
        try expectRead()
        #expect(try keeper.renewSome(olderThan: try keeper.moment()) == 1)
        while (try keeper.resealSome()) != nil {}
        #expect(try count("messaging.channel_keys where version = 2") == 1)
        #expect(try count("messaging.channel_keys") == 1)
        try expectRead()
        while try keeper.shred(hidden) {}
        #expect(try count("messaging.channel_requests where sealed is not null or message <> ''") == 0)
    }

    @Test("whoever may not ask is given no key, and has none made")
    func askingRefused() throws {
        let hidden = try messenger.createChannel("Hidden", .private, as: ada)
        func asked(_ sql: String) throws -> [[String?]] {
            try database.serve("begin; set local messaging.participant = '\(bo.rawValue)'; \(sql)")
        }
        let add =
            "select version from messaging.add_channel_key((select id from messaging.channels where slug = '\(hidden)'), 1, repeat('x', 60)::bytea)"
        #expect(try asked("select * from messaging.asking_place('\(hidden)')").isEmpty)
        #expect(try asked(add).isEmpty)
        #expect(
            isNotFound {
                _ = try messenger.ask(
                    toJoin: hidden, saying: try JoinRequestDraft { _ in "please" }, as: bo.identity)
            })
        #expect(try count("messaging.channel_keys") == 0)
    }
}
