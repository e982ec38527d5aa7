import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import Messaging

@Suite("What those in charge do about what is said", .database(messagingDatabase))
struct ModeratingTests {
    private let place: Gathering
    private let bo: ParticipantID
    private let eve: ParticipantID

    private var messenger: Messenger { place.messenger }
    private var ada: ParticipantID { place.ada }
    private var slug: String { place.slug }

    init() throws {
        place = try Gathering("Bo", "Eve")
        (bo, eve) = (place.others[0], place.others[1])
    }

    private func rows(_ sql: String, as person: ParticipantID) throws -> [[String?]] {
        try place.database.serve(
            "begin; set local messaging.participant = '\(person.rawValue.uuidString)'; \(sql)")
    }

    private func deeds() throws -> [Deed.Kind] {
        try messenger.deeds(in: slug, as: ada.identity).deeds.map(\.kind)
    }

    // MARK: - Taking away

    @Test(
        "a moderator takes away what members and strangers said, an administrator everything, nobody else anything"
    )
    func takingAway() throws {
        try messenger.give(.moderator, to: bo, in: slug, as: ada.identity)
        try messenger.say("first", in: slug, as: ada)
        try messenger.say("second", in: slug, as: bo)
        try messenger.say("third", in: slug, as: eve)
        #expect(isNotFound { try messenger.remove(2, in: slug, as: eve.identity) })
        #expect(isNotFound { try messenger.remove(1, in: slug, as: bo.identity) }, "of a higher role")
        #expect(isNotFound { try messenger.remove(9, in: slug, as: bo.identity) })
        let cursor = try messenger.conversation(slug, as: eve.identity).page.cursor
        try messenger.remove(3, in: slug, as: bo.identity)
        try messenger.remove(3, in: slug, as: bo.identity)
        let page = try messenger.conversation(slug, as: eve.identity).page
        #expect(page.messages.map(\.isDeleted) == [false, false, true])
        #expect(page.cursor > cursor, "readers are told")
        #expect(try deeds().filter { $0 == .tookAway }.count == 1, "twice is once")
        try messenger.say("fourth", in: slug, as: eve)
        let last = try #require(try messenger.conversation(slug, as: ada.identity).page.messages.last)
        try messenger.leave(slug, as: eve.identity)
        try messenger.remove(last.sequence, in: slug, as: bo.identity)
        try messenger.remove(2, in: slug, as: ada.identity)
        #expect(try messenger.texts(in: slug, as: ada) == ["first", "", "", ""])
        let stranger = try messenger.person("Stranger")
        #expect(isNotFound { try messenger.remove(1, in: slug, as: stranger.identity) })
    }

    @Test("all that somebody said goes from some moment on, thousands too, and nothing of others")
    func takingAllAway() throws {
        try messenger.say("of Eve", in: slug, as: eve)
        for text in ["old", "one", "two"] { try messenger.say(text, in: slug, as: bo) }
        try place.database.administer(
            "update messaging.messages set created_at = created_at - interval '2 hours' where seq = 2")
        #expect(
            isNotFound {
                _ = try messenger.removeMessages(of: bo, since: .hour, in: slug, as: eve.identity)
            })
        #expect(
            try messenger.removeMessages(of: bo, since: .hour, in: slug, as: ada.identity) == (2, false))
        #expect(try messenger.texts(in: slug, as: ada) == ["of Eve", "old", "", ""])
        try place.database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select c.id, '\(bo.rawValue.uuidString)', 'flood', gen_random_uuid()
            from messaging.channels c, generate_series(1, 10000)
            """)
        try messenger.remove(bo, from: slug, as: ada.identity)
        let (count, hasMore) = try messenger.removeMessages(
            of: bo, since: .everything, in: slug, as: ada.identity)
        #expect((count, hasMore) == (10_000, true))
        #expect(
            try messenger.removeMessages(of: bo, since: .everything, in: slug, as: ada.identity) == (1, false)
        )
        #expect(
            try place.database.administer(
                "select count(*) from messaging.messages where not is_deleted and content <> ''") == [["0"]],
            "what is left is sealed")
        #expect(
            try place.database.administer(
                "select count(*) from messaging.messages where not is_deleted") == [["1"]])
    }

    @Test("what is on hold is kept where nobody reads it when it is taken away")
    func onHold() throws {
        try messenger.say("evidence", in: slug, as: bo)
        try place.database.own(
            "select messaging.place_hold(null, '\(bo.rawValue.uuidString)')")
        try messenger.remove(1, in: slug, as: ada.identity)
        #expect(
            try place.database.administer("select count(*) from messaging.hidden_messages where is_kept")
                == [["1"]])
        #expect(throws: (any Error).self) { try rows("select 1 from messaging.hidden_messages", as: ada) }
    }

    // MARK: - Locking

    @Test("in a locked thread those in charge answer and nobody else, until it is unlocked")
    func locking() throws {
        try messenger.say("head", in: slug, as: ada)
        func reply(as person: ParticipantID) throws {
            _ = try messenger.send(
                MessageDraft(text: "reply", nonce: UUID(), thread: 1), to: slug, as: person.identity)
        }
        func isLocked(for person: ParticipantID) throws -> Bool {
            let channel = try messenger.channel(slug, as: person.identity)
            return try messenger.isThreadLocked(of: 1, in: channel, as: person.identity)
        }
        try reply(as: bo)
        #expect(isNotFound { try messenger.lockThread(of: 1, in: slug, as: bo.identity) })
        #expect(isNotFound { try messenger.lockThread(of: 2, in: slug, as: ada.identity) }, "a reply")
        let before = try messenger.channel(slug, as: bo.identity).lastSequence
        try messenger.lockThread(of: 1, in: slug, as: ada.identity)
        try messenger.lockThread(of: 1, in: slug, as: ada.identity)
        #expect(try messenger.channel(slug, as: bo.identity).lastSequence == before + 1, "told once")
        #expect(try isLocked(for: bo))
        #expect(refusal { try reply(as: bo) } == "message not-allowed")
        try reply(as: ada)
        #expect(try !isLocked(for: messenger.person("Stranger")))
        try messenger.lockThread(of: 1, in: slug, isWanted: false, as: ada.identity)
        try reply(as: bo)
        #expect(try deeds().prefix(2) == [.unlocked, .locked])
        #expect(throws: (any Error).self) {
            try rows(
                "insert into messaging.locked_threads select id, channel_id, seq from messaging.messages",
                as: ada)
        }
    }

    @Test("a reply sent while the thread is locked comes before that or not at all")
    func lockingAndReplying() async throws {
        try messenger.say("head", in: slug, as: ada)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? messenger.lockThread(of: 1, in: slug, as: ada.identity) }
            for _ in 1...8 {
                group.addTask {
                    _ = try? messenger.send(
                        MessageDraft(text: "reply", nonce: UUID(), thread: 1), to: slug, as: bo.identity)
                }
            }
        }
        #expect(
            try place.database.administer(
                """
                select count(*) from messaging.messages m
                join messaging.messages head on head.seq = 1 and m.parent_id = head.id
                join messaging.locked_threads l on l.message_id = head.id
                where m.seq > head.changed_seq
                """) == [["0"]])
    }

    // MARK: - Newcomers

    @Test(
        "what a newcomer writes first waits, is let in with what came before it, and from then on nothing waits"
    )
    func newcomers() throws {
        #expect(isNotFound { try messenger.letNewcomersWait(true, in: slug, as: bo.identity) })
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        #expect(try messenger.say("as ever", in: slug, as: bo) == 1, "who was here before is no newcomer")
        let nora = try messenger.person("Nora")
        try messenger.join(slug, as: nora.identity)
        let nonce = UUID()
        #expect(try messenger.say("hello", in: slug, as: nora, nonce: nonce) == Messenger.held)
        #expect(
            try messenger.say("hello", in: slug, as: nora, nonce: nonce) == Messenger.held, "twice is once")
        #expect(try messenger.say("is anybody here?", in: slug, as: nora) == Messenger.held)
        #expect(try messenger.texts(in: slug, as: nora) == ["as ever"])
        #expect(try messenger.held(in: slug, as: nora.identity).map(\.text) == ["hello", "is anybody here?"])
        #expect(try messenger.channel(slug, as: ada.identity).waitingMessages == 2)
        #expect(try messenger.channel(slug, as: bo.identity).waitingMessages == nil)
        #expect(try messenger.waitingMessages(in: slug, as: bo.identity).isEmpty)
        #expect(try messenger.waitingMessages(in: slug, as: nora.identity).isEmpty)
        let waiting = try messenger.waitingMessages(in: slug, as: ada.identity)
        #expect(waiting.map(\.text) == ["hello", "is anybody here?"])
        #expect(waiting.map(\.participant) == [nora, nora])
        #expect(try rows("select 1 from messaging.scheduled_messages", as: ada).isEmpty)
        let last = try #require(waiting.last)
        #expect(isNotFound { try messenger.answer(waiting: last.id, in: slug, true, as: bo.identity) })
        #expect(isNotFound { try messenger.answer(waiting: last.id, in: slug, true, as: nora.identity) })
        let other = try messenger.createChannel("Elsewhere", as: ada)
        #expect(isNotFound { try messenger.answer(waiting: last.id, in: other, true, as: ada.identity) })
        try messenger.answer(waiting: last.id, in: slug, true, as: ada.identity)
        #expect(isNotFound { try messenger.answer(waiting: last.id, in: slug, true, as: ada.identity) })
        #expect(try messenger.texts(in: slug, as: bo) == ["as ever", "hello", "is anybody here?"])
        #expect(
            try messenger.say("hello", in: slug, as: nora, nonce: nonce) == 2,
            "sent with that nonce it is the same")
        #expect(try messenger.say("at once", in: slug, as: nora) == 4)
        #expect(try deeds().prefix(2) == [.letSpeak, .newcomers])
    }

    @Test(
        "three wait at most; a reply in a thread is refused with the reason; what is turned away its author sees"
    )
    func limits() throws {
        try messenger.say("head", in: slug, as: ada)
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        let nora = try messenger.person("Nora")
        try messenger.join(slug, as: nora.identity)
        for number in 1...3 { try messenger.say("\(number)", in: slug, as: nora) }
        #expect(refusal { try messenger.say("4", in: slug, as: nora) } == "message not-allowed")
        #expect(
            refusal {
                _ = try messenger.send(
                    MessageDraft(text: "reply", nonce: UUID(), thread: 1), to: slug, as: nora.identity)
            } == "message not-allowed")
        let second = try messenger.waitingMessages(in: slug, as: ada.identity)[1]
        try messenger.answer(waiting: second.id, in: slug, false, as: ada.identity)
        #expect(
            try messenger.held(in: slug, as: nora.identity).map(\.failure) == [nil, .removed, nil])
        #expect(try messenger.waitingMessages(in: slug, as: ada.identity).map(\.text) == ["1", "3"])
        #expect(try messenger.say("5", in: slug, as: nora) == Messenger.held)
        let first = try messenger.waitingMessages(in: slug, as: ada.identity)[0]
        try messenger.leave(slug, as: nora.identity)
        #expect(try messenger.waitingMessages(in: slug, as: ada.identity).isEmpty)
        #expect(isNotFound { try messenger.answer(waiting: first.id, in: slug, true, as: ada.identity) })
        #expect(try messenger.texts(in: slug, as: ada) == ["head"], "who has left says nothing")
        #expect(try messenger.scheduled(as: nora.identity).contains { $0.failure == .closed })
    }

    @Test("what came after what is let in has been seen by nobody, and waits on; what comes then does not")
    func upToOne() throws {
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        let nora = try messenger.person("Nora")
        try messenger.join(slug, as: nora.identity)
        for number in 1...3 { try messenger.say("\(number)", in: slug, as: nora) }
        let second = try messenger.waitingMessages(in: slug, as: ada.identity)[1]
        try messenger.answer(waiting: second.id, in: slug, true, as: ada.identity)
        #expect(try messenger.texts(in: slug, as: bo) == ["1", "2"])
        #expect(try messenger.waitingMessages(in: slug, as: ada.identity).map(\.text) == ["3"])
        #expect(try messenger.say("4", in: slug, as: nora) == 3)
    }

    @Test("nobody says by changing a message what they may not write: silenced, new, or in a locked thread")
    func changing() throws {
        func change(_ place: Int64, version: Int = 1, as person: ParticipantID) throws -> String {
            "\(try messenger.edit(MessageEdit(text: "changed \(version)", of: version), at: place, in: slug, as: person.identity))"
        }
        try messenger.say("head", in: slug, as: ada)
        try messenger.say("of Bo", in: slug, as: bo)
        let reply = try messenger.send(
            MessageDraft(text: "reply", nonce: UUID(), thread: 1), to: slug, as: bo.identity)
        #expect(try change(2, as: bo) == "edited")
        try messenger.silence(bo, for: .hour, in: slug, as: ada.identity)
        #expect(try change(2, version: 2, as: bo) != "edited")
        try messenger.silence(bo, for: .none, in: slug, as: ada.identity)
        try messenger.lockThread(of: 1, in: slug, as: ada.identity)
        #expect(try change(reply, as: bo) != "edited")
        #expect(try change(2, version: 2, as: bo) == "edited")
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        try messenger.leave(slug, as: bo.identity)
        try messenger.join(slug, as: bo.identity)
        #expect(try change(2, version: 3, as: bo) != "edited")
        #expect(try messenger.texts(in: slug, as: ada) == ["head", "changed 2"])
    }

    @Test("a nonce that was let go lets nothing else through, here or elsewhere, as the serving role")
    func nonces() throws {
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        let other = try messenger.createChannel("Elsewhere", as: ada)
        try messenger.letNewcomersWait(true, in: other, as: ada.identity)
        let nora = try messenger.person("Nora")
        for place in [slug, other] { try messenger.join(place, as: nora.identity) }
        let nonce = UUID()
        try messenger.say("hello", in: slug, as: nora, nonce: nonce)
        // Let go, and not sent yet.
        try place.database.own(
            "update messaging.scheduled_messages set held_for = null, is_released = true, send_at = now() + interval '1 hour'"
        )
        for home in [slug, other] {
            _ = try rows(
                """
                insert into messaging.messages (channel_id, user_id, content, nonce)
                select id, messaging.viewer(), 'something else', '\(nonce)' from messaging.channels where slug = '\(home)'; commit
                """, as: nora)
        }
        #expect(try messenger.texts(in: slug, as: ada).isEmpty)
        #expect(try messenger.texts(in: other, as: ada).isEmpty)
    }

    @Test("switched off nothing new waits, what waited stays, and coming back makes a newcomer again")
    func switchedOff() throws {
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        let nora = try messenger.person("Nora")
        try messenger.join(slug, as: nora.identity)
        try messenger.say("waits", in: slug, as: nora)
        try messenger.letNewcomersWait(false, in: slug, as: ada.identity)
        #expect(try messenger.say("at once", in: slug, as: nora) == 1)
        #expect(try messenger.waitingMessages(in: slug, as: ada.identity).map(\.text) == ["waits"])
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        try messenger.leave(slug, as: bo.identity)
        try messenger.join(slug, as: bo.identity)
        #expect(try messenger.say("back", in: slug, as: bo) == Messenger.held)
        try messenger.give(.moderator, to: bo, in: slug, as: ada.identity)
        #expect(try messenger.say("in charge", in: slug, as: bo) == 2)
    }

    @Test("of ten thousand that wait some are listed, and they are counted to a hundred")
    func many() throws {
        try messenger.letNewcomersWait(true, in: slug, as: ada.identity)
        try place.database.administer(
            """
            insert into messaging.scheduled_messages (user_id, channel_id, content, nonce, send_at, held_for)
            select '\(eve.rawValue.uuidString)', c.id, 'one of many', gen_random_uuid(), now(), 'newcomer'
            from messaging.channels c, generate_series(1, 10000)
            """)
        #expect(try messenger.waitingMessages(in: slug, as: ada.identity).count == WaitingMessage.listed)
        #expect(try messenger.channel(slug, as: ada.identity).waitingMessages == 100)
    }

    @Test("the serving role calls nothing of what is for those in charge behind their backs")
    func functions() throws {
        try messenger.say("first", in: slug, as: ada)
        for call in [
            "keep_waiting(m, 'x') from messaging.messages m",
            "wait_as_newcomer(m, now()) from messaging.messages m",
            "outranks(m.channel_id, m.user_id) from messaging.messages m",
        ] {
            #expect(throws: (any Error).self, "\(call)") { try rows("select messaging.\(call)", as: bo) }
        }
        #expect(try rows("select messaging.remove_message('\(slug)', 1)", as: bo) == [["f"]])
        #expect(
            try rows(
                "select messaging.remove_messages('\(slug)', '\(ada.rawValue.uuidString)', 1e9, 9)", as: bo)
                == [[nil]])
        #expect(try rows("select messaging.lock_thread('\(slug)', 1, true)", as: bo) == [["f"]])
    }
}
