import FoundationEssentials
import Logging
import Postgres

/// What an operator does about keys, as the owner of the tables, while others serve: it seals what is plain yet, wraps keys
/// anew, gives channels new ones, and destroys those of a channel. Each call does a little, in a transaction of its own:
/// whatever ends it, calling again goes on where it stopped.
public struct KeyKeeper: Sendable {
    let pool: Pool
    let wrapping: any KeyWrapping

    /// - Parameter pool: connections of the tables' owner.
    public init(pool: Pool, keys: any KeyWrapping) {
        self.pool = pool
        wrapping = keys
    }

    /// Texts in a transaction.
    static let batch: Int32 = 500

    // MARK: Sealing

    /// Seals some of what is plain yet: messages, what they said before, what was only begun, and what is to be sent later.
    /// What somebody is about just now is left for another call.
    /// - Returns: how many texts; 0 when nothing was found.
    public func sealSome() throws -> Int {
        for seal in [
            sealSome(of: MessageTexts.self), sealSome(of: VersionTexts.self), sealSome(of: DraftTexts.self),
            sealSome(of: ScheduledTexts.self),
        ] {
            let count = try seal()
            if count > 0 { return count }
        }
        return 0
    }

    private func sealSome<T: TextTable>(of _: T.Type) -> () throws -> Int {
        {
            try pool.transaction(as: .nobody) { transaction in
                let rows = try transaction.all(TakePlain<T>(limit: Self.batch))
                if rows.isEmpty { return 0 }
                let keys = try newestKeys(of: Set(rows.map(\.place.channel)), &transaction)
                try transaction.run(
                    StoreSealed<T>(
                        rows: rows.map(\.row),
                        boxes: rows.map { keys[$0.place.channel]!.seal($0.text, bound: $0.place.bound) }))
                return rows.count
            }
        }
    }

    /// How many texts are plain yet, counted to a million.
    public func plainTexts() throws -> Int {
        try pool.first(CountPlain(), as: .nobody) ?? 0
    }

    // MARK: The secret that wraps

    public struct Place: Hashable, Sendable {
        fileprivate let id: ChannelKey.ID
    }

    /// What a look at some keys has found.
    public struct Look: Sendable {
        /// Where the next look begins; nil after the last key.
        public let next: Place?
        public let keys: Int
        /// Wrapped by the secret that wraps today.
        public let current: Int
        /// Wrapped by none that is known: what they sealed cannot be read.
        public let lost: Int
    }

    /// Looks at a thousand keys, and wraps those anew that a former secret has wrapped. No text is touched.
    /// - Parameter rewraps: whether it does more than look.
    public func look(after place: Place? = nil, rewraps: Bool) throws -> Look {
        try pool.transaction(as: .nobody) { transaction in
            let found = try transaction.all(ListKeys(after: place?.id, limit: 1_000))
            var current = 0
            var lost = 0
            var rewrapped: [StoredKey] = []
            for stored in found {
                guard let bytes = try wrapping.unwrap(stored.wrapped, for: stored.id.purpose) else {
                    lost += 1
                    continue
                }
                if wrapping.isCurrent(stored.wrapped) {
                    current += 1
                } else if rewraps {
                    let box = try wrapping.wrap(bytes, for: stored.id.purpose)
                    rewrapped.append(StoredKey(id: stored.id, wrapped: box))
                    current += 1
                }
            }
            if !rewrapped.isEmpty { try transaction.run(StoreWrapped(keys: rewrapped)) }
            return Look(
                next: found.count == 1_000 ? found.last.map { Place(id: $0.id) } : nil, keys: found.count,
                current: current, lost: lost)
        }
    }

    /// Looks at all keys, as `look`, and sums up what was found.
    public func lookAtAll(rewraps: Bool) throws -> Look {
        var sum = Look(next: nil, keys: 0, current: 0, lost: 0)
        var place: Place?
        repeat {
            let found = try look(after: place, rewraps: rewraps)
            sum = Look(
                next: nil, keys: sum.keys + found.keys, current: sum.current + found.current,
                lost: sum.lost + found.lost)
            place = found.next
        } while place != nil
        return sum
    }

    // MARK: Data keys

    /// Now, by the database's clock.
    public func moment() throws -> Date { try pool.first(FindMoment(), as: .nobody) ?? .now }

    /// Gives channels whose newest key is older than a moment, by the database's clock, a new one: a thousand at once.
    /// - Returns: how many.
    public func renewSome(olderThan moment: Date) throws -> Int {
        try pool.transaction(as: .nobody) { transaction in
            let aged = try transaction.all(ListAgedKeys(moment: moment, limit: 1_000))
            for old in aged {
                let id = ChannelKey.ID(channel: old.channel, version: old.version + 1)
                let box = try wrapping.wrap(ChannelKey.random(), for: id.purpose)
                try transaction.run(InsertKey(id: id, wrapped: box))
            }
            return aged.count
        }
    }

    /// Seals some texts anew, by their channel's newest key, and takes away keys by which nothing is sealed any more.
    /// - Returns: how many texts; nil when all are sealed by the newest keys.
    public func resealSome() throws -> Int? {
        guard let channel = try pool.first(FindChannelInRotation(), as: .nobody) else { return nil }
        for reseal in [
            resealSome(of: MessageTexts.self, in: channel), resealSome(of: VersionTexts.self, in: channel),
            resealSome(of: DraftTexts.self, in: channel), resealSome(of: ScheduledTexts.self, in: channel),
        ] {
            let count = try reseal()
            if count > 0 { return count }
        }
        // Under the lock of the channel, which whoever stores something sealed takes, too.
        return try pool.first(DropFormerKeys(channel: channel), as: .nobody, access: .readWrite) ?? 0
    }

    private func resealSome<T: TextTable>(of _: T.Type, in channel: ChannelID) -> () throws -> Int {
        {
            try pool.transaction(as: .nobody) { transaction in
                let keys = try allKeys(of: channel, &transaction)
                guard let newest = keys.max(by: { $0.key < $1.key })?.value else { return 0 }
                let rows = try transaction.all(
                    TakeFormer<T>(channel: channel, version: newest.id.version, limit: Self.batch))
                var stored: [(row: String, box: [UInt8])] = []
                for row in rows {
                    let version = ChannelKey.version(of: row.box)
                    guard let text = keys[version]?.open(row.box.dropFirst(4), bound: row.place.bound) else {
                        throw KeyError.unreadable(channel, version)
                    }
                    stored.append((row.row, newest.seal(text, bound: row.place.bound)))
                }
                if rows.isEmpty { return 0 }
                try transaction.run(StoreSealed<T>(rows: stored.map(\.row), boxes: stored.map(\.box)))
                return rows.count
            }
        }
    }

    /// Destroys a channel's keys: whatever was sealed by them can be read by nobody any more, also not from a copy of the
    /// database that is made later. Then its messages are emptied, a hundred at once.
    /// - Returns: whether there is more to empty.
    /// - Throws: `KeyError.notThere`.
    public func shred(_ slug: String) throws -> Bool {
        guard let hasMore = try pool.first(ShredChannel(slug: slug), as: .nobody, access: .readWrite) ?? nil
        else { throw KeyError.notThere(slug) }
        return hasMore
    }

    // MARK: Looking keys up

    private func newestKeys(
        of channels: Set<ChannelID>, _ transaction: inout Transaction
    ) throws -> [ChannelID: ChannelKey] {
        var keys: [ChannelID: ChannelKey] = [:]
        // Twice: of what was missing, somebody may have stored one meanwhile.
        for _ in 1...2 {
            for stored in try transaction.all(ListChannelKeys(channels: Array(channels))) {
                // In the order of their versions.
                keys[stored.id.channel] = try open(stored)
            }
            for channel in channels where keys[channel] == nil {
                let id = ChannelKey.ID(channel: channel, version: 1)
                try transaction.run(
                    InsertKey(id: id, wrapped: try wrapping.wrap(ChannelKey.random(), for: id.purpose)))
            }
            if keys.count == channels.count { break }
        }
        return keys
    }

    private func allKeys(
        of channel: ChannelID, _ transaction: inout Transaction
    ) throws -> [Int32: ChannelKey] {
        var keys: [Int32: ChannelKey] = [:]
        for stored in try transaction.all(ListChannelKeys(channels: [channel])) {
            keys[stored.id.version] = try open(stored)
        }
        return keys
    }

    private func open(_ stored: StoredKey) throws -> ChannelKey {
        guard let bytes = try wrapping.unwrap(stored.wrapped, for: stored.id.purpose) else {
            throw KeyError.unreadable(stored.id.channel, stored.id.version)
        }
        return ChannelKey(stored.id, bytes)
    }
}

/// Why something was not done about keys. Nothing is changed then.
public enum KeyError: Error, Hashable, Sendable {
    /// A channel's key was wrapped by a secret that is not had.
    case unreadable(ChannelID, Int32)
    /// There is no channel of that address.
    case notThere(String)
}

extension KeyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let channel, let version):
            "key \(version) of the channel \(channel.rawValue) was wrapped by a secret that is not among the keys, or does not open what it is named in. Nothing was changed."
        case .notThere(let slug): "there is no channel \(slug)."
        }
    }
}

extension Transaction {
    fileprivate mutating func all<S: Statement>(_ statement: S) throws(PostgresError) -> [S.Row] {
        try run(statement)
    }
}
