import FoundationEssentials

/// The inboxes of those who wait, as plain values: read once, and kept right by what is announced, without a query.
///
/// Thousands may hold one, and one of them be in thousands of channels: a membership is 32 bytes in a sorted array and
/// 4 in its channel's list; what is the same for all members is kept once.
struct Inboxes {
    /// After how many ticks an inbox is read again, should a hint have been wrong or lost.
    static let freshness = 600 * Lobby.ticksPerSecond
    /// The same where it takes a look at the words to know what counts: nobody is woken for it, and each looks when they next
    /// ask.
    static let doubt = 20 * Lobby.ticksPerSecond
    /// For how many ticks it is kept while nobody waits: until the same page asks again.
    static let linger = 60 * Lobby.ticksPerSecond

    private struct Entry {
        let channel: UUIDBits
        /// The last message that has been counted, so that one which was read and announced is counted once.
        var sequence: Int64
        var unread: UInt16
        /// How much of that concerns the holder.
        var mentions: UInt8
        let isDirect: Bool
        /// Told of, and never counted by what is announced.
        let isQuiet: Bool
        /// What is announced does not say whether it counts.
        let isSearched: Bool

        /// What is shown of it, apart from that it is there: of a direct conversation also its last words.
        func add(to sum: inout DigestSum) {
            if unread > 0 { sum.add(channel, UInt64(unread) | UInt64(mentions) << 16) }
            if isDirect { sum.add(channel, UInt64(1) << 32 | UInt64(truncatingIfNeeded: sequence)) }
        }

        func remove(from sum: inout DigestSum) {
            if unread > 0 { sum.remove(channel, UInt64(unread) | UInt64(mentions) << 16) }
            if isDirect { sum.remove(channel, UInt64(1) << 32 | UInt64(truncatingIfNeeded: sequence)) }
        }
    }

    private struct Held {
        let participant: ParticipantID
        /// Whose messages are not counted.
        let folded: Set<ParticipantID>
        var entries: [Entry]
        var membership = DigestSum()
        /// Of what is shown of all entries, kept right with each, so that a page asks for it at no cost.
        var shown = DigestSum()
        let openedAt: Int
        var usedAt: Int
        /// When it was last told to anybody.
        var toldAt = Int.min
        var isStale = false
        /// Whether something was said that may count, by its words.
        var isDoubted = false

        func place(of channel: UUIDBits) -> Int? {
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].channel < channel { low = middle + 1 } else { high = middle }
            }
            return low < entries.count && entries[low].channel == channel ? low : nil
        }

        // These change the array where it is: a copy held beside it would make each of them copy all of it.

        /// Counts a new message. Returns whether there is something else to show than before.
        mutating func count(_ channel: UUIDBits, _ sequence: Int64, by author: ParticipantID) -> Bool {
            guard let place = place(of: channel), entries[place].sequence < sequence else { return false }
            entries[place].remove(from: &shown)
            defer { entries[place].add(to: &shown) }
            entries[place].sequence = sequence
            if entries[place].isSearched, author != participant { isDoubted = true }
            let counts =
                author != participant && !entries[place].isQuiet && !folded.contains(author)
                && Int(entries[place].unread) < Inbox.countLimit
            if counts { entries[place].unread += 1 }
            return counts || entries[place].isDirect
        }

        /// Moves the read mark. What came after it may all be others' messages. Returns whether less is unread.
        mutating func mark(_ channel: UUIDBits, upTo sequence: Int64) -> Bool {
            guard let place = place(of: channel), entries[place].unread > 0 else { return false }
            let left = min(Int64(entries[place].unread), max(0, entries[place].sequence - sequence))
            // Which of those that count were read?
            if entries[place].isQuiet, left > 0 {
                isStale = true
                return true
            }
            guard left < entries[place].unread else { return false }
            entries[place].remove(from: &shown)
            entries[place].unread = UInt16(left)
            entries[place].mentions = UInt8(min(left, Int64(entries[place].mentions)))
            entries[place].add(to: &shown)
            return true
        }

        mutating func remove(_ channel: UUIDBits) -> Bool {
            guard let place = place(of: channel) else { return false }
            entries.remove(at: place).remove(from: &shown)
            membership.remove(channel)
            return true
        }

        /// Of all that is shown but for some channels.
        func digest(without seen: [UUIDBits]) -> Digest {
            var sum = shown
            for channel in Set(seen) {
                if let place = place(of: channel) { entries[place].remove(from: &sum) }
            }
            return Digest(membership.value &+ sum.value)
        }
    }

    private struct Known {
        let slug: String
        let name: String
        var updatedAt: Date
        var holders: [Int32]
        /// Of a direct conversation: what each who holds it calls it.
        var others: [ParticipantID: InboxRow.Other] = [:]
    }

    private var held: [Held?] = []
    private var free: [Int] = []
    private var slots: [ParticipantID: Int] = [:]
    private var channels: [UUIDBits: Known] = [:]
    /// Whose inbox may be another than when they were last told.
    private var moved: Set<ParticipantID> = []

    var count: Int { slots.count }

    /// Those whose inbox has moved since this was last asked.
    mutating func takeMoved() -> Set<ParticipantID> {
        defer { moved = [] }
        return moved
    }

    /// Has somebody be looked at with the next beat.
    mutating func move(_ participant: ParticipantID) { moved.insert(participant) }

    /// Keeps what was read.
    /// - Parameter folded: whose messages are not counted for them.
    mutating func open(
        _ rows: [InboxRow], folding folded: Set<ParticipantID> = [], of participant: ParticipantID,
        at tick: Int
    ) {
        let toldAt = slots[participant].flatMap { held[$0]?.toldAt }
        close(participant)
        let slot = free.popLast() ?? held.count
        if slot == held.count { held.append(nil) }
        var inbox = Held(
            participant: participant, folded: folded, entries: [], openedAt: tick, usedAt: tick)
        if let toldAt { inbox.toldAt = toldAt }
        inbox.entries = rows.map {
            Entry(
                channel: UUIDBits($0.channel.rawValue), sequence: $0.lastSequence,
                unread: UInt16(min($0.unread, Inbox.countLimit)),
                mentions: UInt8(min($0.mentions, Inbox.countLimit)), isDirect: $0.isDirect,
                isQuiet: $0.isQuiet, isSearched: $0.isSearched)
        }
        inbox.entries.sort { $0.channel < $1.channel }
        for entry in inbox.entries { entry.add(to: &inbox.shown) }
        for row in rows {
            let channel = UUIDBits(row.channel.rawValue)
            inbox.membership.add(channel)
            var known = channels.removeValue(forKey: channel)
            known = Known(
                slug: row.slug, name: row.name,
                updatedAt: max(row.updatedAt, known?.updatedAt ?? row.updatedAt),
                holders: known?.holders ?? [], others: known?.others ?? [:])
            known?.holders.append(Int32(slot))
            if let other = row.other { known?.others[participant] = other }
            channels[channel] = known
        }
        held[slot] = inbox
        slots[participant] = slot
        moved.insert(participant)
    }

    mutating func close(_ participant: ParticipantID) {
        guard let slot = slots.removeValue(forKey: participant), let inbox = held[slot] else { return }
        for entry in inbox.entries { letGo(entry.channel, slot, of: participant) }
        held[slot] = nil
        free.append(slot)
        moved.remove(participant)
    }

    private mutating func letGo(_ channel: UUIDBits, _ slot: Int, of participant: ParticipantID) {
        guard let index = channels.index(forKey: channel) else { return }
        channels.values[index].others[participant] = nil
        if let place = channels.values[index].holders.firstIndex(of: Int32(slot)) {
            channels.values[index].holders.swapAt(place, channels.values[index].holders.count - 1)
            channels.values[index].holders.removeLast()
        }
        if channels.values[index].holders.isEmpty { channels.remove(at: index) }
    }

    /// Closes those that nobody has used for long.
    mutating func sweep(at tick: Int, isWaiting: (ParticipantID) -> Bool) {
        for inbox in held {
            guard let inbox, tick - inbox.usedAt > Self.linger, !isWaiting(inbox.participant) else {
                continue
            }
            close(inbox.participant)
        }
    }

    /// Announcements may have been lost: none can be relied on.
    mutating func doubtAll() {
        for slot in held.indices where held[slot] != nil { held[slot]?.isStale = true }
        moved.formUnion(slots.keys)
    }

    /// Whether an inbox can be told from as it is kept.
    func isFresh(_ participant: ParticipantID, at tick: Int) -> Bool {
        guard let slot = slots[participant], let inbox = held[slot] else { return false }
        return !inbox.isStale && tick - inbox.openedAt < (inbox.isDoubted ? Self.doubt : Self.freshness)
    }

    /// Whether what is kept has to be read again before it is told.
    func isStale(_ participant: ParticipantID) -> Bool {
        guard let slot = slots[participant], let inbox = held[slot] else { return true }
        return inbox.isStale
    }

    func toldAt(_ participant: ParticipantID) -> Int {
        slots[participant].flatMap { held[$0]?.toldAt } ?? Int.min
    }

    mutating func use(_ participant: ParticipantID, at tick: Int) {
        if let slot = slots[participant] { held[slot]?.usedAt = tick }
    }

    mutating func noteTold(_ participant: ParticipantID, at tick: Int) {
        if let slot = slots[participant] { held[slot]?.toldAt = tick }
    }

    // MARK: What is announced

    mutating func hear(_ announcement: Announcement, at moment: Date) {
        switch announcement {
        case .changed(let channel, let sequence, let author?):
            say(UUIDBits(channel.rawValue), sequence, by: author, at: moment)
        case .read(let channel, let sequence, let participants):
            for participant in participants { read(UUIDBits(channel.rawValue), upTo: sequence, participant) }
        case .parted(let channel, let participant):
            part(UUIDBits(channel.rawValue), participant)
        case .joined(let channel, let participant):
            guard let slot = slots[participant], let inbox = held[slot],
                inbox.place(of: UUIDBits(channel.rawValue)) == nil
            else { return }
            held[slot]?.isStale = true
            moved.insert(participant)
        case .unread(_, let participant), .distance(let participant):
            guard let slot = slots[participant] else { return }
            held[slot]?.isStale = true
            moved.insert(participant)
        case .deleted(let channel): recount(UUIDBits(channel.rawValue))
        case .dismissed(let participant): close(participant)
        case .changed, .here, .typing, .sign, .manner: break
        }
    }

    private mutating func say(
        _ channel: UUIDBits, _ sequence: Int64, by author: ParticipantID, at moment: Date
    ) {
        guard let index = channels.index(forKey: channel) else { return }
        channels.values[index].updatedAt = max(moment, channels.values[index].updatedAt)
        for slot in channels.values[index].holders {
            if held[Int(slot)]?.count(channel, sequence, by: author) == true, let inbox = held[Int(slot)] {
                moved.insert(inbox.participant)
            }
        }
    }

    private mutating func read(_ channel: UUIDBits, upTo sequence: Int64, _ participant: ParticipantID) {
        guard let slot = slots[participant], held[slot]?.mark(channel, upTo: sequence) == true else { return }
        moved.insert(participant)
    }

    /// Whoever has read everything has nothing to count.
    private mutating func recount(_ channel: UUIDBits) {
        guard let index = channels.index(forKey: channel) else { return }
        for slot in channels.values[index].holders {
            guard let inbox = held[Int(slot)], let place = inbox.place(of: channel),
                inbox.entries[place].unread > 0
            else { continue }
            moved.insert(inbox.participant)
            held[Int(slot)]?.isStale = true
        }
    }

    /// Whoever was removed hears nothing more. (A hint that was wrong is mended when the inbox is next read.)
    private mutating func part(_ channel: UUIDBits, _ participant: ParticipantID) {
        guard let slot = slots[participant], held[slot]?.remove(channel) == true else { return }
        letGo(channel, slot, of: participant)
        moved.insert(participant)
    }

    // MARK: Telling

    /// What somebody is shown who sees some of the channels anyway; nil when nothing is kept for them.
    func inbox(of participant: ParticipantID, without seen: [ChannelID]) -> Inbox? {
        guard let slot = slots[participant], let inbox = held[slot] else { return nil }
        let seen = seen.map { UUIDBits($0.rawValue) }
        var messageCount = 0
        var directMessageCount = 0
        var unread: [Inbox.Unread] = []
        for entry in inbox.entries where entry.unread > 0 && !seen.contains(entry.channel) {
            guard let known = channels[entry.channel] else { continue }
            messageCount += Int(entry.unread)
            if entry.isDirect { directMessageCount += Int(entry.unread) }
            let other = known.others[participant]
            unread.append(
                Inbox.Unread(
                    slug: known.slug, name: other?.name ?? known.name, handle: other?.handle,
                    isDirect: entry.isDirect, messages: Int(entry.unread),
                    mentions: Int(entry.mentions), updatedAt: known.updatedAt))
        }
        unread.sort { ($1.updatedAt, $0.slug) < ($0.updatedAt, $1.slug) }
        return Inbox(
            unread: Array(unread.prefix(Inbox.pageLength)), channelCount: unread.count,
            messageCount: messageCount, directMessageCount: directMessageCount,
            membership: Digest(inbox.membership.value), digest: inbox.digest(without: seen))
    }

    /// The digest alone.
    func digest(of participant: ParticipantID, without seen: [ChannelID]) -> Digest? {
        guard let slot = slots[participant], let inbox = held[slot] else { return nil }
        return inbox.digest(without: seen.map { UUIDBits($0.rawValue) })
    }
}

/// An identifier as two numbers: half as long to compare as byte by byte.
struct UUIDBits: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    init(_ id: UUID) {
        (high, low) = withUnsafeBytes(of: id.uuid) {
            (
                $0.loadUnaligned(as: UInt64.self).bigEndian,
                $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
            )
        }
    }

    static func < (left: UUIDBits, right: UUIDBits) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
