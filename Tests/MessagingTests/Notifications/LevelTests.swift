import FoundationEssentials
import Messaging
import Postgres
import TestDatabase
import Testing

@Suite("Levels", .database(messagingDatabase))
struct LevelTests {
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

    /// What is unread in the list of channels, and in the inbox.
    private func counts(_ person: ParticipantID) throws -> [Int] {
        let listed = try messenger.channels(as: person.identity).channels.first { $0.channel.slug == slug }
        let unread = try messenger.inbox(as: person.identity).unread.first { $0.slug == slug }
        #expect(listed?.unread == unread?.messages ?? 0 && listed?.mentions == unread?.mentions ?? 0)
        return listed.map { [$0.unread, $0.mentions] } ?? []
    }

    private func like(_ words: [String], _ level: NotificationLevel = .mentions) throws {
        try messenger.choose(NotificationChoice(level: level, keywords: words), in: "UTC", as: bo.identity)
    }

    @Test("everything, what concerns somebody, or nothing counts, and where something new begins stays known")
    func levels() throws {
        try messenger.say("one", in: slug, as: ada)
        try messenger.say("@bo-berg two", in: slug, as: ada)
        #expect(try counts(bo) == [2, 1])
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        #expect(try counts(bo) == [1, 1])
        try messenger.setLevel(.nothing, in: slug, as: bo.identity)
        #expect(try counts(bo) == [0, 0])
        #expect(try messenger.channel(slug, as: bo.identity).lastRead == 0)
        #expect(try messenger.channel(slug, as: bo.identity).level == .nothing)
        #expect(try counts(cem) == [2, 0], "it is each one's own")
        try messenger.setLevel(nil, in: slug, as: bo.identity)
        #expect(try counts(bo) == [2, 1])
    }

    @Test("what is chosen for all channels counts where nothing is chosen, and not in a direct conversation")
    func usual() throws {
        try messenger.say("one", in: slug, as: ada)
        try like([], .nothing)
        #expect(try counts(bo) == [0, 0])
        try messenger.setLevel(.everything, in: slug, as: bo.identity)
        #expect(try counts(bo) == [1, 0])
        #expect(try messenger.notificationChoice(as: bo.identity).level == .nothing)
        #expect(try messenger.notificationChoice(as: cem.identity) == NotificationChoice())
        let correspondent = try messenger.correspondent("bo-berg", as: ada.identity)
        _ = try messenger.send(
            MessageDraft(text: "you", nonce: UUID()), to: correspondent, as: ada.identity)
        #expect(try messenger.inbox(as: bo.identity).directMessageCount == 1)
    }

    @Test(
        "a word counts where it stands alone, in any case and script",
        arguments: [
            ("invoice", "The Invoice is here", true), ("invoice", "invoices", false),
            ("invoice", "reinvoice", false),
            ("rush job", "a RUSH  job!", true), ("rush job", "a rush and a job", false),
            ("c++", "we like C++.", true),
            ("c++", "c", false), ("größe", "GRÖSSE? Größe!", true), ("設計", "新設計案", true),
            ("서울", "서울에서", true),
            ("สวัสดี", "สวัสดีครับ", true), (".*", "anything", false), ("(", "a ( b", true), ("a|b", "a", false),
            ("привет", "ПРИВЕТ всем", true), ("\\d", "7", false), ("***", "a *** b", true),
        ])
    func keywords(word: String, text: String, counts: Bool) throws {
        try like([word])
        try messenger.say(text, in: slug, as: ada)
        #expect(try self.counts(bo) == (counts ? [1, 1] : [0, 0]))
    }

    @Test("answers in a thread somebody takes part in concern them, and quotations of theirs")
    func answers() throws {
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        try messenger.setLevel(.mentions, in: slug, as: cem.identity)
        let place = try messenger.say("what do you think?", in: slug, as: bo)
        _ = try messenger.send(
            MessageDraft(text: "fine", nonce: UUID(), thread: place), to: slug, as: ada.identity)
        #expect(try counts(bo) == [1, 1] && counts(cem) == [0, 0])
        _ = try messenger.send(
            MessageDraft(text: "I agree", nonce: UUID(), thread: place), to: slug, as: cem.identity)
        #expect(try counts(bo) == [2, 2])
        _ = try messenger.send(
            MessageDraft(text: "good", nonce: UUID(), thread: place), to: slug, as: ada.identity)
        #expect(try counts(cem) == [2, 2], "whoever has answered takes part")
        _ = try messenger.send(
            MessageDraft(text: "as you say", nonce: UUID(), quoting: place), to: slug, as: ada.identity)
        #expect(try counts(bo) == [4, 4])
        try messenger.keepAway(from: ada, by: .mute, as: bo.identity)
        #expect(try counts(bo) == [1, 1], "nothing of whoever is folded away")
    }

    @Test("of a long absence the latest hundred messages are searched, and handles in all")
    func many() throws {
        try like(["needle"])
        try messenger.say("@bo-berg", in: slug, as: ada)
        try messenger.say("needle", in: slug, as: ada)
        try database.administer(
            """
            insert into messaging.messages (channel_id, user_id, content, nonce)
            select c.id, '\(ada.rawValue)', case when n = 9990 then 'needle' else 'hay' end, gen_random_uuid()
            from messaging.channels c, generate_series(1, 10000) n where c.slug = '\(slug)'
            """)
        #expect(try counts(bo) == [2, 2])
    }

    @Test("whoever waits with words of their own is told when they next ask, and of their handle at once")
    func waiting() async throws {
        try messenger.setLevel(.mentions, in: slug, as: bo.identity)
        let shown = try messenger.inbox(as: bo.identity).digest
        try messenger.say("@bo-berg", in: slug, as: ada)
        let outcome = try await messenger.next(
            [.inbox(showing: shown, pause: .zero)], as: bo.identity, until: .now + .seconds(20))
        guard case .changed(let changes) = outcome, case .inbox(let inbox) = changes[0] else {
            Issue.record("the inbox is another")
            return
        }
        #expect(inbox.unread.map(\.messages) == [1])
    }

    @Test(
        "nobody chooses for others, or for a channel they are not in, and others are not told what one chose")
    func refusals() throws {
        let eve = try messenger.person("Eve")
        #expect(isNotFound { try messenger.setLevel(.nothing, in: slug, as: eve.identity) })
        #expect(isNotFound { try messenger.setLevel(.nothing, in: "nowhere", as: ada.identity) })
        try messenger.leave(slug, as: cem.identity)
        #expect(isNotFound { try messenger.setLevel(.nothing, in: slug, as: cem.identity) })
        try like(["secret"])
        for sql in [
            "select level from messaging.channel_members",
            "update messaging.notification_choices set keywords = '{}'",
            "select messaging.concerns('\(bo.rawValue)', gen_random_uuid(), 0)",
            "select messaging.quiet_hours_end('\(bo.rawValue)')",
        ] {
            #expect(throws: PostgresError.self, "\(sql)") {
                try database.serve("begin; set local messaging.participant = '\(ada.rawValue)'; \(sql)")
            }
        }
        #expect(
            try database.serve(
                "begin; set local messaging.participant = '\(ada.rawValue)'; select 1 from messaging.notification_choices"
            ).isEmpty)
    }

    @Test("quiet hours begin on their days by the clocks of a zone, and may end the day after")
    func quietHours() throws {
        func isQuiet(_ hours: QuietHours, in zone: String) throws -> Bool {
            try messenger.choose(NotificationChoice(quietHours: hours), in: zone, as: bo.identity)
            #expect(try messenger.notificationChoice(as: bo.identity).quietHours == hours)
            return try database.administer("select messaging.quiet_hours_end('\(bo.rawValue)') > now()")[0][0]
                == "t"
        }
        let clock = try database.administer(
            """
            select extract(hour from now() at time zone z) * 60 + extract(minute from now() at time zone z),
                1 << (extract(isodow from now() at time zone z)::integer - 1)
            from unnest(array['UTC', 'Asia/Tokyo']) z
            """
        ).map { $0.compactMap { $0.flatMap { Double($0) }.map(Int.init) } }
        for (zone, clock) in zip(["UTC", "Asia/Tokyo"], clock) {
            let (minute, today) = (clock[0], QuietHours.Days(rawValue: clock[1]))
            let soon = (minute + 30) % 1440
            let before = (minute + 1410) % 1440
            #expect(try isQuiet(QuietHours(on: .all, from: before, to: soon), in: zone))
            #expect(try !isQuiet(QuietHours(on: .all, from: soon, to: before), in: zone))
            if before < minute, soon > minute {
                #expect(try isQuiet(QuietHours(on: today, from: before, to: soon), in: zone))
                let others = QuietHours.Days(rawValue: 127 - today.rawValue)
                #expect(try !isQuiet(QuietHours(on: others, from: before, to: soon), in: zone))
            }
        }
        try messenger.choose(NotificationChoice(), in: "Not/AZone", as: bo.identity)
        #expect(try messenger.notificationChoice(as: bo.identity).quietHours == nil)
    }
}
