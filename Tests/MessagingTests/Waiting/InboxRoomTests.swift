import FoundationEssentials
import Testing

@testable import Messaging

/// Inboxes and presence as plain values: what is announced, and what is told at which beat.
@Suite("Inboxes in the waiting room")
struct InboxRoomTests {
    private let design = ChannelID(rawValue: UUID())
    private let tax = ChannelID(rawValue: UUID())
    private let ada = ParticipantID(rawValue: UUID())
    private let bo = ParticipantID(rawValue: UUID())
    private var room = WaitingRoom<String>(capacity: 2_000)

    init() {
        // Announcements are heard from now on.
        _ = room.lookAgain()
    }

    private mutating func enter() throws -> WaitingRoom<String>.Ticket {
        let ticket = room.enter()
        return try #require(ticket)
    }

    private func row(
        _ channel: ChannelID, last: Int64 = 0, unread: Int = 0, isDirect: Bool = false, isQuiet: Bool = false,
        mentions: Int = 0
    ) -> InboxRow {
        InboxRow(
            channel: channel, slug: channel == design ? "design" : "tax", name: "Name",
            isDirect: isDirect, isQuiet: isQuiet, other: nil, lastSequence: last,
            updatedAt: Date(timeIntervalSince1970: 0), unread: unread, mentions: mentions)
    }

    /// Reads somebody's inbox, as it is in the database, and lies down with what was read.
    @discardableResult
    private mutating func sleep(
        _ name: String, as participant: ParticipantID, _ rows: [InboxRow]? = nil,
        seeing channel: ChannelID? = nil,
        showing shown: Digest? = nil, pause: Int = 0, session: [UInt8]? = nil
    ) throws -> WaitingRoom<String>.Ticket {
        let ticket = try enter()
        if let rows { room.keep(ticket, session: session, participant, inbox: rows, at: 0) }
        let seen = channel.map { [$0] } ?? []
        let digest = shown ?? room.inbox(of: participant, without: seen, at: 0)?.digest
        var watches: [Watch] = [.inbox(showing: digest, pause: pause)]
        if let channel {
            watches.append(
                .reading(Reading(slug: "seen", cursor: 100, shape: .changes), in: channel, revision: 0))
        }
        let settlement = room.settle(
            ticket, as: Guest(participant: participant, identity: .nobody), for: watches, until: 1_000,
            waiter: name)
        #expect(settlement == .asleep(instead: nil))
        return ticket
    }

    private mutating func say(_ sequence: Int64, in channel: ChannelID, by author: ParticipantID) {
        #expect(room.hear(.changed(channel, sequence: sequence, author: author)).isEmpty)
    }

    /// Who is told at a beat, and what is then unread where.
    private mutating func told(_ tick: Int) -> [String: [String: Int]] {
        let beat = room.beat(tick)
        #expect(beat.lookAgain.isEmpty)
        return beat.told.reduce(into: [:]) { told, each in
            guard case .inbox(let inbox) = each.change else { return }
            told[each.waiter] = Dictionary(uniqueKeysWithValues: inbox.unread.map { ($0.slug, $0.messages) })
        }
    }

    @Test(
        "of a direct conversation every word is told, one's own too, and of one that is muted none is counted"
    )
    mutating func direct() throws {
        try sleep(
            "ada", as: ada,
            [row(design, last: 3, isDirect: true), row(tax, last: 3, isDirect: true, isQuiet: true)])
        say(4, in: design, by: ada)
        let own = try #require(room.beat(10).told.first)
        guard case .inbox(let inbox) = own.change else {
            Issue.record("no inbox was told")
            return
        }
        #expect(inbox.messageCount == 0 && inbox.unread.isEmpty)
        try sleep("ada again", as: ada)
        say(5, in: design, by: bo)
        say(4, in: tax, by: bo)
        #expect(told(20) == ["ada again": ["design": 1]])
    }

    @Test(
        "a message of somebody else's is one more unread, in every inbox of the channel's members but the author's"
    )
    mutating func message() throws {
        try sleep("ada", as: ada, [row(design), row(tax)])
        try sleep("bo", as: bo, [row(design)])
        #expect(told(1).isEmpty)
        say(1, in: design, by: bo)
        #expect(told(2) == ["ada": ["design": 1]])
        #expect(told(3).isEmpty)
        say(2, in: design, by: ada)
        #expect(told(4) == ["bo": ["design": 1]])
    }

    @Test("an edit is nothing new to read, and a message that was read and announced is counted once")
    mutating func known() throws {
        try sleep("ada", as: ada, [row(design, last: 7, unread: 2)])
        #expect(room.hear(.changed(design, sequence: 8)).isEmpty)
        say(7, in: design, by: bo)
        #expect(told(1).isEmpty)
        say(9, in: design, by: bo)
        #expect(told(2) == ["ada": ["design": 3]])
    }

    @Test("what is announced between reading and lying down is counted")
    mutating func arrival() throws {
        let ticket = try enter()
        say(1, in: design, by: bo)
        room.keep(ticket, session: nil, ada, inbox: [row(design)], at: 0)
        say(2, in: design, by: bo)
        #expect(room.inbox(of: ada, without: [], at: 0)?.messageCount == 2)
    }

    @Test("whoever sees the channel by the same wait is not told of it by the inbox")
    mutating func seen() throws {
        try sleep("there", as: ada, [row(design), row(tax)], seeing: design)
        try sleep("elsewhere", as: ada)
        say(1, in: design, by: bo)
        #expect(told(1) == ["elsewhere": ["design": 1]])
        say(1, in: tax, by: bo)
        #expect(told(2) == ["there": ["tax": 1]])
    }

    @Test("an inbox is told at most once in its pause, and then all that came meanwhile")
    mutating func pause() throws {
        try sleep("first", as: ada, [row(design)], pause: 8)
        say(1, in: design, by: bo)
        #expect(told(1) == ["first": ["design": 1]])
        let shown = room.inbox(of: ada, without: [], at: 1)?.digest
        try sleep("second", as: ada, showing: shown, pause: 8)
        say(2, in: design, by: bo)
        for tick in 2..<9 { #expect(told(tick).isEmpty) }
        say(3, in: design, by: bo)
        #expect(told(9) == ["second": ["design": 3]])
    }

    @Test("a channel that is read elsewhere is unread no more")
    mutating func reading() throws {
        try sleep("ada", as: ada, [row(design, last: 3, unread: 3), row(tax, last: 1, unread: 1)])
        _ = room.hear(.read(design, sequence: 3, [bo, ada]))
        #expect(told(1) == ["ada": ["tax": 1]])
        try sleep("ada", as: ada)
        say(4, in: design, by: bo)
        say(5, in: design, by: bo)
        _ = room.hear(.read(design, sequence: 4, [ada]))
        #expect(told(2) == ["ada": ["design": 1, "tax": 1]])
    }

    @Test("where something was deleted, whoever has something unread has it counted anew")
    mutating func deletion() throws {
        try sleep("ada", as: ada, [row(design, last: 3, unread: 3), row(tax)])
        try sleep("bo", as: bo, [row(design, last: 3)])
        #expect(room.beat(1).lookAgain.isEmpty)
        _ = room.hear(.deleted(tax))
        #expect(room.beat(2).lookAgain.isEmpty)
        _ = room.hear(.deleted(design))
        #expect(room.beat(3).lookAgain == ["ada"])
    }

    @Test("what comes and is read before the next beat is not told")
    mutating func readAtOnce() throws {
        try sleep("ada", as: ada, [row(design)])
        say(1, in: design, by: bo)
        room.noteRead(ada, in: design, upTo: 1)
        #expect(told(1).isEmpty)
    }

    @Test("whoever is removed hears nothing more of the channel")
    mutating func removal() throws {
        try sleep("ada", as: ada, [row(design), row(tax)])
        _ = room.hear(.parted(design, ada))
        say(1, in: design, by: bo)
        #expect(told(1) == ["ada": [:]])
        try sleep("ada", as: ada)
        say(2, in: design, by: bo)
        #expect(told(2).isEmpty)
        say(1, in: tax, by: bo)
        #expect(told(3) == ["ada": ["tax": 1]])
    }

    @Test("whoever has joined a channel looks for themselves")
    mutating func joining() throws {
        try sleep("ada", as: ada, [row(design)])
        try sleep("bo", as: bo, [row(design)])
        _ = room.hear(.joined(tax, ada))
        #expect(room.beat(1).lookAgain == ["ada"])
        #expect(room.inbox(of: ada, without: [], at: 1) == nil, "what was kept is not told any more")
        #expect(room.count == 1)
    }

    @Test("when announcements are lost, everybody looks for themselves, some at a time")
    mutating func lost() throws {
        for _ in 0..<120 { try sleep("reader", as: ParticipantID(rawValue: UUID()), [row(design)]) }
        #expect(room.lookAgain().isEmpty)
        var lookers: [Int] = []
        for tick in 1...4 { lookers.append(room.beat(tick).lookAgain.count) }
        #expect(lookers == [50, 50, 20, 0])
    }

    @Test("while announcements are not heard nothing is kept, and then everybody looks")
    mutating func deaf() throws {
        room.lose()
        let ticket = try enter()
        room.keep(ticket, session: [1, 2, 3], ada, inbox: [row(design)], at: 0)
        #expect(room.participant(of: [1, 2, 3], at: 1) == nil)
        #expect(room.inbox(of: ada, without: [], at: 1) == nil)
        room.leave(ticket)
        try sleep("ada", as: ada, showing: Digest(rawValue: "shown"))
        #expect(room.beat(1).lookAgain.isEmpty, "they would look again and again")
        _ = room.lookAgain()
        #expect(room.beat(2).lookAgain == ["ada"])
    }

    @Test("a message moves a thousand inboxes, and nothing is to be read for any")
    mutating func thousand() throws {
        for number in 0..<1_000 {
            try sleep("\(number)", as: ParticipantID(rawValue: UUID()), [row(design)])
        }
        say(1, in: design, by: bo)
        let beat = room.beat(1)
        #expect(beat.told.count == 1_000)
        #expect(beat.lookAgain.isEmpty && beat.doubted.isEmpty && beat.gossip.isEmpty)
    }

    @Test("of two thousand channels each is heard of, not only those on the first page")
    mutating func manyChannels() throws {
        let channels = (0..<2_000).map { _ in ChannelID(rawValue: UUID()) }
        try sleep("ada", as: ada, channels.map { row($0) })
        let place = try #require(channels.last)
        say(1, in: place, by: bo)
        #expect(told(1).count == 1)
        #expect(room.inbox(of: ada, without: [], at: 1)?.channelCount == 1)
    }

    @Test("the digest goes by what is unread where, in whatever order it became so")
    mutating func digests() throws {
        try sleep("ada", as: ada, [row(design), row(tax)])
        let nothing = room.inbox(of: ada, without: [], at: 0)?.digest
        say(1, in: design, by: bo)
        say(1, in: tax, by: bo)
        let heard = room.inbox(of: ada, without: [], at: 0)?.digest
        try sleep("again", as: ada, [row(tax, last: 1, unread: 1), row(design, last: 1, unread: 1)])
        #expect(room.inbox(of: ada, without: [], at: 0)?.digest == heard)
        #expect(heard != nothing)
        _ = room.hear(.read(design, sequence: 1, [ada]))
        _ = room.hear(.read(tax, sequence: 1, [ada]))
        #expect(room.inbox(of: ada, without: [], at: 0)?.digest == nothing)
    }

    @Test(
        "the digest that is kept is that of what is read anew, with and without a channel that is seen anyway"
    )
    mutating func keptDigests() throws {
        let (third, other) = (ChannelID(rawValue: UUID()), ParticipantID(rawValue: UUID()))
        try sleep(
            "ada", as: ada, [row(design, last: 3, unread: 2), row(tax), row(third, last: 1, unread: 1)])
        say(1, in: tax, by: bo)
        say(4, in: design, by: bo)
        _ = room.hear(.read(third, sequence: 1, [ada]))
        _ = room.hear(.parted(third, ada))
        try sleep("other", as: other, [row(tax, last: 1, unread: 1), row(design, last: 4, unread: 3)])
        for seen in [[], [design], [tax], [design, tax], [third]] {
            let kept = room.digest(of: ada, without: seen, at: 0)
            #expect(kept != nil && kept == room.digest(of: other, without: seen, at: 0))
            #expect(kept == room.inbox(of: other, without: seen, at: 0)?.digest)
        }
        #expect(room.digest(of: ada, without: [], at: 0) != room.digest(of: ada, without: [tax], at: 0))
        #expect(room.digest(of: bo, without: [], at: 0) == nil)
    }

    @Test("unread messages are counted up to a limit, which further ones do not move")
    mutating func limit() throws {
        try sleep("ada", as: ada, [row(design, last: 200, unread: 100)])
        say(201, in: design, by: bo)
        #expect(told(1).isEmpty)
    }

    @Test(
        "a session is known once it was proved, until its participant is dismissed or announcements are lost")
    mutating func acquaintance() throws {
        for ending in [0, 1, 2] {
            try sleep("ada", as: ada, [row(design)], session: [1, 2, 3])
            #expect(room.participant(of: [1, 2, 3], at: 1) == ada)
            #expect(room.participant(of: [1, 2], at: 1) == nil)
            #expect(room.participant(of: [1, 2, 3], at: Acquaintances.memory) == nil)
            switch ending {
            case 0: #expect(room.dismiss(ada) == ["ada"])
            case 1:
                room.lose()
                _ = room.lookAgain()
            default: _ = room.lookAgain()
            }
            #expect(room.participant(of: [1, 2, 3], at: 1) == nil)
            #expect(room.inbox(of: ada, without: [], at: 1) == nil)
            _ = room.dismiss(ada)
        }
    }

    @Test("a proof that a dismissal has overtaken is not kept")
    mutating func overtaken() throws {
        let ticket = try enter()
        _ = room.dismiss(ada)
        room.keep(ticket, session: [1, 2, 3], ada, inbox: [row(design)], at: 0)
        #expect(room.participant(of: [1, 2, 3], at: 1) == nil)
        #expect(room.inbox(of: ada, without: [], at: 1) == nil)
    }

    @Test("read marks are told to the other processes together, once a second")
    mutating func gossip() throws {
        for _ in 0..<500 { room.noteRead(ParticipantID(rawValue: UUID()), in: design, upTo: 4) }
        room.noteRead(ada, in: design, upTo: 3)
        room.noteRead(ada, in: design, upTo: 4)
        #expect(room.beat(1).gossip.isEmpty)
        let gossip = room.beat(4).gossip
        #expect(gossip.count == 3)
        #expect(
            gossip.reduce(0) { sum, each in
                if case .read(design, sequence: 4, let people) = each { sum + people.count } else { sum }
            } == 501)
        #expect(room.beat(8).gossip.isEmpty)
    }
}

@Suite("Presence in the waiting room")
struct PresenceRoomTests {
    private let channel = ChannelID(rawValue: UUID())
    private let ada = ParticipantID(rawValue: UUID())
    private let bo = ParticipantID(rawValue: UUID())
    private var room = WaitingRoom<String>(capacity: 100)

    private mutating func enter() throws -> WaitingRoom<String>.Ticket {
        let ticket = room.enter()
        return try #require(ticket)
    }

    private mutating func sleep(
        _ name: String, as participant: ParticipantID, presence: Bool = false, at tick: Int = 0
    ) throws {
        let ticket = try enter()
        let reading = Reading(slug: "channel", cursor: 5, shape: presence ? .membership : .changes)
        let shown = room.presence(of: .channel(channel), for: participant, at: tick).digest
        let settlement = room.settle(
            ticket, as: Guest(participant: participant, identity: .nobody),
            for: [
                presence
                    ? .presence(reading, in: channel, revision: 0, showing: shown)
                    : .reading(reading, in: channel, revision: 0)
            ],
            until: 10_000, waiter: name)
        #expect(settlement == .asleep(instead: nil))
    }

    /// To and of whom presence is told: nobody before it was read.
    private mutating func keepRoster(of members: ParticipantID...) {
        let members = members.map {
            PresentMember(id: $0, name: "", handle: nil, joinedAt: .distantPast, read: nil, status: nil)
        }
        room.keep(
            nil, Roster(slug: "channel", revision: 0, members: members, hasReads: true, at: 0),
            as: .channel(channel))
    }

    private mutating func told(_ tick: Int) -> [String: [ParticipantID]] {
        room.beat(tick).told.reduce(into: [:]) { told, each in
            if case .presence(let presence) = each.change { told[each.waiter] = presence.here }
        }
    }

    @Test("whoever waits in a channel is there, for this process and by one announcement for the others")
    mutating func here() throws {
        keepRoster(of: ada, bo)
        try sleep("watches", as: ada, presence: true)
        try sleep("reads", as: bo)
        var beat = room.beat(1)
        #expect(beat.told.isEmpty, "a page is left alone for a while after it has asked")
        beat = room.beat(4)
        #expect(beat.gossip == [.here(channel, [bo])])
        #expect(beat.told.map(\.waiter) == ["watches"])
        beat = room.beat(8)
        #expect(beat.gossip.isEmpty)
        #expect(room.presence(of: .channel(channel), for: ada, at: 8).here == [bo])
        #expect(
            room.presence(of: .channel(channel), for: bo, at: 8).here.isEmpty, "nobody is told of themselves")
    }

    @Test("somebody heard of from another process is forgotten after a minute, and typing after some seconds")
    mutating func forgetting() throws {
        keepRoster(of: ada, bo)
        _ = room.beat(4)
        _ = room.hear(.here(channel, [bo]))
        _ = room.hear(.typing(channel, [bo]))
        try sleep("watches", as: ada, presence: true, at: 5)
        #expect(room.presence(of: .channel(channel), for: ada, at: 5).typing == [bo])
        #expect(told(23).isEmpty)
        #expect(told(27) == ["watches": [bo]], "typing has ended")
        try sleep("watches", as: ada, presence: true, at: 27)
        #expect(told(4 + Presences.memory - 1).isEmpty)
        #expect(told(4 + Presences.memory + 3) == ["watches": []])
    }

    @Test("whoever has said it has stopped typing, and whoever has left is not there")
    mutating func ending() throws {
        keepRoster(of: ada, bo)
        _ = room.hear(.here(channel, [bo]))
        _ = room.hear(.typing(channel, [bo]))
        _ = room.hear(.changed(channel, sequence: 6, author: bo))
        #expect(room.presence(of: .channel(channel), for: ada, at: 1).typing.isEmpty)
        #expect(room.presence(of: .channel(channel), for: ada, at: 1).here == [bo])
        _ = room.hear(.parted(channel, bo))
        #expect(room.presence(of: .channel(channel), for: ada, at: 1).here.isEmpty)
    }

    @Test(
        "who is there is told neither to nor of whoever is not in the roster, and nobody before that was read"
    )
    mutating func strangers() throws {
        let cy = ParticipantID(rawValue: UUID())
        _ = room.hear(.here(channel, [ada, bo, cy]))
        #expect(room.presence(of: .channel(channel), for: ada, at: 1).here.isEmpty)
        keepRoster(of: ada, bo)
        #expect(room.presence(of: .channel(channel), for: ada, at: 1).here == [bo])
        #expect(room.presence(of: .channel(channel), for: cy, at: 1).here.isEmpty)
    }

    @Test("whoever is said to have left is told nobody's presence until that is looked into")
    mutating func doubt() throws {
        try sleep("watches", as: ada, presence: true)
        _ = room.hear(.parted(channel, ada))
        _ = room.hear(.here(channel, [bo]))
        let beat = room.beat(100)
        #expect(beat.told.isEmpty)
        let party = try #require(beat.doubted.first)
        #expect(room.rise(party).map(\.waiter) == ["watches"])
    }
}
