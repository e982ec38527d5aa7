import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Slow mode", .database(messagingDatabase))
struct PaceTests {
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

    private func refusal(_ action: () throws -> Void) -> String? {
        do { try action() } catch MessagingError.invalid(let errors) {
            return errors["message"]?.message
        } catch {
            return "\(error)"
        }
        return nil
    }

    @Test(
        "a member waits between two messages, deleted ones too, and is told how long; those in charge do not wait"
    )
    func waiting() throws {
        try messenger.setPace(.tenMinutes, in: slug, as: ada.identity)
        #expect(try messenger.channel(slug, as: bo.identity).pace == .tenMinutes)
        let nonce = UUID()
        try messenger.say("first", in: slug, as: bo, nonce: nonce)
        #expect(
            try messenger.say("first", in: slug, as: bo, nonce: nonce) == 1, "sent again, it is the first")
        try messenger.delete(1, in: slug, as: bo.identity)
        let refused = refusal { try messenger.say("second", in: slug, as: bo) }
        #expect(refused == "This channel is slow: you can write again in 10 minutes.")
        for _ in 1...3 { try messenger.say("mine", in: slug, as: ada) }
        try database.administer(
            "update messaging.channel_members set last_sent_at = last_sent_at - interval '590 seconds'")
        #expect(refusal { try messenger.say("second", in: slug, as: bo) }?.hasSuffix("seconds.") == true)
        try database.administer(
            "update messaging.channel_members set last_sent_at = last_sent_at - interval '10 seconds'")
        try messenger.say("second", in: slug, as: bo)
        try messenger.setPace(.any, in: slug, as: ada.identity)
        try messenger.say("third", in: slug, as: bo)
    }

    @Test(
        "only those in charge set it, and not in a direct conversation; the serving role cannot go around it")
    func refusals() throws {
        let stranger = try messenger.person("Eve")
        for person in [bo, stranger, ParticipantID(rawValue: UUID())] {
            #expect(isNotFound { try messenger.setPace(.hour, in: slug, as: person.identity) })
        }
        let correspondent = try messenger.correspondent("bo", as: ada.identity)
        let direct = try messenger.send(
            MessageDraft(text: "hello", nonce: UUID()), to: correspondent, as: ada.identity
        ).slug
        #expect(isNotFound { try messenger.setPace(.hour, in: direct, as: ada.identity) })
        try messenger.setPace(.hour, in: slug, as: ada.identity)
        try messenger.say("first", in: slug, as: bo)
        for sql in [
            "update messaging.channel_members set last_sent_at = null",
            "update messaging.channels set pace = 0",
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
                select id, messaging.viewer(), 'x', gen_random_uuid() from messaging.channels where slug = '\(slug)'
            """, "select messaging.keep_pace(null, null, 0)",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") {
                try database.serve("begin; set local messaging.participant = '\(bo.rawValue)'; \(sql)")
            }
        }
    }

    @Test(
        "what is scheduled waits on in a slow channel until its author may write again, and holds nothing else back"
    )
    func scheduled() throws {
        func schedule(_ text: String, in slug: String) throws {
            _ = try messenger.schedule(
                MessageDraft(text: text, nonce: UUID()), at: .now + 60, in: slug, as: bo.identity)
        }
        func comeDue() throws {
            try database.administer(
                "update messaging.scheduled_messages set send_at = send_at - interval '1 day'")
        }
        try messenger.setPace(.minute, in: slug, as: ada.identity)
        try messenger.say("first", in: slug, as: bo)
        let other = try messenger.createChannel("Elsewhere", as: bo)
        for _ in 1...25 { try schedule("later", in: slug) }
        try schedule("elsewhere", in: other)
        try comeDue()
        while try messenger.sendDue() {}
        #expect(try messenger.texts(in: slug, as: ada) == ["first"])
        #expect(try messenger.texts(in: other, as: bo) == ["elsewhere"])
        let waiting = try messenger.scheduled(as: bo.identity)
        #expect(waiting.count == 25 && waiting.allSatisfy { $0.failure == nil && $0.sendAt > .now })
        try database.administer("update messaging.channel_members set last_sent_at = null")
        try comeDue()
        while try messenger.sendDue() {}
        #expect(try messenger.texts(in: slug, as: ada) == ["first", "later"], "one in a minute")
    }
}
