import FoundationEssentials
import Testing

@testable import Messaging

@Suite("Where a session stands")
struct StandingTests {
    private let channel = ChannelID(rawValue: UUID())
    private let other = ChannelID(rawValue: UUID())
    private let ada = ParticipantID(rawValue: UUID())
    private let bo = ParticipantID(rawValue: UUID())
    private let session: [UInt8] = [1, 2, 3]
    private var room = WaitingRoom<String>(capacity: 100)

    init() { _ = room.lookAgain() }

    private func place(lastRead: Int64 = 3) -> FindPlace.Row {
        FindPlace.Row(
            viewer: ada, channel: channel, lastSequence: 5, revision: 7, lastRead: lastRead, lastReply: 0)
    }

    private mutating func keep(missing announcements: Announcement..., at tick: Int = 0) throws {
        let entered = room.enter()
        let ticket = try #require(entered)
        for announcement in announcements { _ = room.hear(announcement) }
        room.keep(ticket, session: session, place(), in: "design", at: tick)
        room.leave(ticket)
    }

    private func known(at tick: Int = 1) -> Int64? {
        room.place(of: session, in: "design", at: tick)?.lastSequence
    }

    @Test("is known for a minute, of that session and channel alone")
    mutating func memory() throws {
        try keep()
        #expect(known() == 5)
        #expect(room.place(of: [9], in: "design", at: 1) == nil)
        #expect(room.place(of: session, in: "other", at: 1) == nil)
        #expect(known(at: Standings.memory - 1) == 5)
        #expect(known(at: Standings.memory) == nil)
    }

    @Test("is forgotten when anything changes there, or whoever it is leaves or is dismissed")
    mutating func forgetting() throws {
        let (channel, other, ada, bo) = (channel, other, ada, bo)
        for announcement in [
            Announcement.changed(channel, sequence: 6, author: bo), .parted(channel, bo),
            .parted(channel, ada),
            .unread(channel, ada), .joined(channel, bo),
        ] {
            try keep()
            _ = room.hear(announcement)
            #expect(known() == nil, "\(announcement)")
        }
        try keep()
        _ = room.hear(.changed(other, sequence: 9, author: bo))
        _ = room.dismiss(bo)
        #expect(known() == 5)
        _ = room.dismiss(ada)
        #expect(known() == nil)
    }

    @Test("is not kept when something was announced while it was read, nor while nothing is heard")
    mutating func overtaken() throws {
        try keep(missing: .changed(channel, sequence: 6, author: bo))
        #expect(known() == nil)
        try keep(missing: .parted(channel, ada))
        #expect(known() == nil)
        try keep()
        room.lose()
        #expect(known() == nil)
        try keep()
        #expect(known() == nil)
    }

    @Test("knows how far was read")
    mutating func reading() throws {
        try keep()
        room.noteRead(ada, in: channel, upTo: 5)
        #expect(room.place(of: session, in: "design", at: 1)?.lastRead == 5)
        room.noteRead(bo, in: channel, upTo: 9)
        #expect(room.place(of: session, in: "design", at: 1)?.lastRead == 5)
    }
}
