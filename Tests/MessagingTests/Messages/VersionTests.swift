import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Changing and deleting messages", .database(messagingDatabase))
struct VersionTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
        try messenger.say("hello", in: slug, as: ada)
    }

    private func edit(
        _ text: String, of version: Int = 1, at sequence: Int64 = 1, as author: ParticipantID? = nil
    ) throws -> EditOutcome {
        try messenger.edit(
            MessageEdit(text: text, of: version), at: sequence, in: slug, as: (author ?? ada).identity)
    }

    private func message(_ sequence: Int64 = 1) throws -> Message {
        try #require(try messenger.message(sequence, in: slug, as: bo.identity).message)
    }

    private func history(_ sequence: Int64 = 1, as viewer: ParticipantID? = nil) throws -> [String]? {
        try messenger.history(of: sequence, in: slug, as: (viewer ?? bo).identity).history?.versions.map(
            \.text)
    }

    /// As if everything had been sent longer ago.
    private func age(_ interval: String) throws {
        try database.administer(
            "update messaging.messages set created_at = created_at - interval '\(interval)', updated_at = created_at"
        )
    }

    @Test("an edit is the message's next version, and the earlier ones stay for everybody in the channel")
    func versions() throws {
        #expect(try edit("hello, all") == .edited)
        #expect(try edit("hello, everybody", of: 2) == .edited)
        let message = try message()
        #expect(message.text == "hello, everybody" && message.version == 3 && message.sequence == 1)
        #expect(try #require(message.editedAt) > message.sentAt)
        #expect(try history() == ["hello", "hello, all", "hello, everybody"])
        let times = try #require(try messenger.history(of: 1, in: slug, as: bo.identity).history).versions
            .map(\.writtenAt)
        #expect(times == times.sorted() && times.first == message.sentAt && times.last == message.editedAt)
    }

    @Test("an edit and a deletion are changes that readers follow, and move no message")
    func changes() throws {
        try messenger.say("second", in: slug, as: bo)
        #expect(try edit("first") == .edited)
        #expect(try message().changed == 3)
        try messenger.delete(2, in: slug, as: bo.identity)
        #expect(try message(2).changed == 4)
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == 4)
        #expect(try messenger.texts(in: slug, as: bo) == ["first", ""])
        try messenger.say("third", in: slug, as: ada)
        #expect(try message(5).changed == 5)
    }

    @Test(
        "whoever waits is told of an edit and of a deletion, in another process too", .timeLimit(.minutes(1)))
    func live() async throws {
        let other = try database.messenger()
        try other.start()
        async let edited = change(after: 1, on: other)
        while other.waiting == 0 { await Task.yield() }
        #expect(try edit("changed") == .edited)
        #expect(try await edited.text == "changed")
        async let deleted = change(after: 2, on: other)
        while other.waiting == 0 { await Task.yield() }
        try messenger.delete(1, in: slug, as: ada.identity)
        #expect(try await deleted.isDeleted)
        other.stop()
    }

    private func change(after cursor: Int64, on messenger: Messenger) async throws -> Message {
        let outcome = try await messenger.next(
            [.channel(slug, after: cursor, .changes)], as: bo.identity, until: .now + .seconds(30))
        guard case .changed(let changes) = outcome, case .messages(let excerpt) = changes[0] else {
            throw MessagingError.notFound
        }
        return try #require(excerpt.messages.first)
    }

    @Test("the same words change nothing, however late or often they come")
    func unchanged() throws {
        #expect(try edit("hello") == .unchanged)
        #expect(try edit("hello again") == .edited)
        #expect(try edit("hello again") == .unchanged, "the form was sent twice")
        try age("2 days")
        #expect(try edit("hello again", of: 7) == .unchanged)
        #expect(try message().version == 2)
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == 2)
    }

    @Test("an edit of a version that is not the latest is refused")
    func outdated() throws {
        #expect(try edit("from one tab") == .edited)
        #expect(try edit("from another") == .outdated)
        #expect(try edit("from a future", of: 3) == .outdated)
        #expect(try message().text == "from one tab")
        #expect(try edit("from another", of: 2) == .edited)
    }

    @Test("of many who edit one version at once, one does")
    func atOnce() async throws {
        let outcomes = try await withThrowingTaskGroup(of: EditOutcome.self) { group in
            for number in 0..<8 { group.addTask { try edit("by \(number)") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .edited } == 1 && outcomes.count { $0 == .outdated } == 7)
        #expect(try history()?.count == 2)
    }

    @Test("edits, deletions and messages at once take each a number of their own")
    func numbers() async throws {
        for number in 2...9 { try messenger.say("\(number)", in: slug, as: ada) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in Int64(1)...9 {
                group.addTask { _ = try edit("changed", at: number) }
                group.addTask { try messenger.delete(number, in: slug, as: ada.identity) }
                group.addTask { try messenger.say("more", in: slug, as: bo) }
            }
            try await group.waitForAll()
        }
        let rows = try database.administer(
            "select count(*), count(distinct changed_seq) from messaging.messages")
        #expect(rows == [["18", "18"]])
        #expect(
            try database.administer(
                "select count(*) from messaging.messages where is_deleted and content = ''")
                == [["9"]])
        #expect(try database.administer("select from messaging.message_versions").isEmpty)
        let last = try database.administer(
            "select last_seq = (select max(changed_seq) from messaging.messages) from messaging.channels")
        #expect(last == [["t"]])
    }

    @Test("a message can be changed for a day, and deleted at any time")
    func late() throws {
        try age("23 hours 59 minutes")
        #expect(try edit("in time") == .edited)
        try age("2 minutes")
        #expect(try edit("too late", of: 2) == .late)
        #expect(try message().text == "in time")
        try age("10 years")
        try messenger.delete(1, in: slug, as: ada.identity)
        #expect(try message().isDeleted)
    }

    @Test("a message has fifty versions at most")
    func full() throws {
        for version in 1..<MessageEdit.versionLimit {
            #expect(try edit("version \(version + 1)", of: version) == .edited)
        }
        #expect(try edit("one more", of: MessageEdit.versionLimit) == .full)
        #expect(try history()?.count == MessageEdit.versionLimit)
        #expect(try message().text == "version 50")
    }

    @Test("an edit has something in it, and an end, like a message")
    func limits() throws {
        for text in ["", " \n ", String(repeating: "é", count: 16_385)] {
            #expect(throws: MessagingError.self) { try MessageEdit(text: text, of: 1) }
        }
        #expect(try edit(String(repeating: "é", count: 16_384)) == .edited)
    }

    @Test("a deleted message is empty for good, with all it said before, and stays where it was")
    func deletion() throws {
        #expect(try edit("a secret") == .edited)
        #expect(try edit("another secret", of: 2) == .edited)
        try messenger.say("what?", in: slug, as: bo)
        try messenger.delete(1, in: slug, as: ada.identity)
        let gone = try message()
        #expect(gone.isDeleted && gone.text.isEmpty && gone.editedAt == nil && gone.version == 1)
        #expect(gone.author.id == ada)
        #expect(try messenger.texts(in: slug, as: bo) == ["", "what?"])
        #expect(try history() == [])
        let rows = try database.administer(
            """
            select m::text from messaging.messages m where m::text like '%secret%'
            union all select v::text from messaging.message_versions v
            """)
        #expect(rows.isEmpty)
        let last = try messenger.channel(slug, as: ada.identity).lastSequence
        try messenger.delete(1, in: slug, as: ada.identity)
        #expect(try messenger.channel(slug, as: ada.identity).lastSequence == last, "it was deleted already")
        #expect(try edit("back again", of: 3) == .deleted)
    }

    @Test("the form of a message that was deleted meanwhile stores nothing when it is sent again")
    func nonce() throws {
        let nonce = UUID()
        let sequence = try messenger.say("once", in: slug, as: ada, nonce: nonce)
        try messenger.delete(sequence, in: slug, as: ada.identity)
        #expect(try messenger.say("once", in: slug, as: ada, nonce: nonce) == sequence)
        #expect(try message(sequence).isDeleted)
    }

    @Test("nobody changes or deletes what somebody else said, or where they are no member")
    func refusals() throws {
        let eve = try messenger.person("Eve")
        for somebody in [bo, eve] {
            #expect(isNotFound { _ = try edit("never said", as: somebody) })
            #expect(isNotFound { try messenger.delete(1, in: slug, as: somebody.identity) })
        }
        #expect(isNotFound { _ = try edit("nothing there", at: 99) })
        #expect(isNotFound { try messenger.delete(99, in: slug, as: ada.identity) })
        #expect(isNotFound { try messenger.delete(1, in: "none", as: ada.identity) })
        #expect(isNotFound { try messenger.delete(1, in: slug, as: .nobody) })
        try messenger.leave(slug, as: ada.identity)
        #expect(isNotFound { _ = try edit("from outside") })
        #expect(isNotFound { try messenger.delete(1, in: slug, as: ada.identity) })
        #expect(try message().text == "hello" && message().version == 1)
        #expect(try messenger.channel(slug, as: bo.identity).lastSequence == 1)
    }

    @Test("what a message said before is shown to members alone")
    func strangers() throws {
        #expect(try edit("changed") == .edited)
        let eve = try messenger.person("Eve")
        #expect(try history(as: eve) == nil, "Eve may join")
        #expect(isNotFound { _ = try history(99) })
        try messenger.leave(slug, as: bo.identity)
        #expect(try history(as: bo) == nil)
        let hidden = try messenger.createChannel("Hidden", .private, as: ada)
        try messenger.say("for me", in: hidden, as: ada)
        #expect(isNotFound { _ = try messenger.history(of: 1, in: hidden, as: eve.identity) })
    }

    @Test("an edit is not unread, and neither is what was deleted")
    func unread() throws {
        #expect(try messenger.unread(in: slug, as: bo) == 1)
        #expect(try edit("changed") == .edited)
        #expect(try messenger.unread(in: slug, as: bo) == 1)
        let second = try messenger.say("second", in: slug, as: ada)
        #expect(try messenger.unread(in: slug, as: bo) == 2)
        try messenger.delete(second, in: slug, as: ada.identity)
        #expect(try messenger.unread(in: slug, as: bo) == 1)
        messenger.markRead(try messenger.conversation(slug, as: bo.identity), as: bo.identity)
        #expect(try edit("changed again", of: 2) == .edited)
        #expect(try messenger.unread(in: slug, as: bo) == 0)
    }

    @Test("erasing somebody empties what they wrote, with all it said before")
    func erasure() throws {
        #expect(try edit("a secret") == .edited)
        try messenger.say("stays", in: slug, as: bo)
        while try database.own("select messaging.erase_some('\(ada.rawValue)')") == [["t"]] {}
        #expect(try message().isDeleted && message().text.isEmpty)
        #expect(try messenger.texts(in: slug, as: bo) == ["", "stays"])
        #expect(try database.administer("select from messaging.message_versions").isEmpty)
    }

    @Test("everybody is told what they have written, with all it said before, in pieces and wherever it was")
    func own() throws {
        #expect(try edit("hello, all") == .edited)
        #expect(try edit("hello, everybody", of: 2) == .edited)
        let second = try messenger.say("second", in: slug, as: ada)
        #expect(try edit("the second", at: second) == .edited)
        try messenger.say("somebody else's", in: slug, as: bo)
        let gone = try messenger.say("gone", in: slug, as: ada)
        #expect(try edit("soon gone", at: gone) == .edited)
        try messenger.delete(gone, in: slug, as: ada.identity)
        try messenger.leave(slug, as: ada.identity)
        let messages = try messenger.ownMessages(as: ada.identity)
        #expect(messages.map(\.text) == ["hello, everybody", "the second"])
        #expect(messages.allSatisfy { $0.editedAt != nil })
        var versions: [OwnVersion] = []
        while let next = try messenger.ownVersions(after: versions.last, as: ada.identity, limit: 1).first {
            versions.append(next)
        }
        #expect(versions.map(\.text) == ["hello", "hello, all", "second"])
        #expect(versions.map(\.version) == [1, 2, 1] && versions.map(\.sequence) == [1, 1, second])
        #expect(try messenger.ownVersions(as: bo.identity).isEmpty)
    }

    @Test(
        "a message in one line has no marks, and no more characters than asked for",
        arguments: [
            ("hello", "hello"), ("**Hello**,\n\n- you\n- `all`", "Hello, you all"),
            ("[a](https://example.org) <b>", "a <b>"), ("0123456789", "0123456789"),
            ("0123456789", "0123456789"), ("0123456789abcdefghij-", "0123456789abcdefghi…"),
            ("0123456789abcdefgh 👩‍👩‍👧", "0123456789abcdefgh…"), ("> cafe\u{301} ", "caf\u{e9}"),
        ])
    func words(text: String, words: String) throws {
        let sequence = try messenger.say(text, in: slug, as: ada)
        #expect(try message(sequence).words(limit: 20) == words)
        try messenger.delete(sequence, in: slug, as: ada.identity)
        #expect(try message(sequence).words(limit: 100) == "This message was deleted.")
    }
}
