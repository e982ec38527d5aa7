import Synchronization

/// The latest pages of channels, kept for whoever reads them next. What every member of a channel is shown is the same,
/// as long as its two counters and that of names stand still; whether somebody is a member, and where the counters stand, is asked of the
/// database for each reader.
final class LatestPages: Sendable {
    struct Entry: Sendable {
        let channel: ChannelID
        let lastSequence: Int64
        let revision: Int64
        let namesRevision: Int64
        let page: Excerpt
        let members: [Participant]

        /// Whether this is what a channel, just read, shows its viewer.
        func isShown(by channel: Channel) -> Bool {
            channel.isMember && channel.id == self.channel && channel.lastSequence == lastSequence
                && channel.revision == revision && channel.namesRevision == namesRevision
        }

        /// About how many bytes it takes, rendered too.
        var weight: Int {
            4_096 + 64 * members.count
                + page.messages.reduce(0) {
                    $0 + 1_024 + 4 * $1.text.utf8.count + 256 * $1.reactions.count + 4_096 * $1.files.count
                }
        }
    }

    private struct Shelf {
        var entries: [String: (entry: Entry, used: UInt64)] = [:]
        var weight = 0
        var uses: UInt64 = 0

        mutating func remove(_ slug: String) {
            weight -= entries.removeValue(forKey: slug)?.entry.weight ?? 0
        }
    }

    private let shelf = Mutex(Shelf())
    private let capacity: Int

    /// - Parameter capacity: bytes, about. Above it go the pages not asked for for longest.
    init(capacity: Int = 16 << 20) {
        self.capacity = capacity
    }

    func find(_ slug: String) -> Entry? {
        shelf.withLock { shelf in
            shelf.uses += 1
            shelf.entries[slug]?.used = shelf.uses
            return shelf.entries[slug]?.entry
        }
    }

    func removeAll() {
        shelf.withLock { shelf in
            shelf.entries = [:]
            shelf.weight = 0
        }
    }

    func keep(_ entry: Entry, at slug: String) {
        shelf.withLock { shelf in
            shelf.remove(slug)
            shelf.uses += 1
            shelf.entries[slug] = (entry, shelf.uses)
            shelf.weight += entry.weight
            while shelf.weight > capacity,
                let oldest = shelf.entries.min(by: { $0.value.used < $1.value.used })
            {
                shelf.remove(oldest.key)
            }
        }
    }
}
