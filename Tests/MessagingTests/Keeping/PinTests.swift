import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Pins", .database(messagingDatabase))
struct PinTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo) = (gathering.ada, gathering.others[0])
        for text in ["one", "two", "three"] { try messenger.say(text, in: slug, as: bo) }
    }

    private func pinned(as viewer: ParticipantID? = nil) throws -> [String] {
        try messenger.pins(in: slug, as: (viewer ?? bo).identity).messages.map(\.text)
    }

    @Test(
        "administrators and moderators pin and unpin in a channel, and everybody in it reads what is pinned")
    func inChannels() throws {
        #expect(try messenger.pin(2, in: slug, as: ada.identity))
        #expect(try messenger.pin(1, in: slug, as: ada.identity))
        #expect(try pinned() == ["one", "two"])
        #expect(try messenger.channel(slug, as: bo.identity).pinCount == 2)
        #expect(isNotFound { try messenger.pin(3, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.pin(2, in: slug, isWanted: false, as: bo.identity) })
        #expect(try !messenger.pins(in: slug, as: bo.identity).mayPin)
        #expect(try messenger.pins(in: slug, as: ada.identity).mayPin)
        try database.administer(
            "update messaging.channel_members set role = 'moderator' where user_id = '\(bo.rawValue)'")
        #expect(try messenger.pin(2, in: slug, isWanted: false, as: bo.identity))
        #expect(try pinned() == ["one"])
        #expect(try messenger.channel(slug, as: bo.identity).pinCount == 1)
    }

    @Test("both pin in a direct conversation")
    func direct() throws {
        let correspondent = try messenger.correspondent("bo", as: ada.identity)
        let sent = try messenger.send(
            MessageDraft(text: "hello", nonce: UUID()), to: correspondent, as: ada.identity)
        #expect(try messenger.pin(1, in: sent.slug, as: bo.identity))
        #expect(try messenger.pin(1, in: sent.slug, isWanted: false, as: ada.identity))
    }

    @Test("a pin is a change of the message that readers follow; twice is once")
    func changes() throws {
        #expect(try messenger.pin(2, in: slug, as: ada.identity))
        let before = try #require(try messenger.message(2, in: slug, as: bo.identity).message)
        #expect(before.isPinned && before.changed == 4 && before.sequence == 2 && before.editedAt == nil)
        #expect(try !messenger.pin(2, in: slug, as: ada.identity))
        #expect(try messenger.channel(slug, as: bo.identity).lastSequence == 4)
        #expect(try messenger.unread(in: slug, as: ada) == 3, "it makes nothing unread")
        #expect(try messenger.pin(2, in: slug, isWanted: false, as: ada.identity))
        #expect(try messenger.message(2, in: slug, as: bo.identity).message?.changed == 5)
        #expect(try messenger.message(2, in: slug, as: bo.identity).message?.isPinned == false)
    }

    @Test("whoever waits in another process is told", .timeLimit(.minutes(1)))
    func live() async throws {
        let other = try database.messenger()
        try other.start()
        let waits = Task {
            try await other.next(
                [.channel(slug, after: 3, .changes)], as: bo.identity, until: .now + .seconds(30))
        }
        while other.waiting == 0 { await Task.yield() }
        try messenger.pin(1, in: slug, as: ada.identity)
        guard case .changed(let changes) = try await waits.value, case .messages(let excerpt) = changes[0]
        else { throw MessagingError.notFound }
        #expect(excerpt.messages.map(\.isPinned) == [true])
        other.stop()
    }

    @Test("what is deleted is not pinned any more, and is not pinned again")
    func deleted() throws {
        try messenger.pin(1, in: slug, as: ada.identity)
        try messenger.delete(1, in: slug, as: bo.identity)
        #expect(try pinned().isEmpty)
        #expect(try messenger.channel(slug, as: bo.identity).pinCount == 0)
        #expect(isNotFound { try messenger.pin(1, in: slug, as: ada.identity) })
    }

    @Test("a channel has fifty at most, also when all come at once")
    func limit() async throws {
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select id, '\(bo.rawValue)', 'more', gen_random_uuid()
            from messaging.channels, generate_series(1, 57) where slug = '\(slug)'
            """)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for place in Int64(1)...60 {
                group.addTask { (try? messenger.pin(place, in: slug, as: ada.identity)) ?? false }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } <= Pin.limit)
        // Whoever found the channel locked tries again.
        for place in Int64(1)...60 { _ = try? messenger.pin(place, in: slug, as: ada.identity) }
        #expect(try pinned().count == Pin.limit)
        let refused = refusal {
            for place in Int64(1)...60 { try messenger.pin(place, in: slug, as: ada.identity) }
        }
        #expect(refused == "form too-many")
    }

    @Test("strangers and former members pin and read nothing, and are told nothing")
    func strangers() throws {
        try messenger.pin(1, in: slug, as: ada.identity)
        let eve = try messenger.person("Eve")
        try messenger.leave(slug, as: bo.identity)
        for person in [eve, bo] {
            #expect(isNotFound { _ = try messenger.pins(in: slug, as: person.identity) })
            #expect(isNotFound { _ = try messenger.standing(of: 1, in: slug, as: person.identity) })
            for place in Int64(1)...9 {
                #expect(isNotFound { try messenger.pin(place, in: slug, as: person.identity) })
            }
            let sql =
                "begin; set local messaging.participant = '\(person.rawValue)'; select messaging.pin('\(slug)', 1, false)"
            #expect(try database.serve(sql) == [[nil]])
        }
        #expect(try database.serve("select messaging.pin('\(slug)', 1, false)") == [[nil]])
        #expect(try pinned(as: ada) == ["one"])
    }

    @Test(
        "the serving role pins nothing by itself",
        arguments: [
            "update messaging.messages set pinned_at = now()",
            "update messaging.channels set pin_count = 0",
            "select messaging.count_pin()",
        ])
    func policies(sql: String) throws {
        do {
            _ = try database.serve("begin; set local messaging.participant = '\(ada.rawValue)'; \(sql)")
            Issue.record("it was let")
        } catch { #expect((error as? PostgresError)?.sqlState == .insufficientPrivilege) }
    }
}
