import Crypto
import Logging
import Postgres
import Synchronization

/// The data keys of channels, unwrapped, as many as fit. Whatever reads texts has it from the pool (`Columns.context`).
final class KeyRing: Sendable {
    /// How many keys are kept: about 300 bytes each. Above it the older half goes.
    static let capacity = 20_000
    /// For how long a key that could not be had is not asked for again.
    static let patience = Duration.seconds(5)

    private enum Entry {
        case key(ChannelKey)
        case missing(until: ContinuousClock.Instant)
    }

    private struct Shelf {
        var young: [ChannelKey.ID: Entry] = [:]
        var old: [ChannelKey.ID: Entry] = [:]

        mutating func find(_ id: ChannelKey.ID) -> Entry? {
            if let entry = young[id] { return entry }
            guard let entry = old[id] else { return nil }
            keep(entry, id)
            return entry
        }

        mutating func keep(_ entry: Entry, _ id: ChannelKey.ID) {
            if young.count >= KeyRing.capacity / 2 {
                old = young
                young = [:]
            }
            young[id] = entry
        }
    }

    private let wrapping: any KeyWrapping
    /// Of its own, since keys are asked for while rows are read.
    private let pool: Pool
    private let shelf = Mutex(Shelf())
    private let logger: Logger

    init(wrapping: any KeyWrapping, pool: Pool, logger: Logger) {
        self.wrapping = wrapping
        self.pool = pool
        self.logger = logger
    }

    /// Nil where it was destroyed, or cannot be opened just now; the log says why.
    func key(_ id: ChannelKey.ID) throws(PostgresError) -> ChannelKey? {
        switch shelf.withLock({ $0.find(id) }) {
        case .key(let key): return key
        case .missing(let moment) where moment > .now: return nil
        case .missing, nil: break
        }
        let wrapped = try pool.first(FindWrappedKey(id: id), as: .nobody)
        guard let wrapped else {
            logger.warning("a channel's key is gone", metadata: metadata(id))
            lack(id)
            return nil
        }
        return unwrap(wrapped, id)
    }

    /// The key that seals in a channel, of which one is made where there is none yet.
    /// - Parameter add: stores a wrapped key, unless there is one by now, and returns what stands.
    /// - Returns: nil where it cannot be made or opened just now; the log says why.
    func sealingKey<E: Error>(
        _ place: SealingPlace, add: (AddChannelKey) throws(E) -> WrappedKey?
    ) throws(E) -> ChannelKey? {
        var standing = place.key
        if standing == nil {
            guard let first = makeKey(of: place.channel) else { return nil }
            standing = try add(first)
        }
        guard let standing else { return nil }
        let id = ChannelKey.ID(channel: place.channel, version: standing.version)
        if case .key(let key) = shelf.withLock({ $0.find(id) }) { return key }
        return unwrap(standing.wrapped, id)
    }

    /// A channel's first key, wrapped.
    func makeKey(of channel: ChannelID) -> AddChannelKey? {
        let id = ChannelKey.ID(channel: channel, version: 1)
        do {
            return AddChannelKey(id: id, wrapped: try wrapping.wrap(ChannelKey.random(), for: id.purpose))
        } catch {
            logger.error("a channel's key could not be made", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func unwrap(_ wrapped: [UInt8], _ id: ChannelKey.ID) -> ChannelKey? {
        do {
            guard let bytes = try wrapping.unwrap(wrapped, for: id.purpose), bytes.count == ChannelKey.length
            else {
                logger.error("a channel's key was wrapped by another secret", metadata: metadata(id))
                lack(id)
                return nil
            }
            let key = ChannelKey(id, bytes)
            shelf.withLock { $0.keep(.key(key), id) }
            return key
        } catch {
            var metadata = metadata(id)
            metadata["error"] = "\(error)"
            logger.error("a channel's key could not be opened", metadata: metadata)
            lack(id)
            return nil
        }
    }

    private func lack(_ id: ChannelKey.ID) {
        shelf.withLock { $0.keep(.missing(until: .now + Self.patience), id) }
    }

    private func metadata(_ id: ChannelKey.ID) -> Logger.Metadata {
        ["channel": "\(id.channel.rawValue)", "key": "\(id.version)"]
    }
}
