import FoundationEssentials
import Postgres
import TestDatabase
import Testing

@testable import Messaging

/// Who is shown to be there, and what was seen, against a real database.
@Suite("Presence and receipts", .database(messagingDatabase))
struct PresenceTests {
    private let database: TestDatabase
    private let messenger: Messenger
    private let ada: ParticipantID
    private let bo: ParticipantID
    private let cy: ParticipantID
    private let slug: String

    /// Ada and Bo are in a channel, Cy is a stranger.
    init() throws {
        database = try TestDatabase.current
        messenger = try database.messenger()
        ada = try messenger.person("Ada")
        bo = try messenger.person("Bo")
        cy = try messenger.person("Cy")
        slug = try messenger.createChannel(as: ada)
        try messenger.join(slug, as: bo.identity)
        try messenger.say("hello", in: slug, as: ada)
    }

    private func status(of participant: ParticipantID, as viewer: ParticipantID) throws -> PresenceStatus? {
        try messenger.presence(in: slug, as: viewer.identity).status(of: participant)
    }

    /// Rows of a query as the serving role, on behalf of somebody.
    private func rows(_ sql: String, as person: ParticipantID) throws -> [[String?]] {
        try database.serve("begin; set local messaging.participant = '\(person.rawValue.uuidString)'; \(sql)")
    }

    private func refusal(_ sql: String, as person: ParticipantID) -> SQLState? {
        do {
            _ = try rows(sql, as: person)
            return nil
        } catch { return (error as? PostgresError)?.sqlState }
    }

    @Test("whoever asks for a page is shown to whom they share a channel with, and to nobody else")
    func shown() throws {
        #expect(try status(of: bo, as: ada) == nil)
        try messenger.noteActivity(of: bo, as: bo.identity)
        #expect(try status(of: bo, as: ada) == .here)
        #expect(try status(of: bo, as: bo) == nil, "nobody is told of themselves")
        #expect(isNotFound { _ = try messenger.presence(in: slug, as: cy.identity) })
        #expect(try rows("select * from messaging.roster('\(slug)', 10)", as: cy).isEmpty)
        try messenger.leave(slug, as: bo.identity)
        #expect(isNotFound { _ = try messenger.presence(in: slug, as: bo.identity) })
        #expect(try rows("select * from messaging.roster('\(slug)', 10)", as: bo).isEmpty)
    }

    @Test("whoever hides is shown nowhere, and whoever is not to be disturbed until the time they said")
    func choices() throws {
        try messenger.show(PresenceChoice(quietUntil: .now + 3600), as: bo.identity)
        try messenger.noteActivity(of: bo, as: bo.identity)
        #expect(try status(of: bo, as: ada) == .busy)
        try messenger.show(PresenceChoice(quietUntil: .now - 1), as: bo.identity)
        try messenger.noteActivity(of: bo, as: bo.identity)
        #expect(try status(of: bo, as: ada) == .here)
        try messenger.show(PresenceChoice(isHidden: true), as: bo.identity)
        try messenger.noteActivity(of: bo, as: bo.identity)
        #expect(try status(of: bo, as: ada) == nil)
        try messenger.type(in: slug, as: bo.identity)
        #expect(try messenger.presence(in: slug, as: ada.identity).typing.isEmpty)
        try messenger.show(PresenceChoice(), as: bo.identity)
        try messenger.type(in: slug, as: bo.identity)
        #expect(try messenger.presence(in: slug, as: ada.identity).typing == [bo])
    }

    @Test("a request that waits to be accepted shows nobody, and an accepted one the other")
    func requests() throws {
        let other = try messenger.correspondent("bo", as: cy.identity)
        let draft = try MessageDraft(text: "may I?", nonce: UUID())
        let direct = try messenger.send(draft, to: other, as: cy.identity).slug
        try messenger.noteActivity(of: bo, as: bo.identity)
        #expect(try messenger.circle(as: cy.identity).status(of: bo) == nil)
        #expect(try messenger.presence(in: direct, as: cy.identity).status(of: bo) == nil)
        #expect(try messenger.lastHere(bo, as: cy.identity) == nil)
        try messenger.move(direct, to: .inbox, as: bo.identity)
        #expect(try messenger.circle(as: cy.identity).status(of: bo) == .here)
        #expect(try messenger.presence(in: direct, as: cy.identity).status(of: bo) == .here)
    }

    @Test("when somebody was last there is told as coarsely as they wish, written every few minutes at most")
    func lastHere() throws {
        let note = "select messaging.note_here(array['\(bo.rawValue)'::uuid])"
        func written() throws -> String? {
            try database.administer(
                "select xmin::text from messaging.user_presence where user_id = '\(bo.rawValue)'"
            ).first?[0]
        }
        _ = try database.serve(note)
        let first = try written()
        _ = try database.serve(note)
        #expect(try written() == first && first != nil)
        #expect(try messenger.lastHere(bo, as: ada.identity)?.detail == .day)
        #expect(try messenger.lastHere(bo, as: cy.identity) == nil)
        for (detail, seconds) in [(PresenceChoice.LastSeen.minutes, 300), (.day, 86_400), (.week, 86_400)] {
            try messenger.show(PresenceChoice(lastSeen: detail), as: bo.identity)
            let seen = try #require(try messenger.lastHere(bo, as: ada.identity)?.seen)
            #expect(Int(seen.timeIntervalSince1970) % seconds == 0, "\(detail)")
        }
        try database.administer("update messaging.user_presence set last_seen = now() - interval '8 days'")
        #expect(try messenger.lastHere(bo, as: ada.identity) == LastHere(detail: .week, seen: nil))
        for choice in [PresenceChoice(lastSeen: .nothing), PresenceChoice(isHidden: true)] {
            try messenger.show(choice, as: bo.identity)
            _ = try database.serve(note)
            #expect(try messenger.lastHere(bo, as: ada.identity) == nil)
            #expect(
                try database.administer("select 1 from messaging.user_presence where last_seen is not null")
                    .isEmpty, "it is not even kept")
        }
    }

    @Test("what was seen is shown to members who show theirs, of those who do, and to nobody by SQL")
    func receipts() throws {
        let read = "select participant from messaging.seen_by('\(slug)', 1)"
        #expect(try messenger.seen(1, in: slug, as: ada.identity).isEmpty)
        messenger.markRead(slug, upTo: 1, as: bo.identity)
        #expect(try messenger.seen(1, in: slug, as: ada.identity).map(\.id) == [bo])
        #expect(try messenger.presence(in: slug, as: ada.identity).members.first { $0.id == bo }?.read == 1)
        #expect(try rows(read, as: cy).isEmpty)
        // Whoever came later has not seen what was said before.
        let dee = try messenger.person("Dee")
        try messenger.join(slug, as: dee.identity)
        #expect(try messenger.seen(1, in: slug, as: ada.identity).map(\.id) == [bo])
        for hiding in [ada, bo] {
            try messenger.show(PresenceChoice(showsReads: false), as: hiding.identity)
            #expect(try rows(read, as: ada).isEmpty)
            #expect(
                try messenger.presence(in: slug, as: ada.identity).members.allSatisfy {
                    $0.id == dee || $0.read == nil
                })
            try messenger.show(PresenceChoice(), as: hiding.identity)
        }
        for sql in [
            "select last_read_seq from messaging.channel_members",
            "select last_read_at from messaging.channel_members",
            "select * from messaging.channel_members", "select reach from messaging.users",
            "update messaging.channel_members set last_read_seq = 0",
            "update messaging.user_presence set shows_reads = true", "delete from messaging.user_presence",
        ] {
            #expect(refusal(sql, as: ada) == .insufficientPrivilege, "\(sql)")
        }
        #expect(
            try rows("select 1 from messaging.user_presence where user_id <> messaging.viewer()", as: ada)
                .isEmpty)
        #expect(try rows("select last_read_seq from messaging.memberships", as: bo) == [["1"]], "one's own")
    }

    @Test("in a channel of more than fifty nobody is shown what others have read")
    func large() throws {
        try database.administer(
            """
            alter table messaging.channel_members disable trigger user;
            with people as (
                insert into messaging.users (id, full_name, handle, skeleton)
                select gen_random_uuid(), 'P' || n, 'p' || n || 'x', 'p' || n from generate_series(1, 10000) n returning id)
            insert into messaging.channel_members (channel_id, user_id, last_read_seq)
            select c.id, p.id, 1 from messaging.channels c, people p;
            alter table messaging.channel_members enable trigger user;
            update messaging.channels set member_count = 10002;
            analyze messaging.channel_members
            """)
        #expect(try messenger.seen(1, in: slug, as: ada.identity).isEmpty)
        #expect(
            try rows("select 1 from messaging.roster('\(slug)', 200) where read_seq is not null", as: ada)
                .isEmpty)
        #expect(try rows("select count(*) from messaging.roster('\(slug)', 200)", as: ada) == [["200"]])
    }
}

/// The same as plain values: what is announced, and for how long it holds.
@Suite("Who is there")
struct PeopleTests {
    private let ada = ParticipantID(rawValue: UUID())
    private let bo = ParticipantID(rawValue: UUID())
    private var here = People()
    private var there = People()

    private mutating func see(_ activity: Activity, at tick: Int) {
        for sign in here.see(bo, activity, at: tick, .now) { there.hear(sign, [bo], at: tick) }
    }

    @Test("somebody is there for a minute after they were last heard of, in every process")
    mutating func leaving() {
        here.learn(PresenceChoice(), of: bo, at: 0)
        for tick in [0, 100, 200] { see(.touched(.zero), at: tick) }
        for people in [here, there] {
            #expect(people.status(of: bo, at: 200 + 40) == .here)
            #expect(people.status(of: bo, at: 200 + People.memory) == nil)
        }
    }

    @Test("whoever has touched nothing for five minutes is away, and here as soon as they do")
    mutating func away() {
        here.learn(PresenceChoice(), of: bo, at: 0)
        see(.touched(.zero), at: 0)
        for seconds in stride(from: 25, through: 325, by: 25) {
            see(.touched(.seconds(seconds)), at: seconds * Lobby.ticksPerSecond)
        }
        for people in [here, there] {
            #expect(people.status(of: bo, at: 330 * Lobby.ticksPerSecond) == .away)
        }
        see(.touched(.zero), at: 331 * Lobby.ticksPerSecond)
        for people in [here, there] {
            #expect(people.status(of: bo, at: 331 * Lobby.ticksPerSecond) == .here)
        }
    }

    @Test("a frame that asks by itself keeps somebody there, and not from being away")
    mutating func frames() {
        here.learn(PresenceChoice(), of: bo, at: 0)
        see(.touched(.zero), at: 0)
        for tick in stride(from: 100, through: People.patience, by: 100) { see(.unknown, at: tick) }
        for people in [here, there] { #expect(people.status(of: bo, at: People.patience) == .away) }
    }

    @Test(
        "of whoever hides, or of whom nothing is known, nothing is announced; of others twice a minute at most"
    )
    mutating func announcements() {
        #expect(here.see(bo, .touched(.zero), at: 0, .now).isEmpty)
        here.learn(PresenceChoice(isHidden: true), of: bo, at: 0)
        #expect(here.see(bo, .touched(.zero), at: 0, .now).isEmpty)
        here.learn(PresenceChoice(), of: bo, at: 0)
        #expect(Set(here.see(bo, .touched(.zero), at: 0, .now)) == [.held, .active])
        #expect(here.see(bo, .touched(.zero), at: People.repetition - 1, .now).isEmpty)
        #expect(Set(here.see(bo, .touched(.zero), at: People.repetition, .now)) == [.held, .active])
    }

    @Test("that somebody was there is kept every five minutes while they are, and not where nobody may know")
    mutating func keeping() {
        here.learn(PresenceChoice(), of: bo, at: 0)
        here.learn(PresenceChoice(lastSeen: .nothing), of: ada, at: 0)
        _ = here.see(ada, .touched(.zero), at: 0, .now)
        see(.touched(.zero), at: 0)
        #expect(here.sweep(at: 4) == [bo])
        for tick in stride(from: 100, to: People.keeping, by: 100) {
            see(.touched(.zero), at: tick)
            #expect(here.sweep(at: tick).isEmpty)
        }
        see(.touched(.zero), at: People.keeping + 4)
        #expect(here.sweep(at: People.keeping + 4) == [bo])
        #expect(there.sweep(at: People.keeping).isEmpty, "by whoever saw them alone")
    }
}
