import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Messages to be sent later", .database(messagingDatabase))
struct ScheduledMessageTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
    }

    @discardableResult
    private func schedule(
        _ text: String, in seconds: TimeInterval = 3600, nonce: UUID = UUID(), to slug: String? = nil,
        as author: ParticipantID? = nil
    ) throws -> UUID? {
        try messenger.schedule(
            MessageDraft(text: text, nonce: nonce), at: .now + seconds, in: slug ?? self.slug,
            as: (author ?? bo).identity)
    }

    /// As if the time of all that waits had come.
    private func comeDue() throws {
        try database.administer(
            "update messaging.scheduled_messages set send_at = send_at - interval '400 days'")
    }

    private func sendAll() throws { while try messenger.sendDue() {} }

    private func waiting() throws -> [String] {
        try messenger.scheduled(as: bo.identity).map { "\($0.text) \($0.failure?.rawValue ?? "waits")" }
    }

    @Test("wait for their time, the next first, and are then sent as their author, once")
    func sent() throws {
        try schedule("second", in: 7200)
        try schedule("first")
        #expect(try waiting() == ["first waits", "second waits"])
        #expect(try !messenger.sendDue())
        #expect(try messenger.texts(in: slug, as: ada).isEmpty)
        #expect(try messenger.scheduled(as: ada.identity).isEmpty)
        try comeDue()
        try sendAll()
        #expect(try messenger.texts(in: slug, as: ada) == ["first", "second"])
        let message = try messenger.message(1, in: slug, as: ada.identity).message
        #expect(message?.author.id == bo)
        #expect(try messenger.unread(in: slug, as: ada) == 2 && messenger.unread(in: slug, as: bo) == 0)
        #expect(try waiting().isEmpty)
    }

    @Test("whom they name is told when they are sent, as they were changed last")
    func naming() throws {
        try messenger.join(slug, as: try messenger.person("Cem").identity)
        func mentions() throws -> Int? {
            try messenger.channels(as: ada.identity).channels.first { $0.channel.slug == slug }?.mentions
        }
        try schedule("@ada")
        let id = try #require(try schedule("@cem"))
        try messenger.reschedule(
            id, MessageDraft(text: "@ada and @cem", nonce: UUID()), at: .now + 60, as: bo.identity)
        #expect(try mentions() == 0)
        try comeDue()
        try sendAll()
        #expect(try mentions() == 2)
    }

    @Test("they quote what they were to quote, in the same channel alone")
    func quoting() throws {
        try messenger.say("which paper?", in: slug, as: ada)
        func schedule(quoting place: Int64) throws {
            _ = try messenger.schedule(
                MessageDraft(text: "the white one", nonce: UUID(), quoting: place), at: .now + 60, in: slug,
                as: bo.identity)
        }
        #expect(isNotFound { try schedule(quoting: 7) })
        try schedule(quoting: 1)
        try comeDue()
        try sendAll()
        #expect(try messenger.message(2, in: slug, as: ada.identity).message?.quote?.words == "which paper?")
    }

    @Test("whoever waits in the channel is told as of any other message", .timeLimit(.minutes(1)))
    func live() async throws {
        try schedule("now")
        try comeDue()
        let other = try database.messenger()
        try other.start()
        let waits = Task {
            try await other.next(
                [.channel(slug, after: 0, .changes)], as: ada.identity, until: .now + .seconds(30))
        }
        while other.waiting == 0 { await Task.yield() }
        try sendAll()
        guard case .changed(let changes) = try await waits.value, case .messages(let excerpt) = changes[0]
        else { throw MessagingError.notFound }
        #expect(excerpt.messages.map(\.text) == ["now"])
        other.stop()
    }

    @Test("are sent once by many processes that look at the same time")
    func atOnce() async throws {
        for number in 0..<40 { try schedule("\(number)") }
        try comeDue()
        let others = try (0..<4).map { _ in try database.messenger() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for other in others {
                group.addTask { while try other.sendDue() {} }
            }
            try await group.waitForAll()
        }
        // What one passed over because another was about it.
        try sendAll()
        let texts = try messenger.texts(in: slug, as: ada)
        #expect(texts.count == 40 && Set(texts).count == 40)
        #expect(try waiting().isEmpty)
    }

    @Test("what one process is about is left to it, and goes on waiting when it breaks down")
    func brokenDown() throws {
        try schedule("once")
        try comeDue()
        let connection = try database.connection()
        _ = try connection.run("begin; select messaging.send_due()")
        #expect(try !messenger.sendDue())
        _ = try connection.run("rollback")
        #expect(try messenger.texts(in: slug, as: ada).isEmpty)
        try sendAll()
        #expect(try messenger.texts(in: slug, as: ada) == ["once"])
    }

    @Test("a form that is sent twice schedules once, also when the message has been sent meanwhile")
    func nonce() throws {
        let nonce = UUID()
        let first = try schedule("once", nonce: nonce)
        #expect(try first != nil && schedule("once", nonce: nonce) == first)
        try comeDue()
        try sendAll()
        #expect(try schedule("once", nonce: nonce) == nil)
        #expect(try waiting().isEmpty)
        try schedule("twice", nonce: nonce, as: ada)
        #expect(try messenger.scheduled(as: ada.identity).count == 1, "another's nonce is another")
    }

    @Test("a moment that is past or more than a year ahead is refused")
    func moments() throws {
        for seconds: TimeInterval in [-1, 0, 367 * 86_400] {
            #expect(refusal { try schedule("x", in: seconds) } == "date out-of-range")
        }
        #expect(try waiting().isEmpty)
        for seconds: TimeInterval in [60, 364 * 86_400] {
            #expect(refusal { try schedule("x", in: seconds) } == nil)
        }
    }

    @Test("a hundred wait for one person at most, also when they come at once")
    func limit() async throws {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<104 { group.addTask { _ = try? schedule("\(number)") } }
        }
        for number in 0..<104 { _ = try? schedule("again \(number)") }
        #expect(try waiting().count == ScheduledMessage.limit)
        #expect(refusal { try schedule("one more") } == "message too-many")
        try schedule("somebody else's", as: ada)
    }

    @Test("are changed and cancelled by their author, until they are sent")
    func changed() throws {
        let id = try #require(try schedule("before"))
        let other = try MessageDraft(text: "after", nonce: UUID())
        #expect(isNotFound { try messenger.reschedule(id, other, at: .now + 60, as: ada.identity) })
        #expect(isNotFound { try messenger.unschedule(id, as: ada.identity) })
        try messenger.reschedule(id, other, at: .now + 60, as: bo.identity)
        #expect(throws: MessagingError.self) {
            try messenger.reschedule(id, other, at: .now - 60, as: bo.identity)
        }
        #expect(try waiting() == ["after waits"])
        let gone = try #require(try schedule("never"))
        try messenger.unschedule(gone, as: bo.identity)
        try comeDue()
        try sendAll()
        #expect(try messenger.texts(in: slug, as: ada) == ["after"])
        #expect(isNotFound { try messenger.reschedule(id, other, at: .now + 60, as: bo.identity) })
        #expect(isNotFound { try messenger.unschedule(id, as: bo.identity) })
    }

    @Test("what may be sent no more is kept with the reason, and keeps nothing else from being sent")
    func kept() throws {
        try schedule("gone")
        try schedule("stays", as: ada)
        try messenger.leave(slug, as: bo.identity)
        try comeDue()
        try sendAll()
        #expect(try waiting() == ["gone closed"])
        #expect(try messenger.texts(in: slug, as: ada) == ["stays"])
        try messenger.join(slug, as: bo.identity)
        try sendAll()
        #expect(try messenger.texts(in: slug, as: ada) == ["stays"], "not until its author says so")
        let id = try messenger.scheduled(as: bo.identity)[0].id
        try messenger.reschedule(
            id, MessageDraft(text: "back", nonce: UUID()), at: .now + 60, as: bo.identity)
        try comeDue()
        try sendAll()
        #expect(try messenger.texts(in: slug, as: ada) == ["stays", "back"])
    }

    @Test("a stranger's fourth message before an answer, and one to somebody who is gone, are kept")
    func directly() throws {
        let eve = try messenger.person("Eve")
        let correspondent = try messenger.correspondent("eve", as: bo.identity)
        let (direct, _) = try messenger.send(
            MessageDraft(text: "hello", nonce: UUID()), to: correspondent, as: bo.identity)
        for number in 2...4 { try schedule("\(number)", in: Double(number), to: direct) }
        try comeDue()
        try sendAll()
        #expect(try waiting() == ["4 unanswered"])
        #expect(try messenger.texts(in: direct, as: eve) == ["hello", "2", "3"])
        while try database.administer("select messaging.erase_some('\(eve.rawValue)')") == [["t"]] {}
        try schedule("still there?", to: direct)
        try comeDue()
        try sendAll()
        #expect(try waiting() == ["4 unanswered", "still there? over"])
    }

    @Test("what the host holds back is not sent")
    func held() throws {
        try schedule("held")
        try database.administer("select messaging.hold_scheduled('\(bo.rawValue)')")
        try comeDue()
        try sendAll()
        #expect(try waiting() == ["held held"])
        #expect(try messenger.texts(in: slug, as: ada).isEmpty)
    }

    @Test("with ten thousand that wait, what is due is found by an index")
    func many() throws {
        try database.administer(
            """
            insert into messaging.scheduled_messages (user_id, channel_id, content, nonce, send_at)
            select '\(bo.rawValue)', c.id, 'x', gen_random_uuid(), now() + n * interval '1 minute'
            from messaging.channels c, generate_series(1, 10000) n;
            analyze
            """)
        let plan = try database.administer(
            """
            explain select s.id from messaging.scheduled_messages s
            where s.send_at <= clock_timestamp() and s.failure is null order by s.send_at, s.id limit 20
            for update skip locked
            """
        ).compactMap { $0[0] }.joined()
        #expect(plan.contains("scheduled_messages_due") && !plan.contains("Sort"))
    }

    @Test(
        "strangers and former members schedule nothing there, and are told what they are told of no channel")
    func strangers() throws {
        let eve = try messenger.person("Eve")
        try messenger.leave(slug, as: bo.identity)
        for person in [eve, bo] {
            #expect(isNotFound { try schedule("x", as: person) })
            #expect(isNotFound { try schedule("x", to: "nowhere", as: person) })
        }
        #expect(
            try database.serve(
                "select * from messaging.schedule('\(slug)', 'x', now() + interval '1 hour', gen_random_uuid(), null, null, null, null, null, null, null)"
            ).isEmpty)
    }
}
