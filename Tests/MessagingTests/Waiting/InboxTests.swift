import FoundationEssentials
import Messaging
import Postgres
import Synchronization
import TestDatabase
import Testing

/// Inboxes, presence and threads against a real database: two messengers stand for two processes.
@Suite("One wait for many things", .database(messagingDatabase), .timeLimit(.minutes(2)))
struct InboxTests {
    private let here: Messenger
    private let there: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String
    private let proofs = Proofs()

    init() throws {
        let database = try TestDatabase.current
        here = try database.messenger()
        there = try database.messenger(capacity: 200)
        ada = try here.person("Ada")
        bo = try here.person("Bo")
        slug = try here.createChannel(as: ada)
        try here.join(slug, as: bo.identity)
        try here.start()
        try there.start()
    }

    private func end() {
        here.stop()
        there.stop()
    }

    /// Counts in how many transactions somebody was proved.
    private final class Proofs: Sendable {
        private let made = Mutex(0)

        var count: Int { made.withLock { $0 } }

        func identity(of participant: ParticipantID) -> Identity {
            Identity(proving: Prove(participant: participant)) { _ in
                self.made.withLock { $0 += 1 }
                return true
            }
        }
    }

    private struct Prove: Statement {
        let participant: ParticipantID

        static let sql = "select set_config('messaging.participant', $1, true)"

        func bind(to parameters: inout Parameters) {
            parameters.append(participant.rawValue.uuidString.lowercased())
        }

        static func row(from columns: inout Columns) throws(PostgresError) -> String {
            try columns.next(String.self)
        }
    }

    private func next(
        _ topics: [Topic], on messenger: Messenger, as viewer: ParticipantID, session: [UInt8]? = nil,
        atMost patience: Duration = .seconds(30)
    ) async throws -> WaitOutcome {
        try await messenger.next(
            topics, as: proofs.identity(of: viewer), session: session, until: .now + patience)
    }

    private func inbox(
        showing shown: Digest? = nil, on messenger: Messenger, as viewer: ParticipantID,
        session: [UInt8]? = nil
    ) async throws -> Inbox {
        let outcome = try await next(
            [.inbox(showing: shown, pause: .zero)], on: messenger, as: viewer, session: session)
        guard case .changed(let changes) = outcome, case .inbox(let inbox) = changes[0] else {
            throw Unexpected(outcome: "\(outcome)")
        }
        return inbox
    }

    private struct Unexpected: Error { let outcome: String }

    private func untilWaiting(_ count: Int, on messenger: Messenger) async throws {
        while messenger.waiting != count { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("a page that shows nothing yet is told at once what is unread, over all channels")
    func present() async throws {
        let other = try here.createChannel("Tax", as: bo)
        try here.join(other, as: ada.identity)
        try here.say("one", in: slug, as: bo)
        try here.say("two", in: slug, as: bo)
        try here.say("three", in: other, as: bo)
        let found = try await inbox(on: there, as: ada)
        #expect(found.unread.map(\.slug) == [other, slug])
        #expect(found.unread.map(\.messages) == [1, 2])
        #expect(found.unread.map(\.name) == ["Tax", "Design"])
        #expect((found.messageCount, found.channelCount) == (3, 2))
        #expect(try await inbox(on: there, as: bo).messageCount == 0, "what one has said oneself is read")
        end()
    }

    @Test("a message stored in one process reaches an inbox that waits in another, with nothing read for it")
    func acrossProcesses() async throws {
        var shown = try await inbox(on: there, as: bo)
        for number in 1...2 {
            let digest = shown.digest
            async let told = inbox(showing: digest, on: there, as: bo)
            try await untilWaiting(1, on: there)
            let before = proofs.count
            try here.say("hello", in: slug, as: ada)
            let found = try await told
            #expect(found.unread.map(\.messages) == [number])
            #expect(found.digest != shown.digest)
            // Once something has come, the listener is connected: that too makes everybody look.
            if number == 2 { #expect(proofs.count == before) }
            shown = found
        }
        end()
    }

    @Test("a message that is deleted in one process is not unread any more in an inbox that waits in another")
    func deletion() async throws {
        try here.say("stays", in: slug, as: ada)
        let gone = try here.say("goes", in: slug, as: ada)
        let shown = try await inbox(on: there, as: bo)
        #expect(shown.messageCount == 2)
        async let told = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.delete(gone, in: slug, as: ada.identity)
        #expect(try await told.messageCount == 1)
        end()
    }

    @Test("a session that was proved waits again and again without a transaction, until it is dismissed")
    func withoutQueries() async throws {
        var digest = try await inbox(on: there, as: bo, session: [1, 2, 3]).digest
        var before = proofs.count
        for number in 1...4 {
            // Once something has come, the listener is connected: that too makes everybody look.
            if number == 2 { before = proofs.count }
            let shown = digest
            async let told = inbox(showing: shown, on: there, as: bo, session: [1, 2, 3])
            try await untilWaiting(1, on: there)
            try here.say("\(number)", in: slug, as: ada)
            let found = try await told
            #expect(found.messageCount == number)
            digest = found.digest
        }
        #expect(proofs.count == before)
        let shown = digest
        async let ended = next([.inbox(showing: shown)], on: there, as: bo, session: [1, 2, 3])
        try await untilWaiting(1, on: there)
        try here.dismiss(as: bo.identity)
        guard case .closing = try await ended else { throw Unexpected(outcome: "not dismissed") }
        _ = try await inbox(on: there, as: bo, session: [1, 2, 3])
        #expect(proofs.count == before + 1)
        end()
    }

    @Test("whoever only looks is told as things are, however often")
    func looking() async throws {
        let shown = try await inbox(on: here, as: bo).digest
        for number in 1...3 {
            try there.say("\(number)", in: slug, as: ada)
            while true {
                let outcome = try await next([.inbox(showing: shown)], on: here, as: bo, atMost: .zero)
                guard case .changed(let changes) = outcome, case .inbox(let inbox) = changes[0],
                    inbox.messageCount == number
                else { continue }
                break
            }
        }
        end()
    }

    @Test("somebody else's session is not a way into an inbox")
    func anotherSession() async throws {
        try here.say("for Bo", in: slug, as: ada)
        _ = try await inbox(on: there, as: bo, session: [1])
        let eve = try here.person("Eve")
        #expect(try await inbox(on: there, as: eve, session: [2]).messageCount == 0)
        #expect(try await inbox(on: there, as: eve).unread.isEmpty)
        end()
    }

    @Test("nobody has an inbox")
    func nobody() async throws {
        do {
            _ = try await here.next([.inbox(showing: nil)], as: .nobody, until: .now)
            Issue.record("nobody was let in")
        } catch MessagingError.notFound {}
        end()
    }

    @Test("a channel that is read in one process is unread no more in another")
    func reading() async throws {
        try here.say("hello", in: slug, as: ada)
        let shown = try await inbox(on: there, as: bo)
        #expect(shown.messageCount == 1)
        async let told = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        _ = try await here.next([.channel(slug, after: 1, .changes)], as: bo.identity, until: .now)
        #expect(try await told.messageCount == 0)
        end()
    }

    @Test("a message that is marked unread in one process is unread in an inbox that waits in another")
    func unreadAgain() async throws {
        for text in ["one", "two"] { try here.say(text, in: slug, as: ada) }
        _ = try await here.next([.channel(slug, after: 2, .changes)], as: bo.identity, until: .now)
        let shown = try await inbox(on: there, as: bo)
        #expect(shown.messageCount == 0)
        async let told = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.markUnread(from: 1, in: slug, as: bo.identity)
        #expect(try await told.messageCount == 2)
        end()
    }

    @Test(
        "whoever is removed while waiting is told that the list is another, and nothing more of the channel")
    func removal() async throws {
        let shown = try await inbox(on: there, as: bo)
        async let told = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        try TestDatabase.current.administer(
            "delete from messaging.channel_members where user_id = '\(bo.rawValue)'")
        let found = try await told
        #expect(found.membership != shown.membership)
        try here.say("not for Bo", in: slug, as: ada)
        let outcome = try await next(
            [.inbox(showing: found.digest)], on: there, as: bo, atMost: .milliseconds(600))
        guard case .nothing = outcome else { throw Unexpected(outcome: "\(outcome)") }
        end()
    }

    @Test("a channel that is joined elsewhere is heard of from then on")
    func joining() async throws {
        let other = try here.createChannel("Tax", as: ada)
        let shown = try await inbox(on: there, as: bo)
        async let joined = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.join(other, as: bo.identity)
        let found = try await joined
        #expect(found.membership != shown.membership)
        async let told = inbox(showing: found.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.say("welcome", in: other, as: ada)
        #expect(try await told.unread.map(\.slug) == [other])
        end()
    }

    @Test("one wait tells of the channel in view and of the others, and not of the same message twice")
    func both() async throws {
        let other = try here.createChannel("Tax", as: ada)
        try here.join(other, as: bo.identity)
        func topics(_ cursor: Int64, _ shown: Digest?) -> [Topic] {
            [.channel(slug, after: cursor, .changes), .inbox(showing: shown, pause: .zero)]
        }
        let first = try await next(topics(0, nil), on: there, as: bo)
        guard case .changed(let changes) = first, case .inbox(let shown) = changes[1], changes[0] == nil
        else {
            throw Unexpected(outcome: "\(first)")
        }
        async let inView = next(topics(0, shown.digest), on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.say("seen at once", in: slug, as: ada)
        guard case .changed(let seen) = try await inView, case .messages(let excerpt) = seen[0] else {
            throw Unexpected(outcome: "no messages")
        }
        #expect(excerpt.messages.map(\.text) == ["seen at once"])
        #expect(seen[1] == nil)
        async let elsewhere = next(topics(1, shown.digest), on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.say("elsewhere", in: other, as: ada)
        guard case .changed(let told) = try await elsewhere, case .inbox(let inbox) = told[1] else {
            throw Unexpected(outcome: "no inbox")
        }
        #expect(told[0] == nil)
        #expect(inbox.unread.map(\.slug) == [other])
        end()
    }

    @Test("a person in two thousand channels is told of any of them by one wait")
    func manyChannels() async throws {
        try TestDatabase.current.administer(
            """
            insert into messaging.channels (slug, name, type, created_by, nonce)
                select 'many-' || n, 'Many ' || n, 'private', '\(bo.rawValue)', gen_random_uuid()
                from generate_series(1, 2000) n;
            insert into messaging.channel_members (channel_id, user_id)
                select id, '\(ada.rawValue)' from messaging.channels where slug = 'many-1'
            """)
        let shown = try await inbox(on: there, as: bo)
        async let told = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        let before = proofs.count
        try here.say("in the oldest", in: "many-1", as: ada)
        #expect(try await told.unread.map(\.slug) == ["many-1"])
        #expect(there.waiting == 0)
        #expect(proofs.count == before)
        end()
    }

    @Test("when the listening connection is cut, what was said meanwhile is told")
    func lostListener() async throws {
        let shown = try await inbox(on: there, as: bo)
        async let told = inbox(showing: shown.digest, on: there, as: bo)
        try await untilWaiting(1, on: there)
        try TestDatabase.current.administer(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'messaging listener'
            """)
        try here.say("into the silence", in: slug, as: ada)
        #expect(try await told.messageCount == 1)
        end()
    }

    @Test("many who leave while they wait are told so by a few readings, and whoever stays sleeps on")
    func departures() async throws {
        let people = try (0..<40).map { try here.person("Person \($0)") }
        for person in people { try here.join(slug, as: person.identity) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for person in people {
                group.addTask {
                    do {
                        _ = try await next([.channel(slug, after: 0, .changes)], on: there, as: person)
                        return false
                    } catch MessagingError.notFound { return true }
                }
            }
            async let staying = next([.channel(slug, after: 0, .changes)], on: there, as: ada)
            try await untilWaiting(41, on: there)
            let before = proofs.count
            try TestDatabase.current.administer(
                "delete from messaging.channel_members where user_id <> '\(ada.rawValue)'")
            let gone = try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            #expect(gone == 40)
            #expect(proofs.count - before < 10)
            #expect(there.waiting == 1)
            try here.say("still here", in: slug, as: ada)
            guard case .changed = try await staying else { throw Unexpected(outcome: "nothing") }
        }
        end()
    }

    @Test("a forged hint that somebody left ends no wait, and shows nothing to a stranger")
    func forgery() async throws {
        async let waiting = next([.channel(slug, after: 0, .changes)], on: there, as: bo)
        try await untilWaiting(1, on: there)
        let before = proofs.count
        try TestDatabase.current.administer(
            "select pg_notify('messaging', 'parted ' || id || ' \(bo.rawValue)') from messaging.channels")
        // Once it has been looked into, and a little later than any beat that could end the wait.
        while proofs.count == before { try await Task.sleep(for: .milliseconds(5)) }
        try here.say("for members", in: slug, as: ada)
        guard case .changed(let changes) = try await waiting, case .messages(let excerpt) = changes[0] else {
            throw Unexpected(outcome: "no messages")
        }
        #expect(excerpt.messages.map(\.text) == ["for members"])
        end()
    }

    @Test("above their share a participant's oldest wait is answered that it is full")
    func share() async throws {
        let first = Task { try await next([.channel(slug, after: 0, .changes)], on: there, as: bo) }
        try await untilWaiting(1, on: there)
        let others = (0..<50).map { _ in
            Task { try await next([.channel(slug, after: 0, .changes)], on: there, as: bo) }
        }
        guard case .full = try await first.value else { throw Unexpected(outcome: "held") }
        #expect(there.waiting == 50)
        end()
        for other in others { _ = try await other.value }
    }

    @Test(
        "a thread tells what is said in answer to a message, with the message that counts it, and nothing else"
    )
    func thread() async throws {
        try here.say("a question", in: slug, as: ada)
        try here.say("beside it", in: slug, as: ada)
        let first = try await next([.thread(slug, of: 1, after: 0)], on: there, as: bo)
        guard case .changed(let changes) = first, case .messages(let excerpt) = changes[0] else {
            throw Unexpected(outcome: "\(first)")
        }
        #expect(excerpt.messages.map(\.text) == ["a question"])
        async let answer = next([.thread(slug, of: 1, after: excerpt.cursor)], on: there, as: bo)
        try await untilWaiting(1, on: there)
        try here.say("beside it too", in: slug, as: ada)
        try TestDatabase.current.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce, parent_id)
                select channel_id, user_id, 'an answer', gen_random_uuid(), id from messaging.messages where seq = 1
            """)
        guard case .changed(let told) = try await answer, case .messages(let heard) = told[0] else {
            throw Unexpected(outcome: "no answer")
        }
        #expect(heard.messages.map(\.text) == ["an answer", "a question"])
        let eve = try here.person("Eve")
        do {
            _ = try await next([.thread(slug, of: 1, after: 0)], on: there, as: eve)
            Issue.record("a stranger was let in")
        } catch MessagingError.notFound {}
        end()
    }

    @Test("who is here and who is typing is told across processes, by transactions the server lets only read")
    func presence() async throws {
        try TestDatabase.current.administer(
            "alter role agentor_app in database \(TestDatabase.current.name) set default_transaction_read_only = on"
        )
        // Whose connections are made from now on.
        let here = try TestDatabase.current.messenger()
        let there = try TestDatabase.current.messenger()
        try here.start()
        try there.start()
        let reads = Task { try await next([.channel(slug, after: 0, .changes)], on: here, as: ada) }
        var shown: Presence?
        while shown?.here != [ada] || shown?.typing != [ada] {
            if shown?.here == [ada] { try here.type(in: slug, as: ada.identity) }
            let outcome = try await next([.presence(slug, showing: shown?.digest)], on: there, as: bo)
            guard case .changed(let changes) = outcome, case .presence(let presence) = changes[0] else {
                throw Unexpected(outcome: "\(outcome)")
            }
            shown = presence
        }
        let eve = Messenger.stranger
        do {
            _ = try await next([.presence(slug, showing: nil)], on: there, as: eve)
            Issue.record("a stranger was let in")
        } catch MessagingError.notFound {}
        #expect(isNotFound { try here.type(in: slug, as: eve.identity) })
        for messenger in [here, there] { messenger.stop() }
        end()
        _ = try await reads.value
    }
}

extension Messenger {
    /// Somebody nobody knows.
    fileprivate static var stranger: ParticipantID { ParticipantID(rawValue: UUID()) }
}
