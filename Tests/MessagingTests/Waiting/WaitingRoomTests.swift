import FoundationEssentials
import Testing

@testable import Messaging

/// The waiting room as plain values: every race is a sequence of calls.
@Suite("The waiting room")
struct WaitingRoomTests {
    private let channel = ChannelID(rawValue: UUID())
    private let elsewhere = ChannelID(rawValue: UUID())
    private let ada = ParticipantID(rawValue: UUID())
    private let bo = ParticipantID(rawValue: UUID())
    private var room = WaitingRoom<String>(capacity: 10)

    private mutating func enter() throws -> WaitingRoom<String>.Ticket {
        let ticket = room.enter()
        return try #require(ticket)
    }

    private mutating func settle(
        _ ticket: WaitingRoom<String>.Ticket, in channel: ChannelID? = nil, after cursor: Int64 = 5,
        as participant: ParticipantID? = nil, until deadline: Int = 100, _ name: String
    ) -> WaitingRoom<String>.Settlement {
        let reading = Reading(slug: "channel", cursor: cursor, shape: .changes)
        return room.settle(
            ticket, as: Guest(participant: participant ?? ada, identity: .nobody),
            for: [.reading(reading, in: channel ?? self.channel, revision: 0)], until: deadline, waiter: name)
    }

    /// Enters and settles at once, as a reader does for whom nothing happens in between.
    private mutating func sleep(
        _ name: String, in channel: ChannelID? = nil, after cursor: Int64 = 5,
        as participant: ParticipantID? = nil,
        until deadline: Int = 100
    ) throws -> WaitingRoom<String>.Ticket {
        let ticket = try enter()
        let settlement = settle(ticket, in: channel, after: cursor, as: participant, until: deadline, name)
        #expect(settlement == .asleep(instead: nil))
        return ticket
    }

    /// Who is woken when each of the parties has been read for, with something new.
    private mutating func risen(_ parties: [WaitingRoom<String>.Party]) -> Set<String> {
        var names: Set<String> = []
        for party in parties { names.formUnion(room.rise(party).map(\.waiter)) }
        return names
    }

    @Test("a change wakes those who wait in its channel before it, and nobody else")
    mutating func change() throws {
        _ = try sleep("behind", after: 5)
        _ = try sleep("ahead", after: 6)
        _ = try sleep("elsewhere", in: elsewhere, after: 5)
        #expect(risen(room.hear(.changed(channel, sequence: 6))) == ["behind"])
        #expect(room.count == 2)
    }

    @Test("readers who wait for the same are one party, whoever they are")
    mutating func parties() throws {
        for number in 0..<4 { _ = try sleep("\(number)", as: number < 2 ? ada : bo) }
        _ = try sleep("another cursor", after: 4)
        let parties = room.hear(.changed(channel, sequence: 9))
        #expect(parties.map(\.memberships.count).sorted() == [1, 4])
    }

    @Test("a party for which there was nothing sleeps on, and the next change finds it")
    mutating func nothingNew() throws {
        _ = try sleep("reader")
        for party in room.hear(.changed(channel, sequence: 6)) { #expect(room.sleepOn(party).isEmpty) }
        #expect(room.count == 1)
        #expect(risen(room.hear(.changed(channel, sequence: 7))) == ["reader"])
    }

    @Test("a change announced while a party is read for is read for again, not lost, and not twice at once")
    mutating func changeWhileReading() throws {
        _ = try sleep("reader")
        let first = try #require(room.hear(.changed(channel, sequence: 6)).first)
        let second = room.hear(.changed(channel, sequence: 7))
        #expect(second.isEmpty)
        #expect(risen(room.sleepOn(first)) == ["reader"])
    }

    @Test("whoever departs while being read for is not woken by the reading")
    mutating func departureWhileReading() throws {
        let ticket = try sleep("leaver")
        _ = try sleep("stayer")
        let party = try #require(room.hear(.changed(channel, sequence: 6)).first)
        #expect(room.cancel(ticket) == "leaver")
        #expect(room.rise(party).map(\.waiter) == ["stayer"])
    }

    @Test("of a party, those who are no members rise alone")
    mutating func formerMembers() throws {
        _ = try sleep("ada", as: ada)
        _ = try sleep("bo", as: bo)
        let party = try #require(room.hear(.changed(channel, sequence: 6)).first)
        #expect(party.memberships.count == 2)
        let bo = bo
        #expect(room.rise(party, where: { $0.participant != bo }).map(\.waiter) == ["ada"])
        #expect(room.sleepOn(party).isEmpty)
        #expect(room.count == 1)
    }

    @Test("a dismissal wakes all waits of one participant, in every channel, and one who has only entered")
    mutating func dismissal() throws {
        _ = try sleep("here", as: ada)
        _ = try sleep("there", in: elsewhere, as: ada)
        _ = try sleep("somebody else", as: bo)
        let ticket = try enter()
        #expect(Set(room.dismiss(ada)) == ["here", "there"])
        let settlement = settle(ticket, until: 1, "entered")
        #expect(settlement == .dismissed)
        #expect(room.count == 1)
    }

    @Test("a change announced between entering and settling is not slept through")
    mutating func race() throws {
        let ticket = try enter()
        #expect(room.hear(.changed(channel, sequence: 6)).isEmpty)
        let settlement = settle(ticket, until: 100, "reader")
        #expect(settlement == .readAgain)
        #expect(room.count == 0)
    }

    @Test("a change that the read has already seen, or of another channel, does not keep anybody awake")
    mutating func knownChange() throws {
        let ticket = try enter()
        _ = room.hear(.changed(channel, sequence: 5))
        _ = room.hear(.changed(elsewhere, sequence: 50))
        let settlement = settle(ticket, until: 100, "reader")
        #expect(settlement == .asleep(instead: nil))
    }

    @Test("lost announcements make everybody look again, also those who have only entered")
    mutating func lostAnnouncements() throws {
        _ = try sleep("asleep")
        _ = try sleep("asleep elsewhere", in: elsewhere)
        let ticket = try enter()
        #expect(risen(room.lookAgain()) == ["asleep", "asleep elsewhere"])
        let settlement = settle(ticket, until: 1, "entered")
        #expect(settlement == .readAgain)
    }

    @Test("of whom it is announced that they left is read at the next beat, in that channel only")
    mutating func parting() throws {
        _ = try sleep("ada", as: ada)
        _ = try sleep("ada elsewhere", in: elsewhere, as: ada)
        _ = try sleep("bo", as: bo)
        #expect(room.hear(.parted(channel, ada)).isEmpty)
        let party = try #require(room.beat(1).doubted.first)
        #expect(party.reading.shape == .membership)
        let ada = ada
        #expect(room.rise(party) { $0.participant == ada }.map(\.waiter) == ["ada"])
        #expect(room.sleepOn(party, membersAt: 1).isEmpty)
        #expect(room.count == 2)
        #expect(room.beat(2).doubted.isEmpty)
    }

    @Test("ten thousand who leave a channel are one reading, as somebody who stays")
    mutating func manyPartings() throws {
        room = WaitingRoom(capacity: 20_000)
        _ = try sleep("stays", as: bo)
        let leavers = (0..<10_000).map { _ in ParticipantID(rawValue: UUID()) }
        for leaver in leavers { _ = try sleep("leaves", as: leaver) }
        for leaver in leavers { #expect(room.hear(.parted(channel, leaver)).isEmpty) }
        let parties = room.beat(1).doubted
        #expect(parties.count == 1)
        let bo = bo
        #expect(parties.first?.memberships.count == 10_001)
        #expect(parties.first?.memberships.filter { !$0.isDoubtful }.map(\.participant) == [bo])
    }

    @Test("a hint that somebody left, which comes while they are read for, is looked into again")
    mutating func partingWhileReading() throws {
        _ = try sleep("reader", as: ada)
        let party = try #require(room.hear(.changed(channel, sequence: 6)).first)
        _ = room.hear(.parted(channel, ada))
        #expect(room.beat(1).doubted.isEmpty)
        // What was read is from before: they were a member, and nothing was new.
        let again = room.sleepOn(party, membersAt: 3)
        #expect(again.map(\.memberships.count) == [1])
        #expect(again.first?.memberships.first?.isDoubtful == true)
        #expect(room.count == 1)
    }

    @Test("a wrong hint that somebody left ends nobody's wait, and the next change still reaches them")
    mutating func wrongParting() throws {
        _ = try sleep("reader", as: ada)
        _ = room.hear(.parted(channel, ada))
        let party = try #require(room.beat(1).doubted.first)
        #expect(room.rise(party) { _ in false }.isEmpty)
        #expect(room.sleepOn(party, membersAt: 3).isEmpty)
        #expect(risen(room.hear(.changed(channel, sequence: 6))) == ["reader"])
    }

    @Test("of one participant fifty waits are held, and for one more the oldest is answered")
    mutating func share() throws {
        room = WaitingRoom(capacity: 1_000)
        for number in 0..<50 { _ = try sleep("\(number)", as: ada) }
        _ = try sleep("somebody else", as: bo)
        let first = settle(try enter(), as: ada, "50")
        let second = settle(try enter(), as: ada, "51")
        #expect(first == .asleep(instead: "0"))
        #expect(second == .asleep(instead: "1"))
        #expect(room.count == 51)
        #expect(Set(room.dismiss(ada)) == Set((2..<52).map(String.init)))
        #expect(room.count == 1)
    }

    @Test("a wait for several channels is woken by each of them, once, and tells which it was")
    mutating func severalTopics() throws {
        func watches(_ cursor: Int64) -> [Watch] {
            [channel, elsewhere].map {
                .reading(Reading(slug: "\($0)", cursor: cursor, shape: .changes), in: $0, revision: 0)
            }
        }
        for (place, topic) in [(channel, 0), (elsewhere, 1)] {
            let settlement = room.settle(
                try enter(), as: Guest(participant: ada, identity: .nobody), for: watches(5), until: 100,
                waiter: "reader")
            #expect(settlement == .asleep(instead: nil))
            let party = try #require(room.hear(.changed(place, sequence: 6)).first)
            #expect(room.hear(.changed(place == channel ? elsewhere : channel, sequence: 6)).count == 1)
            #expect(room.rise(party).map(\.topic) == [topic])
            #expect(room.rise(party).isEmpty)
            #expect(room.count == 0)
        }
    }

    @Test("a deadline wakes once, and in its time")
    mutating func deadline() throws {
        _ = try sleep("soon", until: 10)
        _ = try sleep("late", until: 20)
        #expect(room.expire(upTo: 9).isEmpty)
        #expect(room.expire(upTo: 10) == ["soon"])
        #expect(room.expire(upTo: 15).isEmpty)
        #expect(room.expire(upTo: 30) == ["late"])
        #expect(room.count == 0)
    }

    @Test("a deadline that has passed on arrival comes with the next tick")
    mutating func pastDeadline() throws {
        _ = room.expire(upTo: 50)
        _ = try sleep("late comer", until: 3)
        #expect(room.expire(upTo: 51) == ["late comer"])
    }

    @Test("whoever departs is woken once, and no change or deadline finds them again")
    mutating func departure() throws {
        let ticket = try sleep("reader", until: 10)
        #expect(room.cancel(ticket) == "reader")
        #expect(room.cancel(ticket) == nil)
        #expect(room.hear(.changed(channel, sequence: 9)).isEmpty)
        #expect(room.expire(upTo: 10).isEmpty)
    }

    @Test("whoever departs before settling is turned away")
    mutating func earlyDeparture() throws {
        let ticket = try enter()
        #expect(room.cancel(ticket) == nil)
        let settlement = settle(ticket, until: 1, "reader")
        #expect(settlement == .turnedAway)
    }

    @Test("a full room lets nobody in until somebody leaves")
    mutating func capacity() throws {
        room = WaitingRoom(capacity: 2)
        let first = try sleep("first")
        let second = try enter()
        #expect(room.enter() == nil)
        room.leave(second)
        let third = try enter()
        #expect(room.enter() == nil)
        _ = room.cancel(first)
        #expect(room.enter() != nil)
        room.leave(third)
    }

    @Test("closing wakes everybody and lets nobody in or settle")
    mutating func closing() throws {
        _ = try sleep("reader")
        let ticket = try enter()
        #expect(room.close() == ["reader"])
        #expect(room.enter() == nil)
        let settlement = settle(ticket, until: 1, "entered")
        #expect(settlement == .turnedAway)
    }
}

@Suite("Announcements")
struct AnnouncementTests {
    private let channel = UUID()
    private let person = UUID()

    @Test("what the database announces is understood")
    func known() {
        #expect(
            Announcement(payload: "changed \(channel.uuidString.lowercased()) 12")
                == .changed(ChannelID(rawValue: channel), sequence: 12))
        #expect(
            Announcement(payload: "changed \(channel) 12 \(person)")
                == .changed(
                    ChannelID(rawValue: channel), sequence: 12, author: ParticipantID(rawValue: person)))
        #expect(
            Announcement(payload: "joined \(channel) \(person)")
                == .joined(ChannelID(rawValue: channel), ParticipantID(rawValue: person)))
        #expect(
            Announcement(payload: "parted \(channel) \(person)")
                == .parted(ChannelID(rawValue: channel), ParticipantID(rawValue: person)))
        #expect(
            Announcement(payload: "unread \(channel) \(person)")
                == .unread(ChannelID(rawValue: channel), ParticipantID(rawValue: person)))
        #expect(Announcement(payload: "deleted \(channel)") == .deleted(ChannelID(rawValue: channel)))
        #expect(Announcement(payload: "dismissed \(person)") == .dismissed(ParticipantID(rawValue: person)))
    }

    @Test("what processes tell each other is understood, and fits into a notification")
    func gossip() {
        let people = (0..<Announcement.payloadLimit).map { _ in ParticipantID(rawValue: UUID()) }
        let place = ChannelID(rawValue: channel)
        for announcement in [
            Announcement.read(place, sequence: .max, people), .here(place, people), .typing(place, people),
        ] {
            let payload = announcement.payload ?? ""
            #expect(payload.utf8.count < 8_000)
            #expect(Announcement(payload: payload) == announcement)
        }
    }

    @Test(
        "what a later version might announce is passed over",
        arguments: [
            "", "changed", "changed x 1", "renamed \(UUID()) 1", "changed \(UUID()) one",
            "parted \(UUID()) 4", "changed \(UUID()) 1 nobody", "joined \(UUID())", "read \(UUID())",
        ])
    func unknown(payload: String) {
        #expect(Announcement(payload: payload) == nil)
    }
}
