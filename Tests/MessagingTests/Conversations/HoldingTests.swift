import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import Messaging

/// A host that holds what has a word in it.
private struct Reader: FirstMessageReader {
    func reason(toHold message: FirstMessage, as author: Identity) throws(PostgresError) -> String? {
        message.text.contains("casino") ? "words" : nil
    }
}

@Suite("First messages that wait", .database(messagingDatabase))
struct HoldingTests {
    private let messenger: Messenger
    private let database: TestDatabase
    private let ada: ParticipantID
    private let bo: ParticipantID

    init() throws {
        database = try TestDatabase.current
        messenger = Messenger(
            pool: database.pool(size: 8), keys: OneKey.theirs, readingFirst: Reader(),
            listeningOn: database.app,
            logger: TestDatabase.logger)
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
    }

    @discardableResult
    private func write(
        _ text: String, to name: String = "bo", as author: ParticipantID, nonce: UUID = UUID()
    ) throws -> (slug: String, sequence: Int64) {
        let other = try messenger.correspondent(name, as: author.identity)
        return try messenger.send(
            MessageDraft(text: text, nonce: nonce), to: other, as: author.identity)
    }

    private func rows(_ sql: String, as person: ParticipantID) throws -> [[String?]] {
        try database.serve("begin; set local messaging.participant = '\(person.rawValue.uuidString)'; \(sql)")
    }

    private func release() throws {
        try database.own(
            "select messaging.release_held(id) from messaging.scheduled_messages where held_for <> 'behind'")
        while try messenger.sendDue() {}
    }

    /// All that somebody could know of a conversation.
    private func traces(as person: ParticipantID) throws -> Int {
        try [
            "id from messaging.channels", "channel_id from messaging.channel_members",
            "channel_id from messaging.pairs", "id from messaging.messages",
            "id from messaging.scheduled_messages", "channel_id from messaging.memberships",
        ].reduce(0) { try $0 + rows("select \($1)", as: person).count }
    }

    @Test("whom it is for finds nothing of it, by pages or by SQL, and its author sees it as what waits")
    func unseen() throws {
        let (slug, sequence) = try write("a casino", as: ada)
        #expect(sequence == Messenger.held)
        #expect(try traces(as: bo) == 0)
        #expect(try traces(as: ada) > 0)
        #expect(try messenger.requestCount(as: bo.identity) == 0)
        #expect(try messenger.conversations(on: .requests, as: bo.identity).conversations.isEmpty)
        #expect(try messenger.correspondent("ada", as: bo.identity).slug == nil)
        #expect(isNotFound { _ = try messenger.conversation(slug, as: bo.identity) })
        #expect(
            isNotFound {
                _ = try messenger.send(MessageDraft(text: "x", nonce: UUID()), to: slug, as: bo.identity)
            })
        #expect(try messenger.held(in: slug, as: ada.identity).map(\.text) == ["a casino"])
        #expect(try messenger.held(in: slug, as: bo.identity).isEmpty)
        #expect(try messenger.conversation(slug, as: ada.identity).page.messages.isEmpty)
        // Nothing that the serving role may call lets it go.
        for call in ["release_held", "refuse_held", "held_texts"] {
            #expect(throws: (any Error).self) {
                try rows("select messaging.\(call)(id) from messaging.scheduled_messages", as: ada)
            }
        }
        #expect(throws: (any Error).self) {
            try rows("update messaging.scheduled_messages set held_for = null", as: ada)
        }
    }

    @Test(
        "sent twice with one nonce it waits once, and let go it is the first's, once, whoever asks how often")
    func once() throws {
        let nonce = UUID()
        let (slug, _) = try write("a casino", as: ada, nonce: nonce)
        #expect(try write("a casino", as: ada, nonce: nonce).sequence == Messenger.held)
        #expect(try messenger.held(in: slug, as: ada.identity).count == 1)
        try release()
        try release()
        #expect(try write("a casino", as: ada, nonce: nonce).sequence == 1)
        #expect(try messenger.texts(in: slug, as: bo) == ["a casino"])
        #expect(try messenger.requestCount(as: bo.identity) == 1)
        #expect(try messenger.held(in: slug, as: ada.identity).isEmpty)
    }

    @Test("a reader who waits at a cursor is given it once it is let go, behind what came before")
    func cursor() throws {
        let (slug, first) = try write("hello", as: ada)
        #expect(first == 1)
        let cursor = try messenger.conversation(slug, as: bo.identity).page.cursor
        #expect(try write("a casino", as: ada).sequence == Messenger.held)
        let changes = "select seq from messaging.messages where changed_seq > \(cursor) order by changed_seq"
        #expect(try rows(changes, as: bo).isEmpty)
        #expect(try messenger.texts(in: slug, as: bo) == ["hello"])
        try release()
        #expect(try rows(changes, as: bo) == [["2"]])
        #expect(try messenger.texts(in: slug, as: bo) == ["hello", "a casino"])
    }

    @Test("what is written behind it waits, too, three at most, and comes in its order")
    func behind() throws {
        let (slug, _) = try write("a casino", as: ada)
        #expect(try write("please answer", as: ada).sequence == Messenger.held)
        #expect(try write("hello?", as: ada).sequence == Messenger.held)
        #expect(throws: MessagingError.self) { try write("again", as: ada) }
        try release()
        #expect(try messenger.texts(in: slug, as: bo) == ["a casino", "please answer", "hello?"])
    }

    @Test("whoever was written to and writes first does so in the one conversation, without what waits")
    func crossing() throws {
        let (slug, _) = try write("a casino", as: ada)
        #expect(try write("hello Ada", to: "ada", as: bo) == (slug, 1))
        #expect(try messenger.texts(in: slug, as: bo) == ["hello Ada"])
        #expect(try messenger.conversations(on: .inbox, as: bo.identity).conversations.map(\.slug) == [slug])
        #expect(try write("casino, yes", as: ada).sequence == 2, "they are no strangers any more")
        try release()
        #expect(try messenger.texts(in: slug, as: bo) == ["hello Ada", "casino, yes", "a casino"])
    }

    @Test("what is taken away nobody but its author sees, and taken back by them it is gone")
    func removed() throws {
        let (slug, _) = try write("a casino", as: ada)
        try database.own("select messaging.refuse_held(id) from messaging.scheduled_messages")
        while try messenger.sendDue() {}
        #expect(try messenger.held(in: slug, as: ada.identity).map(\.failure) == [.removed])
        #expect(try traces(as: bo) == 0)
        let id = try messenger.held(in: slug, as: ada.identity)[0].id
        #expect(isNotFound { try messenger.unschedule(id, as: bo.identity) })
        try messenger.unschedule(id, as: ada.identity)
        #expect(try messenger.scheduled(as: ada.identity).isEmpty)
    }

    @Test("it is not changed while it waits, and what was said is not changed into what would have waited")
    func changing() throws {
        let (slug, _) = try write("hello", as: ada)
        #expect(
            try messenger.edit(MessageEdit(text: "a casino", of: 1), at: 1, in: slug, as: ada.identity)
                == .held)
        #expect(
            try messenger.edit(MessageEdit(text: "hello Bo", of: 1), at: 1, in: slug, as: ada.identity)
                == .edited)
        try write("a casino", as: ada)
        let id = try messenger.held(in: slug, as: ada.identity)[0].id
        #expect(
            isNotFound {
                try messenger.reschedule(
                    id, MessageDraft(text: "other", nonce: UUID()), at: .now.addingTimeInterval(600),
                    as: ada.identity)
            })
    }

    @Test("what is to be sent later is looked at as it is written")
    func later() throws {
        let (slug, _) = try write("hello", as: ada)
        _ = try messenger.schedule(
            MessageDraft(text: "a casino", nonce: UUID()), at: .now.addingTimeInterval(600), in: slug,
            as: ada.identity)
        try database.administer("update messaging.scheduled_messages set send_at = now()")
        while try messenger.sendDue() {}
        #expect(try messenger.held(in: slug, as: ada.identity).map(\.text) == ["a casino"])
        #expect(try messenger.texts(in: slug, as: bo) == ["hello"])
        try release()
        #expect(try messenger.texts(in: slug, as: bo) == ["hello", "a casino"])
    }

    @Test("of whoever is held all that is written first waits, until the time is over, and nothing else does")
    func person() throws {
        let di = try messenger.person("Di")
        try database.own(
            "select messaging.hold_first_messages('\(ada.rawValue)', clock_timestamp() + interval '1 day')")
        #expect(try write("hello", as: ada).sequence == Messenger.held)
        let channel = try messenger.createChannel("Place", as: ada)
        try messenger.join(channel, as: di.identity)
        #expect(try messenger.say("hello", in: channel, as: ada) == 1)
        #expect(try write("hello", to: "di", as: ada).sequence == 1, "they are in a channel together")
        try database.own("select messaging.hold_first_messages('\(ada.rawValue)', clock_timestamp())")
        _ = try messenger.person("Ed")
        #expect(try write("hello", to: "ed", as: ada).sequence == 1)
    }

    @Test("the database stores no first message that nobody has looked at")
    func unweighed() throws {
        let (slug, _) = try write("hello", as: ada)
        let insert = """
            insert into messaging.messages (channel_id, user_id, content, nonce%1)
            select id, messaging.viewer(), 'x', gen_random_uuid()%2 from messaging.channels where slug = '\(slug)'
            """
        func sql(_ column: String, _ value: String) -> String {
            insert.replacing("%1", with: column).replacing("%2", with: value)
        }
        #expect(throws: (any Error).self) { try rows(sql("", ""), as: ada) }
        #expect(try rows("\(sql(", care", ", ''")) returning seq", as: ada) == [["2"]])
        // Whoever answers has nothing to be looked at.
        #expect(try rows("\(sql("", "")) returning seq", as: bo) == [["2"]])
    }
}
