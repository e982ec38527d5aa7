import FoundationEssentials

/// Who looks at a channel, and who of them is writing something. Only about right: it is forgotten by itself.
public struct Presence: Sendable {
    /// How many are named of each.
    public static let limit = 50
    /// Up to how many members of a channel are told what each has read: of more it would be long to read, and every mark is
    /// told to all.
    public static let receiptLimit = 50

    /// At most `limit`, the viewer left out.
    public let here: [ParticipantID]
    public let typing: [ParticipantID]
    /// Those who show something: that they are there, or what they have read. Where nobody can be named, because there are
    /// more in the channel than `Roster.limit`, as many as that.
    public let members: [PresentMember]
    /// Whose it is shown to.
    public let viewer: ParticipantID
    /// Whether it is of those the viewer has conversations with, and not of a channel.
    public let isOfCircle: Bool
    public let digest: Digest

    /// How somebody is there.
    public func status(of participant: ParticipantID) -> PresenceStatus? {
        members.first { $0.id == participant }?.status
    }
}

/// What is shown of a channel or a circle, before one viewer is left out: made once for all of them.
struct PresenceSnapshot {
    var here: [ParticipantID] = []
    var typing: [ParticipantID] = []
    var members: [PresentMember] = []
    var isOfCircle = false
    /// Whether `members` are all to whom and of whom it is shown: not those who have not accepted to be talked with.
    private(set) var isWhole = false

    /// Leaves out whoever is none of a channel's members, where those are all.
    mutating func hold(to members: [PresentMember]) {
        self.members = members
        guard members.count < Roster.limit else { return }
        isWhole = true
        let shown = Set(members.map(\.id))
        here.removeAll { !shown.contains($0) }
        typing.removeAll { !shown.contains($0) }
    }

    /// - Parameter showsReads: whether the viewer may know what others have read.
    /// - Parameter apart: who is not shown to them.
    func presence(
        for viewer: ParticipantID, showsReads: Bool, apart: Set<ParticipantID> = []
    ) -> Presence {
        if isWhole, !members.contains(where: { $0.id == viewer }) {
            return PresenceSnapshot().presence(for: viewer, showsReads: false)
        }
        let here = here.filter { $0 != viewer && !apart.contains($0) }.prefix(Presence.limit)
        let typing = typing.filter { $0 != viewer && !apart.contains($0) }.prefix(Presence.limit)
        var sum = DigestSum()
        for participant in here { sum.add(UUIDBits(participant.rawValue), 1) }
        for participant in typing { sum.add(UUIDBits(participant.rawValue), 2) }
        let members = members.compactMap { member -> PresentMember? in
            var member = member
            if !showsReads { member.read = nil }
            guard member.id != viewer, !apart.contains(member.id), member.status != nil || member.read != nil
            else { return nil }
            let bits = UUIDBits(member.id.rawValue)
            switch member.status {
            case .here?: sum.add(bits, 3)
            case .away?: sum.add(bits, 4)
            case .busy?: sum.add(bits, 5)
            case nil: break
            }
            if let read = member.read { sum.add(bits, UInt64(1) << 40 | UInt64(truncatingIfNeeded: read)) }
            return member
        }
        return Presence(
            here: Array(here), typing: Array(typing), members: members, viewer: viewer,
            isOfCircle: isOfCircle, digest: Digest(sum.value))
    }
}

/// Who is where, as far as this process and what others announce tell. Nothing of it is stored anywhere.
struct Presences {
    /// Ticks after which somebody who waits is announced again, is forgotten unless they were, and stops typing.
    static let repetition = 30 * Lobby.ticksPerSecond
    static let memory = 60 * Lobby.ticksPerSecond
    static let typingMemory = 5 * Lobby.ticksPerSecond

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

    /// Somebody is shown nowhere any more.
    mutating func forget(_ participant: ParticipantID) {
        for channel in channels.keys { forget(participant, in: channel) }
    }

    /// Who is in a channel and who writes, one more of each than is shown.
    func snapshot(of channel: ChannelID, at tick: Int) -> PresenceSnapshot {
        let sights = channels[channel] ?? [:]
        func named(_ isMeant: (Sight) -> Bool) -> [ParticipantID] {
            sights.filter { isMeant($0.value) }.keys
                .sorted { UUIDBits($0.rawValue) < UUIDBits($1.rawValue) }.prefix(Presence.limit + 1).map {
                    $0
                }
        }
        return PresenceSnapshot(
            here: named { $0.hereUntil > tick }, typing: named { $0.typingUntil > tick })
    }
}
