import FoundationEssentials
import Logging
import Postgres
import Synchronization

/// What an operator does about keys, as the owner of the tables, while others serve: it seals what is plain yet, wraps keys
/// anew, gives channels new ones, and destroys those of a channel. Each call does a little, in a transaction of its own:
/// whatever ends it, calling again goes on where it stopped. What cannot be opened is left as it is, and counted.
public final class KeyKeeper: Sendable {
    let pool: Pool
    let wrapping: any KeyWrapping
    private let filters: FilterMaker
    private let unreadable = Mutex<Set<ChannelID>>([])
    private let progress = Mutex(Progress())

    /// - Parameter pool: connections of the tables' owner.
    public init(pool: Pool, keys: any KeyWrapping, logger: Logger = Logger(label: "messaging")) {
        self.pool = pool
        wrapping = keys
        let ring = KeyRing(wrapping: keys, pool: pool.sibling(size: 1), logger: logger)
        pool.provide(ring)
        filters = FilterMaker(pool: pool, keys: ring)
    }

    private static let kinds: [any TextTable.Type] = [
        MessageTexts.self, VersionTexts.self, DraftTexts.self, ScheduledTexts.self, HiddenTexts.self,
        RequestTexts.self,
    ]

    /// How far looks for texts have come.
    private struct Progress {
        var hasMadeKeys = false
        /// Which of `kinds` is looked through; files after the last.
        var kind = 0
        /// The place of the row that was taken last, by what is looked through.
        var reached: [String: [String]] = [:]
    }

    /// Texts in a transaction.
    static let batch: Int32 = 500

    /// Channels of which something could not be opened, and which are passed over since.
    public var passedOver: Int { unreadable.withLock(\.count) }

    private var unreadableChannels: [ChannelID] { Array(unreadable.withLock(\.self)) }

    private func passOver(_ channel: ChannelID) { _ = unreadable.withLock { $0.insert(channel) } }

    // MARK: Sealing

    /// Seals some of what is plain yet: messages, what they said before, what was only begun, what is to be sent later, what is said
    /// by those who ask to come in, and what is said of files.
    /// What somebody is about just now is left for another call.
    /// - Returns: how many texts; 0 when nothing was found.
    public func sealSome() throws -> Int {
        try makeKeys()
        for _ in 0...Self.kinds.count {
            let kind = progress.withLock(\.kind)
            let count = kind < Self.kinds.count ? try sealSome(of: Self.kinds[kind]) : try sealSomeFiles()
            if count > 0 { return count }
            progress.withLock { $0.kind = (kind + 1) % (Self.kinds.count + 1) }
        }
        return 0
    }

    /// Once, and before anything is sealed: what is made to find a channel's messages before it has a key is made again.
    private func makeKeys() throws {
        if progress.withLock(\.hasMadeKeys) { return }
        var last = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        while true {
            let keyless = try pool.query(ListKeylessChannels(after: last, limit: Self.batch), as: .nobody)
            guard let next = keyless.last else { break }
            try keepKeys(of: keyless)
            last = next.channel.rawValue
        }
        progress.withLock { $0.hasMadeKeys = true }
    }

    private func sealSome<T: TextTable>(of _: T.Type) throws -> Int {
        try goOn(in: T.table) { reached in
            let (after, besides) = (reached ?? T.beginning, unreadableChannels)
            // Apart from the texts, since a key's channel is locked, and whoever writes there locks that first.
            try keepKeys(
                of: pool.query(
                    ListKeyless<T>(after: after, besides: besides, limit: Self.batch), as: .nobody))
            return try pool.transaction(as: .nobody) { transaction in
                let rows = try transaction.all(
                    TakePlain<T>(after: after, besides: unreadableChannels, limit: Self.batch))
                let keys = try newestKeys(of: Set(rows.map(\.place.channel)), &transaction)
                let sealed = rows.compactMap { row in
                    keys[row.place.channel].map { (row.row, $0.seal(row.text, bound: row.place.bound)) }
                }
                if !sealed.isEmpty {
                    try transaction.run(StoreSealed<T>(rows: sealed.map(\.0), boxes: sealed.map(\.1)))
                }
                return (rows.count, rows.last?.reached)
            }
        }
    }

    /// Goes on after what was taken last: a look from the beginning would pass all that was done before, which an index keeps until
    /// it is vacuumed. Where nothing comes after it, it begins again, for what somebody was about.
    private func goOn(
        in place: String, taking take: (_ after: [String]?) throws -> (count: Int, reached: [String]?)
    ) throws -> Int {
        while true {
            let after = progress.withLock { $0.reached[place] }
            let (count, reached) = try take(after)
            progress.withLock { $0.reached[place] = reached }
            if count > 0 || after == nil { return count }
        }
    }

    /// Each by itself: none of the channels is locked for longer than it takes.
    private func keepKeys(of places: [ChannelKey.ID]) throws {
        for id in places { _ = try pool.query(KeepKey(try makeKey(id)), as: .nobody, access: .readWrite) }
    }

    private func makeKey(_ id: ChannelKey.ID) throws -> StoredKey {
        StoredKey(id: id, wrapped: try wrapping.wrap(ChannelKey.random(), for: id.purpose))
    }

    /// How many texts are plain yet, counted to a million.
    public func plainTexts() throws -> Int {
        try pool.first(CountPlain(), as: .nobody) ?? 0
    }

    // MARK: The secret that wraps

    /// What was found of all data keys, and of the keys of files that were not sent.
    public struct Findings: Sendable {
        public fileprivate(set) var keys = 0
        /// Wrapped by the secret that wraps today.
        public fileprivate(set) var current = 0
        /// Wrapped by none that is known: what they sealed cannot be read.
        public fileprivate(set) var lost = 0

        fileprivate mutating func add(_ page: Findings) {
            keys += page.keys
            current += page.current
            lost += page.lost
        }
    }

    /// Looks at all of them, a thousand in a transaction. No text is touched.
    /// - Parameter rewraps: whether those are wrapped anew that a former secret has wrapped.
    public func examineKeys(rewraps: Bool) throws -> Findings {
        var findings = Findings()
        var last: ChannelKey.ID?
        repeat { last = try examine(after: last, rewraps: rewraps, &findings) } while last != nil
        var file: UUID?
        repeat { file = try examineFiles(after: file, rewraps: rewraps, &findings) } while file != nil
        return findings
    }

    /// - Returns: where the next look begins; nil after the last key.
    private func examine(
        after last: ChannelKey.ID?, rewraps: Bool, _ findings: inout Findings
    ) throws -> ChannelKey.ID? {
        let limit = 1_000
        let page = try pool.transaction(as: .nobody) { transaction in
            var page = Findings()
            let found = try transaction.all(ListKeys(after: last, limit: Int32(limit)))
            var rewrapped: [StoredKey] = []
            for stored in found {
                guard let bytes = try wrapping.unwrap(stored.wrapped, for: stored.id.purpose) else {
                    page.lost += 1
                    continue
                }
                if wrapping.isCurrent(stored.wrapped) {
                    page.current += 1
                } else if rewraps {
                    let box = try wrapping.wrap(bytes, for: stored.id.purpose)
                    rewrapped.append(StoredKey(id: stored.id, wrapped: box))
                    page.current += 1
                }
            }
            if !rewrapped.isEmpty { try transaction.run(StoreWrapped(keys: rewrapped)) }
            page.keys = found.count
            return (page, found.last?.id)
        }
        findings.add(page.0)
        return page.0.keys == limit ? page.1 : nil
    }

    // MARK: Data keys

    /// Now, by the database's clock.
    public func moment() throws -> Date { try pool.first(FindMoment(), as: .nobody) ?? .now }

    /// Channels whose texts are being sealed anew: they have more than one key.
    public func channelsInRotation() throws -> Int {
        try pool.first(CountChannelsInRotation(), as: .nobody) ?? 0
    }

    /// Gives channels whose newest key is older than a moment, by the database's clock, a new one: a thousand at once.
    /// - Returns: how many.
    public func renewSome(olderThan moment: Date) throws -> Int {
        let next = try pool.query(ListAgedKeys(moment: moment, limit: 1_000), as: .nobody)
        try keepKeys(of: next)
        return next.count
    }

    /// Seals some texts anew, by their channel's newest key, and takes away keys by which nothing is sealed any more.
    /// - Returns: how many texts; nil when all are sealed by the newest keys, but for what is passed over.
    public func resealSome() throws -> Int? {
        guard let channel = try pool.first(FindChannelInRotation(besides: unreadableChannels), as: .nobody)
        else {
            return nil
        }
        for kind in Self.kinds {
            let count = try resealSome(of: kind, in: channel)
            if count > 0 { return count }
        }
        let count = try resealSomeFiles(in: channel)
        if count > 0 { return count }
        // What was made by former keys to find messages is made anew, too.
        switch try filters.goOn(in: channel) {
        case .done:
            return try pool.first(DropFormerKeys(channel: channel), as: .nobody, access: .readWrite) ?? 0
        case .more, .busy: break
        case .unreadable: passOver(channel)
        }
        return 0
    }

    private func resealSome<T: TextTable>(of _: T.Type, in channel: ChannelID) throws -> Int {
        try goOn(in: "\(T.table) \(channel.rawValue)") { reached in
            try pool.transaction(as: .nobody) { transaction in
                let keys = try allKeys(of: channel, &transaction)
                guard let newest = keys.max(by: { $0.key < $1.key })?.value else {
                    passOver(channel)
                    return (0, nil)
                }
                let rows = try transaction.all(
                    TakeFormer<T>(
                        channel: channel, after: reached ?? T.beginning, version: newest.id.version,
                        limit: Self.batch))
                let sealed = rows.compactMap { row in
                    keys[ChannelKey.version(of: row.box)]?.open(row.box.dropFirst(4), bound: row.place.bound)
                        .map { (row.row, newest.seal($0, bound: row.place.bound)) }
                }
                if sealed.count < rows.count { passOver(channel) }
                if !sealed.isEmpty {
                    try transaction.run(StoreSealed<T>(rows: sealed.map(\.0), boxes: sealed.map(\.1)))
                }
                return (sealed.count, rows.last?.reached)
            }
        }
    }

    /// Destroys a channel's keys: whatever was sealed by them can be read by nobody any more, also not from a copy of the
    /// database that is made later. Then its messages are emptied, a hundred at once.
    /// - Returns: whether there is more to empty.
    /// - Throws: `KeyError`.
    public func shred(_ slug: String) throws -> Bool {
        let hasMore: Bool?
        do {
            hasMore = try pool.first(ShredChannel(slug: slug), as: .nobody, access: .readWrite) ?? nil
        } catch {
            if error.constraint == "holds" { throw KeyError.onHold(slug) }
            throw error
        }
        guard let hasMore else { throw KeyError.notThere(slug) }
        return hasMore
    }

    // MARK: Files

    private func sealSomeFiles() throws -> Int {
        try keepKeys(
            of: pool.query(
                ListKeylessOfFiles(besides: unreadableChannels, limit: Self.batch), as: .nobody))
        return try pool.transaction(as: .nobody) { transaction in
            let files = try transaction.all(TakePlainFiles(besides: unreadableChannels, limit: Self.batch))
            let keys = try newestKeys(of: Set(files.compactMap(\.channel)), &transaction)
            var texts: [UUID: String] = [:]
            for text in try transaction.all(ListPlainFileTexts(files: files.map(\.id))) {
                texts[text.file] = text.words
            }
            var sealed: [SealedFile] = []
            for file in files {
                let key = FileKey.random()
                let box: [UInt8]
                if let channel = file.channel {
                    guard let standing = keys[channel] else { continue }
                    box = standing.seal(key, of: file.id, ownedBy: file.owner)
                } else {
                    box = try wrapping.wrap(key.bytes, for: FileKey.purpose(of: file.id))
                }
                sealed.append(
                    SealedFile(
                        id: file.id, home: file.channel, key: box, name: key.seal(file.name, as: .name),
                        description: file.description.isEmpty
                            ? [] : key.seal(file.description, as: .description),
                        text: texts[file.id].map { key.seal($0, as: .text) } ?? []))
            }
            if !sealed.isEmpty { try transaction.run(SealFiles(files: sealed)) }
            return files.count
        }
    }

    private func resealSomeFiles(in channel: ChannelID) throws -> Int {
        try pool.transaction(as: .nobody) { transaction in
            let keys = try allKeys(of: channel, &transaction)
            guard let newest = keys.max(by: { $0.key < $1.key })?.value else { return 0 }
            let files = try transaction.all(
                TakeFormerFiles(channel: channel, version: newest.id.version, limit: Self.batch))
            let sealed = files.compactMap { file in
                let bound = TextPlace(channel: channel, author: file.owner, nonce: file.id).bound
                return keys[ChannelKey.version(of: file.key)]?
                    .open(bytes: file.key.dropFirst(4), bound: bound)
                    .map { (file.id, newest.seal(bytes: $0, bound: bound)) }
            }
            if sealed.count < files.count { passOver(channel) }
            if sealed.isEmpty { return 0 }
            try transaction.run(ResealFiles(files: sealed.map(\.0), keys: sealed.map(\.1)))
            return sealed.count
        }
    }

    /// Looks at keys of files that were not sent.
    /// - Returns: where the next look begins; nil after the last one.
    private func examineFiles(
        after last: UUID?, rewraps: Bool, _ findings: inout Findings
    ) throws -> UUID? {
        let limit = 1_000
        let page = try pool.transaction(as: .nobody) { transaction in
            var page = Findings()
            let found = try transaction.all(ListWrappedFileKeys(after: last, limit: Int32(limit)))
            var rewrapped: [ListWrappedFileKeys.Row] = []
            for file in found {
                let purpose = FileKey.purpose(of: file.id)
                guard let bytes = try wrapping.unwrap(file.key, for: purpose) else {
                    page.lost += 1
                    continue
                }
                if wrapping.isCurrent(file.key) {
                    page.current += 1
                } else if rewraps {
                    rewrapped.append((file.id, try wrapping.wrap(bytes, for: purpose)))
                    page.current += 1
                }
            }
            if !rewrapped.isEmpty {
                try transaction.run(ResealFiles(files: rewrapped.map(\.id), keys: rewrapped.map(\.key)))
            }
            page.keys = found.count
            return (page, found.last?.id)
        }
        findings.add(page.0)
        return page.0.keys == limit ? page.1 : nil
    }

    // MARK: Looking keys up

    /// Those that can be opened.
    private func newestKeys(
        of channels: Set<ChannelID>, _ transaction: inout Transaction
    ) throws -> [ChannelID: ChannelKey] {
        var keys: [ChannelID: ChannelKey] = [:]
        if channels.isEmpty { return keys }
        // In the order of their versions.
        for stored in try transaction.all(HoldChannelKeys(channels: Array(channels))) {
            keys[stored.id.channel] = try open(stored)
        }
        return keys
    }

    private func allKeys(
        of channel: ChannelID, _ transaction: inout Transaction
    ) throws -> [Int32: ChannelKey] {
        var keys: [Int32: ChannelKey] = [:]
        for stored in try transaction.all(HoldChannelKeys(channels: [channel])) {
            keys[stored.id.version] = try open(stored)
        }
        return keys
    }

    /// Nil for what another secret has wrapped.
    private func open(_ stored: StoredKey) throws -> ChannelKey? {
        guard let bytes = try wrapping.unwrap(stored.wrapped, for: stored.id.purpose),
            bytes.count == ChannelKey.length
        else {
            passOver(stored.id.channel)
            return nil
        }
        return ChannelKey(stored.id, bytes)
    }
}

/// Why something was not done about keys. Nothing is changed then.
public enum KeyError: Error, Hashable, Sendable {
    /// There is no channel of that address.
    case notThere(String)
    /// Something that was said in it has to be kept.
    case onHold(String)
}

extension KeyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notThere(let slug): "there is no channel \(slug)."
        case .onHold(let slug):
            "what was said in \(slug) is under a legal hold, which has to be lifted first."
        }
    }
}

extension Transaction {
    fileprivate mutating func all<S: Statement>(_ statement: S) throws(PostgresError) -> [S.Row] {
        try run(statement)
    }
}
