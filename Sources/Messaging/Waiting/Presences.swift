import FoundationEssentials

/// Who looks at a channel, and who of them is writing something. Only about right: it is forgotten by itself.
public struct Presence: Sendable {
    /// How many are named of each.
    public static let limit = 50

    /// At most `limit`, the viewer left out.
    public let here: [ParticipantID]
    public let typing: [ParticipantID]
    public let digest: Digest
}

/// Who is where, as far as this process and what others announce tell. Nothing of it is stored anywhere.
struct Presences {
    /// Ticks after which somebody who waits is announced again, is forgotten unless they were, and stops typing.
    static let repetition = 30 * Lobby.ticksPerSecond
    static let memory = 60 * Lobby.ticksPerSecond
    static let typingMemory = 6 * Lobby.ticksPerSecond

    private struct Sight {
        var hereUntil = Int.min
        var typingUntil = Int.min
        /// When this process announced it last.
        var announcedAt = Int.min
    }

    private var channels: [ChannelID: [ParticipantID: Sight]] = [:]
    /// Where somebody came, went, or began or ended to type.
    private var moved: Set<ChannelID> = []
    private var lastSweep = Int.min

    mutating func takeMoved() -> Set<ChannelID> {
        defer { moved = [] }
        return moved
    }

    mutating func putBack(_ channel: ChannelID) { moved.insert(channel) }

    /// Somebody waits here. Returns whether the others are to be told.
    mutating func see(_ participant: ParticipantID, in channel: ChannelID, at tick: Int) -> Bool {
        hear(here: [participant], in: channel, at: tick)
        guard let sight = channels[channel]?[participant],
            sight.announcedAt == .min || tick - sight.announcedAt >= Self.repetition
        else { return false }
        channels[channel]?[participant]?.announcedAt = tick
        return true
    }

    mutating func hear(here participants: [ParticipantID], in channel: ChannelID, at tick: Int) {
        for participant in participants {
            let was = channels[channel]?[participant]?.hereUntil ?? .min
            channels[channel, default: [:]][participant, default: Sight()].hereUntil = tick + Self.memory
            if was <= tick { moved.insert(channel) }
        }
    }

    mutating func hear(typing participants: [ParticipantID], in channel: ChannelID, at tick: Int) {
        for participant in participants {
            let was = channels[channel]?[participant]?.typingUntil ?? .min
            channels[channel, default: [:]][participant, default: Sight()].typingUntil =
                tick + Self.typingMemory
            if was <= tick { moved.insert(channel) }
        }
    }

    /// Whoever has said something has stopped typing it.
    mutating func said(_ participant: ParticipantID, in channel: ChannelID, at tick: Int) {
        guard let sight = channels[channel]?[participant], sight.typingUntil > tick else { return }
        channels[channel]?[participant]?.typingUntil = tick
        moved.insert(channel)
    }

    mutating func forget(_ participant: ParticipantID, in channel: ChannelID) {
        if channels[channel]?.removeValue(forKey: participant) != nil { moved.insert(channel) }
    }

    /// Forgets what is too old, in every channel.
    mutating func sweep(at tick: Int) {
        for (channel, sights) in channels {
            let hasMoved = sights.values.contains { sight in
                [sight.hereUntil, sight.typingUntil].contains { $0 > lastSweep && $0 <= tick }
            }
            if hasMoved { moved.insert(channel) }
            let left = sights.filter { $0.value.hereUntil > tick || $0.value.typingUntil > tick }
            if left.count < sights.count { channels[channel] = left.isEmpty ? nil : left }
        }
        lastSweep = tick
    }

    func presence(in channel: ChannelID, for viewer: ParticipantID, at tick: Int) -> Presence {
        let sights = (channels[channel] ?? [:]).filter { $0.key != viewer }
        func named(_ isMeant: (Sight) -> Bool) -> [ParticipantID] {
            sights.filter { isMeant($0.value) }.keys
                .sorted { UUIDBits($0.rawValue) < UUIDBits($1.rawValue) }.prefix(Presence.limit).map { $0 }
        }
        let here = named { $0.hereUntil > tick }
        let typing = named { $0.typingUntil > tick }
        var sum = DigestSum()
        for participant in here { sum.add(UUIDBits(participant.rawValue), 1) }
        for participant in typing { sum.add(UUIDBits(participant.rawValue), 2) }
        return Presence(here: here, typing: typing, digest: Digest(sum.value))
    }
}
