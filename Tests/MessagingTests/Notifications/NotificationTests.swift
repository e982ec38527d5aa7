import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Notifications", .database(messagingDatabase))
struct NotificationTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let cem: ParticipantID
    private let slug: String

    init() throws {
        let gathering = try Gathering("Bo Berg", "Cem")
        (database, messenger, slug) = (gathering.database, gathering.messenger, gathering.slug)
        (ada, bo, cem) = (gathering.ada, gathering.others[0], gathering.others[1])
    }

    /// The latest first: what happened, and the words it is about.
    private func told(_ person: ParticipantID) throws -> [String] {
        try messenger.notifications(as: person.identity).notifications.map { "\($0.kind) \($0.words)" }
    }

    @discardableResult
    private func say(
        _ text: String, thread: Int64? = nil, quoting: Int64? = nil, in slug: String? = nil,
        as person: ParticipantID
    ) throws -> Int64 {
        try messenger.send(
            MessageDraft(text: text, nonce: UUID(), thread: thread, quoting: quoting), to: slug ?? self.slug,
            as: person.identity)
    }

    @Test(
        "are what names somebody, has a word of theirs, answers, quotes, or reacts to what they said, each once"
    )
    func kinds() throws {
        try messenger.choose(NotificationChoice(keywords: ["invoice"]), in: "UTC", as: bo.identity)
        let place = try say("a question", as: bo)
        try say("@bo-berg see here", as: ada)
        try say("the invoice is late", as: ada)
        try say("fine", thread: place, as: ada)
        try say("so you say", quoting: place, as: ada)
        try say("@bo-berg the invoice again", thread: place, quoting: nil, as: cem)
        _ = try messenger.react(ReactionDraft(emoji: "👍"), to: place, in: slug, as: ada.identity)
        _ = try messenger.react(ReactionDraft(emoji: "👍"), to: place, in: slug, as: bo.identity)
        try say("nothing of note", as: ada)
        #expect(
            try told(bo) == [
                "reaction a question", "mention @bo-berg the invoice again", "quote so you say",
                "answer fine",
                "keyword the invoice is late", "mention @bo-berg see here",
            ])
        #expect(try told(ada) == ["thread @bo-berg the invoice again"] && told(cem).isEmpty)
        let cems = try messenger.notifications(as: bo.identity).notifications[1]
        #expect(cems.name == "Cem" && cems.slug == slug && cems.thread == place && !cems.isDirect)
        // Whoever has answered is told of answers after theirs.
        try say("one more", thread: place, as: ada)
        #expect(try told(cem) == ["thread one more"])
    }

    @Test("tell of invitations and requests as long as they wait")
    func waiting() throws {
        let stranger = try messenger.person("Eve")
        let secret = try messenger.createChannel("Secret", .private, as: ada)
        let guest = try messenger.person("Gul Novak")
        _ = try messenger.invite(guest, to: secret, as: .member, by: ada.identity)
        _ = try messenger.send(
            MessageDraft(text: "may I ask?", nonce: UUID()),
            to: messenger.correspondent("gul-novak", as: stranger.identity),
            as: stranger.identity)
        let found = try messenger.notifications(as: guest.identity).notifications
        #expect(found.map(\.kind) == [.request, .invitation] && found.map(\.name) == ["Eve", "Ada"])
        try messenger.keepAway(from: stranger, by: .block, as: guest.identity)
        #expect(try told(guest) == ["invitation "])
    }

    @Test(
        "tell nothing of channels somebody has left, of what was deleted, of those folded away, or where nothing counts"
    )
    func nothing() throws {
        let place = try say("mine", as: bo)
        let theirs = try say("@bo-berg", as: ada)
        try say("answer", thread: place, as: ada)
        _ = try messenger.react(ReactionDraft(emoji: "👍"), to: place, in: slug, as: ada.identity)
        #expect(try told(bo).count == 3)
        try messenger.delete(theirs, in: slug, as: ada.identity)
        #expect(try told(bo).count == 2)
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        #expect(try told(bo).isEmpty)
        try messenger.setLevel(nil, in: slug, as: bo.identity)
        try messenger.keepAway(from: ada, by: .mute, as: bo.identity)
        #expect(try told(bo).isEmpty)
        try messenger.keepAway(from: ada, by: nil, as: bo.identity)
        try messenger.keepAway(from: bo, by: .block, as: ada.identity)
        #expect(try told(bo).isEmpty)
        try messenger.keepAway(from: bo, by: nil, as: ada.identity)
        #expect(try told(bo).count == 2)
        try messenger.leave(slug, as: bo.identity)
        #expect(try told(bo).isEmpty)
        try messenger.join(slug, as: bo.identity)
        #expect(try told(bo).count == 2)
        try messenger.delete(place, in: slug, as: bo.identity)
        #expect(try told(bo) == [])
    }

    @Test("are new until they are marked as seen, all at once, and what comes later is new")
    func seen() throws {
        for _ in 0..<3 { try say("@bo-berg", as: ada) }
        #expect(try messenger.newNotifications(as: bo.identity) == 3)
        let latest = try messenger.notifications(as: bo.identity).notifications[0].happenedAt
        try messenger.seeNotifications(until: latest + 0.000_001, as: bo.identity)
        try say("@bo-berg", as: ada)
        #expect(try messenger.newNotifications(as: bo.identity) == 1)
        try messenger.seeNotifications(until: .distantPast, as: bo.identity)
        #expect(
            try messenger.notifications(as: bo.identity).notifications.map(\.isNew) == [
                true, false, false, false,
            ])
        try messenger.seeNotifications(until: .distantFuture, as: bo.identity)
        #expect(try messenger.newNotifications(as: bo.identity) == 0)
        try say("@bo-berg", as: ada)
        #expect(try messenger.newNotifications(as: bo.identity) == 1, "nobody has seen the future")
    }

    @Test("of ten thousand of each, pages have each once, and go by indexes")
    func many() throws {
        let place = try say("mine", as: bo)
        let ids = try database.administer(
            """
            select c.id, m.id from messaging.channels c join messaging.messages m on m.channel_id = c.id
            where c.slug = '\(slug)' and m.seq = \(place)
            """)[0].compactMap(\.self)
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce, mentions)
                select '\(ids[0])', '\(ada.rawValue)', '@bo-berg', gen_random_uuid(), array['bo-berg'] from generate_series(1, 10000);
            insert into messaging.messages (channel_id, user_id, content, nonce, quoted_seq)
                select '\(ids[0])', '\(ada.rawValue)', 'q', gen_random_uuid(), \(place) from generate_series(1, 10000);
            analyze
            """)
        var seen: Set<NotificationPosition> = []
        var position: NotificationPosition?
        for _ in 0..<8 {
            let page = try messenger.notifications(after: position, as: bo.identity, limit: 40)
            #expect(page.notifications.count == 40)
            for each in page.notifications { #expect(seen.insert(each.position).inserted) }
            position = page.next
        }
        #expect(try messenger.newNotifications(as: bo.identity) == 50)
        for (sql, index) in [
            (
                "select from messaging.message_mentions where user_id = '\(bo.rawValue)' order by created_at desc, message_id desc limit 50",
                "message_mentions_by_time"
            ),
            (
                "select from messaging.messages where quoted_author = '\(bo.rawValue)' order by created_at desc, id desc limit 50",
                "messages_quoting"
            ),
            (
                "select from messaging.message_reactions where author_id = '\(bo.rawValue)' order by created_at desc limit 50",
                "message_reactions_by_time"
            ),
            (
                "select from messaging.messages where user_id = '\(bo.rawValue)' and last_reply_at is not null order by last_reply_at desc limit 50",
                "messages_answered"
            ),
            (
                "select from messaging.messages where user_id = '\(bo.rawValue)' and parent_id is not null order by created_at desc limit 50",
                "messages_answering"
            ),
        ] {
            let plan = try database.administer("set local enable_seqscan = off; explain \(sql)").compactMap {
                $0[0]
            }
            #expect(plan.joined().contains(index), "\(plan)")
        }
    }

    @Test("of what has a word of somebody's in it pages have each once, among all else, in the order of time")
    func keywords() throws {
        try messenger.choose(NotificationChoice(keywords: ["plum"]), in: "UTC", as: bo.identity)
        for n in 0..<20 {
            try say("a plum \(n)", as: ada)
            try say("an apple \(n)", as: ada)
            try say("@bo-berg a plum too \(n)", as: n % 2 == 0 ? ada : cem)
        }
        #expect(try messenger.newNotifications(as: bo.identity) == 40)
        var found: [Notification] = []
        var position: NotificationPosition?
        repeat {
            let page = try messenger.notifications(after: position, as: bo.identity, limit: 7)
            found += page.notifications
            position = page.next
        } while position != nil
        let expected = (0..<20).reversed().flatMap {
            ["mention @bo-berg a plum too \($0)", "keyword a plum \($0)"]
        }
        #expect(found.map { "\($0.kind) \($0.words)" } == expected)
        #expect(Set(found.map(\.position)).count == 40)
        let keyword = found[1]
        #expect(
            keyword.name == "Ada" && keyword.slug == slug && keyword.handle == "ada" && !keyword.isDirect
                && keyword.isNew)
        try messenger.seeNotifications(until: found[9].happenedAt + 0.000_001, as: bo.identity)
        #expect(try messenger.newNotifications(as: bo.identity) == 9)
        try messenger.choose(NotificationChoice(keywords: ["apple", "plum"]), in: "UTC", as: bo.identity)
        #expect(try messenger.newNotifications(as: bo.identity) == 14)
        #expect(try messenger.notifications(as: bo.identity, limit: 100).notifications.count == 60)
        for n in 0..<20 { try say("plums, and a plum \(n)", as: cem) }
        #expect(try messenger.newNotifications(as: bo.identity) == 34)
        for n in 0..<20 { try say("another plum \(n)", as: cem) }
        #expect(try messenger.newNotifications(as: bo.identity) == Messenger.countedNotifications)
        // What is read is told no more, nor what is of somebody apart.
        try messenger.keepAway(from: bo, by: .block, as: cem.identity)
        #expect(try told(bo).first == "keyword an apple 19")
        messenger.markRead(slug, upTo: 60, as: bo.identity)
        #expect(try told(bo).first == "mention @bo-berg a plum too 18")
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        #expect(try told(bo).isEmpty)
    }

    @Test("nobody is told what concerns others")
    func refusals() throws {
        try say("@bo-berg", as: ada)
        #expect(try told(cem).isEmpty)
        for sql in [
            "select messaging.is_told('everything', gen_random_uuid(), gen_random_uuid())",
            "update messaging.notification_choices set seen_at = now()",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") {
                try database.serve("begin; set local messaging.participant = '\(ada.rawValue)'; \(sql)")
            }
        }
        #expect(
            try database.serve("select 1 from messaging.notifications('infinity', gen_random_uuid(), 10)")
                .isEmpty)
    }
}
