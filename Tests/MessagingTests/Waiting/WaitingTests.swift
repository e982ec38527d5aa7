import FoundationEssentials
import Messaging
import TestDatabase
import Testing

/// Waiting against a real database: two messengers stand for two processes.
@Suite("Waiting", .database(messagingDatabase), .timeLimit(.minutes(1)))
struct WaitingTests {
    private let here: Messenger
    private let there: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let database = try TestDatabase.current
        here = try database.messenger()
        there = try database.messenger()
        ada = try here.person("Ada")
        bo = try here.person("Bo")
        slug = try here.createChannel(as: ada)
        try here.join(slug, as: bo.identity)
        try here.start()
        try there.start()
    }

    private func wait(
        on messenger: Messenger, as viewer: ParticipantID, after cursor: Int64 = 0,
        shape: WaitShape = .changes,
        atMost patience: Duration = .seconds(20)
    ) async throws -> WaitOutcome {
        try await messenger.next(
            [.channel(slug, after: cursor, shape)], as: viewer.identity, until: .now + patience)
    }

    /// Until that many wait: what a test does next then meets sleepers, not somebody on the way to sleep.
    private func untilWaiting(_ count: Int, on messenger: Messenger) async throws {
        while messenger.waiting < count { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Until a change has come to both, so that their listeners are connected: what was announced before is not heard.
    /// - Returns: the cursor then.
    private func untilHearing() async throws -> Int64 {
        var cursor: Int64 = 0
        for (messenger, other) in [(here, there), (there, here)] {
            let reached = cursor
            async let outcome = wait(on: messenger, as: bo, after: reached)
            try await untilWaiting(1, on: messenger)
            try other.say("heard", in: slug, as: ada)
            cursor = try #require(await outcome.excerpt).cursor
        }
        return cursor
    }

    @Test("a message sent in one process reaches a reader who waits in another")
    func acrossProcesses() async throws {
        async let outcome = wait(on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.say("hello over there", in: slug, as: ada)
        let excerpt = try #require(await outcome.excerpt)
        #expect(excerpt.messages.map(\.text) == ["hello over there"])
        #expect(excerpt.cursor == 1)
        here.stop()
        there.stop()
    }

    @Test("fifty readers of one change share one excerpt")
    func sharing() async throws {
        // Once a change has come, the listener is connected: that too makes everybody look, in a party of their own.
        async let first = wait(on: here, as: bo)
        try await untilWaiting(1, on: here)
        try there.say("first", in: slug, as: ada)
        let cursor = try #require(await first.excerpt).cursor
        let excerpts = try await withThrowingTaskGroup(of: Excerpt?.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await wait(on: here, as: number < 25 ? ada : bo, after: cursor).excerpt
                }
            }
            try await untilWaiting(50, on: here)
            try there.say("once", in: slug, as: ada)
            return try await group.reduce(into: [Excerpt]()) { if let excerpt = $1 { $0.append(excerpt) } }
        }
        #expect(excerpts.count == 50)
        #expect(Set(excerpts.map(ObjectIdentifier.init)).count == 1)
        var made = 0
        for excerpt in excerpts {
            let number = excerpt.once("test") {
                made += 1
                return made
            }
            #expect(number == 1)
        }
        #expect(made == 1)
        here.stop()
        there.stop()
    }

    @Test("what came before is answered at once, also after a cursor from long ago")
    func pastChange() async throws {
        for number in 0..<5 { try here.say("\(number)", in: slug, as: ada) }
        let excerpt = try #require(await wait(on: there, as: bo, after: 2).excerpt)
        #expect(excerpt.messages.map(\.sequence) == [3, 4, 5])
        here.stop()
        there.stop()
    }

    @Test("a page is the channel's latest messages, not only what changed")
    func page() async throws {
        try here.say("first", in: slug, as: ada)
        async let outcome = wait(on: there, as: bo, after: 1, shape: .page)
        try await untilWaiting(1, on: there)
        try here.say("second", in: slug, as: ada)
        let excerpt = try #require(await outcome.excerpt)
        #expect(excerpt.messages.map(\.text) == ["first", "second"])
        #expect(excerpt.cursor == 2)
        here.stop()
        there.stop()
    }

    @Test("nothing comes at the deadline, not before")
    func deadline() async throws {
        let start = ContinuousClock.now
        #expect(try await wait(on: here, as: ada, atMost: .milliseconds(400)).summary == "nothing")
        #expect(ContinuousClock.now - start > .milliseconds(100))
        #expect(here.waiting == 0)
        here.stop()
        there.stop()
    }

    @Test("a member who leaves while waiting is told so, and not what is said afterwards")
    func leaving() async throws {
        async let outcome = wait(on: there, as: bo)
        async let staying = wait(on: there, as: ada)
        try await untilWaiting(2, on: there)
        try here.leave(slug, as: bo.identity)
        do {
            _ = try await outcome
            Issue.record("the wait went on")
        } catch MessagingError.notFound {}
        #expect(there.waiting == 1)
        try here.say("he has left", in: slug, as: ada)
        #expect(try await staying.excerpt != nil)
        here.stop()
        there.stop()
    }

    @Test("of those one change wakes, who was removed with it is told that, and the others the change")
    func removedWithTheChange() async throws {
        async let outcome = wait(on: there, as: bo)
        async let staying = wait(on: there, as: ada)
        try await untilWaiting(2, on: there)
        // In this order, so that the change makes a party of both.
        try TestDatabase.current.administer(
            """
            begin;
            insert into messaging.messages (channel_id, user_id, content, nonce)
                select id, '\(ada.rawValue)', 'not for Bo', gen_random_uuid() from messaging.channels where slug = '\(slug)';
            delete from messaging.channel_members where user_id = '\(bo.rawValue)';
            commit
            """)
        do {
            _ = try await outcome
            Issue.record("the wait went on")
        } catch MessagingError.notFound {}
        #expect(try await staying.excerpt?.messages.last?.text == "not for Bo")
        here.stop()
        there.stop()
    }

    @Test("a stranger cannot wait")
    func stranger() async throws {
        let stranger = try here.person("Stranger")
        do {
            _ = try await wait(on: here, as: stranger)
            Issue.record("the stranger was let in")
        } catch MessagingError.notFound {}
        #expect(here.waiting == 0)
        here.stop()
        there.stop()
    }

    @Test("a reader whose task is cancelled departs at once")
    func departure() async throws {
        let task = Task { try await wait(on: here, as: ada) }
        try await untilWaiting(1, on: here)
        task.cancel()
        #expect(try await task.value.summary == "departed")
        #expect(here.waiting == 0)
        here.stop()
        there.stop()
    }

    @Test("a dismissal ends all waits of a participant, in every process, and only theirs")
    func dismissal() async throws {
        let cursor = try await untilHearing()
        async let here1 = wait(on: here, as: ada, after: cursor)
        async let there1 = wait(on: there, as: ada, after: cursor)
        async let other = wait(on: there, as: bo, after: cursor)
        try await untilWaiting(1, on: here)
        try await untilWaiting(2, on: there)
        try here.dismiss(as: ada.identity)
        #expect(try await here1.summary == "closing")
        #expect(try await there1.summary == "closing")
        #expect(there.waiting == 1)
        here.stop()
        there.stop()
        #expect(try await other.summary == "closing")
    }

    @Test("when announcements are lost and nothing happened, readers sleep on")
    func sleepingOn() async throws {
        async let outcome = wait(on: there, as: bo)
        try await untilWaiting(1, on: there)
        try TestDatabase.current.administer(
            "select pg_notify('messaging', 'changed ' || id || ' 999') from messaging.channels")
        try await Task.sleep(for: .milliseconds(300))
        #expect(there.waiting == 1)
        try here.say("now", in: slug, as: ada)
        #expect(try await outcome.excerpt?.messages.map(\.text) == ["now"])
        here.stop()
        there.stop()
    }

    @Test("stopping answers everybody, and nobody waits afterwards")
    func stopping() async throws {
        async let outcome = wait(on: here, as: ada)
        try await untilWaiting(1, on: here)
        here.stop()
        #expect(try await outcome.summary == "closing")
        #expect(try await wait(on: here, as: ada).summary == "closing")
        there.stop()
    }

    @Test("above its capacity a wait is answered at once, but never without what is new")
    func capacity() async throws {
        let small = try TestDatabase.current.messenger(capacity: 0)
        #expect(try await wait(on: small, as: ada).summary == "full")
        try here.say("new", in: slug, as: ada)
        #expect(try await wait(on: small, as: ada).excerpt != nil)
        here.stop()
        there.stop()
    }

    @Test(
        "whoever is ahead of the channel, as after a backup is restored, gets the present list at once",
        arguments: [WaitShape.changes, .page])
    func ahead(shape: WaitShape) async throws {
        for number in 1...3 { try here.say("\(number)", in: slug, as: ada) }
        let excerpt = try #require(await wait(on: there, as: bo, after: 40, shape: shape).excerpt)
        #expect(excerpt.replacesAll)
        #expect(excerpt.messages.map(\.text) == ["1", "2", "3"] && excerpt.cursor == 3)
        // From there it goes on as ever.
        async let outcome = wait(on: there, as: bo, after: excerpt.cursor, shape: shape)
        try await untilWaiting(1, on: there)
        try here.say("4", in: slug, as: ada)
        let next = try #require(await outcome.excerpt)
        #expect(next.messages.last?.text == "4" && !next.replacesAll)
        here.stop()
        there.stop()
    }

    @Test("whoever is ahead of a thread gets the whole of it, also when nothing is left of it")
    func aheadOfThread() async throws {
        try here.say("asked", in: slug, as: ada)
        try TestDatabase.current.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce, parent_id)
            select channel_id, user_id, 'answered', gen_random_uuid(), id from messaging.messages
            """)
        for (parent, texts) in [(Int64(1), ["answered", "asked"]), (30, [])] {
            let outcome = try await there.next(
                [.thread(slug, of: parent, after: 40)], as: bo.identity, until: .now + .seconds(20))
            let excerpt = try #require(outcome.excerpt)
            #expect(excerpt.replacesAll && excerpt.messages.map(\.text) == texts && excerpt.cursor == 3)
        }
        here.stop()
        there.stop()
    }

    @Test("readers who wait while a backup is restored are shown what is there then, and so is whoever comes")
    func restored() async throws {
        for number in 1...3 { try here.say("\(number)", in: slug, as: ada) }
        // Kept, by its counters.
        _ = try there.conversation(slug, as: bo.identity)
        async let outcome = wait(on: there, as: bo, after: 3)
        async let page = wait(on: there, as: ada, after: 3, shape: .page)
        try await untilWaiting(2, on: there)
        try TestDatabase.current.administer(
            """
            begin;
            delete from messaging.messages where seq > 1;
            update messaging.channels set last_seq = 1;
            commit;
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'messaging listener'
            """)
        for excerpt in [try await outcome.excerpt, try await page.excerpt] {
            #expect(excerpt?.replacesAll == true)
            #expect(excerpt?.messages.map(\.text) == ["1"] && excerpt?.cursor == 1)
        }
        for text in ["other 2", "other 3"] { try here.say(text, in: slug, as: ada) }
        #expect(try there.texts(in: slug, as: bo) == ["1", "other 2", "other 3"])
        here.stop()
        there.stop()
    }

    @Test("when the listening connection is cut, a message sent meanwhile still comes")
    func lostListener() async throws {
        async let outcome = wait(on: there, as: bo)
        try await untilWaiting(1, on: there)
        try TestDatabase.current.administer(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'messaging listener'
            """)
        try here.say("into the silence", in: slug, as: ada)
        let excerpt = try #require(await outcome.excerpt)
        #expect(excerpt.messages.map(\.text) == ["into the silence"])
        here.stop()
        there.stop()
    }
}

extension WaitOutcome {
    fileprivate var excerpt: Excerpt? {
        if case .changed(let changes) = self, case .messages(let excerpt) = changes[0] {
            excerpt
        } else {
            nil
        }
    }

    fileprivate var summary: String {
        switch self {
        case .changed: "changed"
        case .nothing: "nothing"
        case .full: "full"
        case .closing: "closing"
        case .departed: "departed"
        }
    }
}
