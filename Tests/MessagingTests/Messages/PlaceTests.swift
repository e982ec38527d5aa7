import FoundationEssentials
import Messaging
import TestDatabase
import Testing

@Suite("Places in a conversation", .database(messagingDatabase))
struct PlaceTests {
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        messenger = try TestDatabase.current.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
    }

    /// A message a minute from a moment on, at every third number: changes have taken the others.
    private func fill(_ count: Int, from start: Date) throws {
        try TestDatabase.current.administer(
            """
            set session_replication_role = replica;
            insert into messaging.messages (channel_id, user_id, content, seq, changed_seq, nonce, created_at, updated_at)
                select c.id, '\(ada.rawValue)', 'Message ' || n, 3 * n, 3 * n, gen_random_uuid(), moment, moment
                from messaging.channels c, generate_series(1, \(count)) n,
                    lateral (select to_timestamp(\(Int(start.timeIntervalSince1970)) + 60 * n)) at (moment)
                where c.slug = '\(slug)';
            update messaging.channels set last_seq = \(3 * count + 2) where slug = '\(slug)';
            """)
    }

    @Test("the first message since a moment is found among ten thousand, wherever it is")
    func since() throws {
        let start = Date(timeIntervalSince1970: 1_700_000_000)
        try fill(10_000, from: start)
        func first(_ seconds: Double) throws -> Int64? {
            try messenger.firstMessage(since: start.addingTimeInterval(seconds), in: slug, as: bo.identity)
        }
        for number in [1, 2, 3, 49, 5_000, 5_001, 9_998, 9_999, 10_000] {
            let moment = Double(60 * number)
            #expect(try first(moment) == Int64(3 * number))
            #expect(try first(moment - 59) == Int64(3 * number))
            #expect(try first(moment + 1) == (number == 10_000 ? nil : Int64(3 * number + 3)))
        }
        #expect(try first(-1e9) == 3)
        #expect(try first(1e9) == nil)
    }

    @Test("where nothing was said there is no first message")
    func empty() throws {
        #expect(try messenger.firstMessage(since: .distantPast, in: slug, as: bo.identity) == nil)
        #expect(try messenger.unread(after: 0, in: slug, as: bo.identity) == nil)
    }

    @Test("nobody who is no member learns when something was said, or that something is new")
    func strangers() throws {
        try messenger.say("for members", in: slug, as: ada)
        let eve = try messenger.person("Eve")
        #expect(try messenger.firstMessage(since: .distantPast, in: slug, as: bo.identity) == 1)
        #expect(try messenger.unread(after: 0, in: slug, as: bo.identity)?.first == 1)
        #expect(try messenger.firstMessage(since: .distantPast, in: slug, as: eve.identity) == nil)
        #expect(try messenger.unread(after: 0, in: slug, as: eve.identity) == nil)
        try messenger.leave(slug, as: bo.identity)
        #expect(try messenger.firstMessage(since: .distantPast, in: slug, as: bo.identity) == nil)
        #expect(try messenger.unread(after: 0, in: slug, as: bo.identity) == nil)
    }

    @Test(
        "what is new begins with the first that somebody else said and that stands, and is counted to a hundred"
    )
    func unread() throws {
        try messenger.say("read", in: slug, as: ada)
        try messenger.say("one's own", in: slug, as: bo)
        let gone = try messenger.say("gone again", in: slug, as: ada)
        try messenger.delete(gone, in: slug, as: ada.identity)
        let first = try messenger.say("new", in: slug, as: ada)
        for number in 2...99 { try messenger.say("\(number)", in: slug, as: ada) }
        let found = try #require(try messenger.unread(after: 1, in: slug, as: bo.identity))
        #expect(found.first == first && found.count == 99)
        #expect(abs(found.sentAt.timeIntervalSinceNow) < 600)
        for number in 100...120 { try messenger.say("\(number)", in: slug, as: ada) }
        #expect(try messenger.unread(after: 1, in: slug, as: bo.identity)?.count == Inbox.countLimit)
        #expect(try messenger.unread(after: 2, in: slug, as: ada.identity) == nil)
    }

    @Test("whoever does not mean to read is told what changes, and their read mark stays where it is")
    func looking() async throws {
        try messenger.say("one", in: slug, as: ada)
        try messenger.say("two", in: slug, as: ada)
        for (marksRead, lastRead) in [(false, Int64(0)), (true, 1)] {
            let outcome = try await messenger.next(
                [.channel(slug, after: 1, .changes, marksRead: marksRead)], as: bo.identity, until: .now)
            guard case .changed(let changes) = outcome, case .messages(let excerpt) = changes[0] else {
                Issue.record("nothing was told")
                return
            }
            #expect(excerpt.messages.map(\.text) == ["two"])
            #expect(try messenger.channel(slug, as: bo.identity).lastRead == lastRead)
        }
    }
}
