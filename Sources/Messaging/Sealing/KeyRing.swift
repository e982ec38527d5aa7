import Crypto
import FoundationEssentials
import Logging
import Postgres
import Synchronization

/// The data keys of channels, unwrapped, as many as fit. Whatever reads texts has it from the pool (`Columns.context`).
final class KeyRing: Sendable {
    /// How many keys are kept: about 400 bytes each. Above it the older half goes.
    static let capacity = 20_000
    /// For how long a key that could not be had is not asked for again.
    static let patience = Duration.seconds(5)

    private enum Entry {
        case key(ChannelKey, wrapped: [UInt8])
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

    /// Nil where it was destroyed, or cannot be had just now; the log says why.
    func key(_ id: ChannelKey.ID) -> ChannelKey? {
        switch shelf.withLock({ $0.find(id) }) {
        case .key(let key, _): key
        case .missing(let moment) where moment > .now: nil
        case .missing, nil: find(id)
        }
    }

    private func find(_ id: ChannelKey.ID) -> ChannelKey? {
        do throws(PostgresError) {
            if let wrapped = try pool.first(FindWrappedKey(id: id), as: .nobody) {
                return unwrap(wrapped, id, isStored: true)
            }
            logger.warning("a channel's key is gone", metadata: metadata(id))
        } catch {
            note("a channel's key could not be looked up", id, error)
        }
        lack(id)
        return nil
    }

    /// The key that seals in a channel, of which one is made where there is none yet.
    /// - Parameter add: stores a wrapped key, unless there is one by now, and returns what stands.
    /// - Returns: nil where it cannot be made or opened just now; the log says why.
    func sealingKey<E: Error>(
        _ place: SealingPlace, add: (AddChannelKey) throws(E) -> WrappedKey?
    ) throws(E) -> ChannelKey? {
        if let standing = place.key { return open(standing, of: place.channel, isStored: true) }
        guard let next = makeKey(of: place), let standing = try add(next) else { return nil }
        return open(standing, of: place.channel, isStored: true)
    }

    /// A key that stands in the database.
    /// - Parameter isStored: whether its transaction has committed; if not, it is kept nowhere.
    func open(_ standing: WrappedKey, of channel: ChannelID, isStored: Bool) -> ChannelKey? {
        let id = ChannelKey.ID(channel: channel, version: standing.version)
        if case .key(let key, standing.wrapped) = shelf.withLock({ $0.find(id) }) { return key }
        return unwrap(standing.wrapped, id, isStored: isStored)
    }

    /// A channel's next key, wrapped.
    func makeKey(of place: SealingPlace) -> AddChannelKey? {
        let id = ChannelKey.ID(channel: place.channel, version: place.nextKey)
        do {
            return AddChannelKey(id: id, wrapped: try wrapping.wrap(ChannelKey.random(), for: id.purpose))
        } catch {
            note("a channel's key could not be made", id, error)
            return nil
        }
    }

    private func unwrap(_ wrapped: [UInt8], _ id: ChannelKey.ID, isStored: Bool) -> ChannelKey? {
        do {
            if let bytes = try wrapping.unwrap(wrapped, for: id.purpose), bytes.count == ChannelKey.length {
                let key = ChannelKey(id, bytes)
                if isStored { shelf.withLock { $0.keep(.key(key, wrapped: wrapped), id) } }
                return key
            }
            logger.error("a channel's key was wrapped by another secret", metadata: metadata(id))
        } catch {
            note("a channel's key could not be opened", id, error)
        }
        lack(id)
        return nil
    }

    // MARK: Keys of files

    /// Seals a file's key by the operator's secret.
    /// - Returns: nil where that is not to be had just now; the log says why.
    func wrap(_ key: FileKey, of file: UUID) -> [UInt8]? {
        do { return try wrapping.wrap(key.bytes, for: FileKey.purpose(of: file)) } catch {
            logger.error(
                "a file's key could not be sealed", metadata: ["file": "\(file)", "error": "\(error)"])
            return nil
        }
    }

    func unwrap(_ box: [UInt8], of file: UUID) -> [UInt8]? {
        do {
            if let bytes = try wrapping.unwrap(box, for: FileKey.purpose(of: file)) { return bytes }
            logger.error("a file's key was sealed by another secret", metadata: ["file": "\(file)"])
        } catch {
            logger.error(
                "a file's key could not be opened", metadata: ["file": "\(file)", "error": "\(error)"])
        }
        return nil
    }

    private func lack(_ id: ChannelKey.ID) {
        shelf.withLock { $0.keep(.missing(until: .now + Self.patience), id) }
    }

    private func note(_ what: Logger.Message, _ id: ChannelKey.ID, _ error: any Error) {
        var metadata = metadata(id)
        metadata["error"] = "\(error)"
        logger.error(what, metadata: metadata)
    }

    private func metadata(_ id: ChannelKey.ID) -> Logger.Metadata {
        ["channel": "\(id.channel.rawValue)", "key": "\(id.version)"]
    }
}
