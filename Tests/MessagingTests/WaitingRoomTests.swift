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

    private func reading(after cursor: Int64, shape: Reading.Shape = .changes) -> Reading {
        Reading(slug: "channel", cursor: cursor, shape: shape)
    }

    private mutating func enter() throws -> WaitingRoom<String>.Ticket {
        let ticket = room.enter()
        return try #require(ticket)
    }

    /// Enters and settles at once, as a reader does for whom nothing happens in between.
    private mutating func sleep(
        _ name: String, in channel: ChannelID? = nil, after cursor: Int64 = 5,
        as participant: ParticipantID? = nil,
        until deadline: Int = 100
    ) throws -> WaitingRoom<String>.Ticket {
        let ticket = try enter()
        let settlement = room.settle(
            ticket, in: channel ?? self.channel, for: reading(after: cursor),
            as: Membership(participant: participant ?? ada, identity: .nobody, revision: 0), until: deadline,
            waiter: name)
        #expect(settlement == .asleep)
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
        let settlement = room.settle(
            ticket, in: channel, for: reading(after: 5),
            as: Membership(participant: ada, identity: .nobody, revision: 0),
            until: 1, waiter: "entered")
        #expect(settlement == .dismissed)
        #expect(room.count == 1)
    }

    @Test("a change announced between entering and settling is not slept through")
    mutating func race() throws {
        let ticket = try enter()
        #expect(room.hear(.changed(channel, sequence: 6)).isEmpty)
        let settlement = room.settle(
            ticket, in: channel, for: reading(after: 5),
            as: Membership(participant: ada, identity: .nobody, revision: 0),
            until: 100, waiter: "reader")
        #expect(settlement == .readAgain)
        #expect(room.count == 0)
    }

    @Test("a change that the read has already seen, or of another channel, does not keep anybody awake")
    mutating func knownChange() throws {
        let ticket = try enter()
        _ = room.hear(.changed(channel, sequence: 5))
        _ = room.hear(.changed(elsewhere, sequence: 50))
        let settlement = room.settle(
            ticket, in: channel, for: reading(after: 5),
            as: Membership(participant: ada, identity: .nobody, revision: 0),
            until: 100, waiter: "reader")
        #expect(settlement == .asleep)
    }

    @Test("lost announcements make everybody look again, also those who have only entered")
    mutating func lostAnnouncements() throws {
        _ = try sleep("asleep")
        _ = try sleep("asleep elsewhere", in: elsewhere)
        let ticket = try enter()
        #expect(risen(room.lookAgain()) == ["asleep", "asleep elsewhere"])
        let settlement = room.settle(
            ticket, in: channel, for: reading(after: 5),
            as: Membership(participant: ada, identity: .nobody, revision: 0),
            until: 1, waiter: "entered")
        #expect(settlement == .readAgain)
    }

    @Test("a former member is woken in that channel only, and the others sleep on")
    mutating func parting() throws {
        _ = try sleep("ada", as: ada)
        _ = try sleep("ada elsewhere", in: elsewhere, as: ada)
        _ = try sleep("bo", as: bo)
        #expect(risen(room.hear(.parted(channel, ada))) == ["ada"])
        #expect(room.count == 2)
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
        let settlement = room.settle(
            ticket, in: channel, for: reading(after: 5),
            as: Membership(participant: ada, identity: .nobody, revision: 0),
            until: 1, waiter: "reader")
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
        let settlement = room.settle(
            ticket, in: channel, for: reading(after: 5),
            as: Membership(participant: ada, identity: .nobody, revision: 0),
            until: 1, waiter: "entered")
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
            Announcement(payload: "parted \(channel) \(person)")
                == .parted(ChannelID(rawValue: channel), ParticipantID(rawValue: person)))
        #expect(Announcement(payload: "dismissed \(person)") == .dismissed(ParticipantID(rawValue: person)))
    }

    @Test(
        "what a later version might announce is passed over",
        arguments: [
            "", "changed", "changed x 1", "renamed \(UUID()) 1", "changed \(UUID()) one",
            "parted \(UUID()) 4",
        ])
    func unknown(payload: String) {
        #expect(Announcement(payload: payload) == nil)
    }
}

@Suite("Typed text")
struct PlainTextTests {
    @Test("a line has single spaces, and nothing that cannot be seen")
    func line() {
        #expect(PlainText.line("  Tax \t for\r\nfreelancers\u{0} \u{202E}") == "Tax for freelancers")
        #expect(PlainText.line("\n \t") == "")
    }

    @Test(
        "text in which nothing can be seen is empty",
        arguments: ["\u{200B}", "\u{2800}\u{3164}", "\u{FEFF}\u{AD} \u{200D}", "\u{E0041}\u{2060}\n"])
    func invisible(text: String) {
        #expect(PlainText.line(text).isEmpty)
        #expect(PlainText.lines(text).isEmpty)
    }

    @Test("invisible characters do not make two names of one, and emoji stay whole")
    func lookAlikes() {
        #expect(PlainText.line("Ve\u{200B}ra\u{2060}") == "Vera")
        #expect(PlainText.line("👩‍👩‍👧 ❤️ क्‍ष") == "👩‍👩‍👧 ❤️ क्‍ष")
    }

    @Test("lines keep their breaks and indentation, and lose blank ends")
    func lines() {
        #expect(PlainText.lines("\r\n\n  first\r\n\tsecond\rthird \n\n") == "  first\n\tsecond\nthird")
        #expect(PlainText.lines(" \r\n ") == "")
        #expect(PlainText.lines("a\u{8}b\u{2066}c 👩‍👩‍👧") == "abc 👩‍👩‍👧")
    }
}
