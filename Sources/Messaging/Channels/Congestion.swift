import Postgres
import Synchronization

/// Channels whose row somebody keeps locked. Whoever writes to such a channel waits for the lock, in vain, with a thread
/// and a connection; when there are many of them, nobody else is answered. So once one has waited too long, one at a time
/// tries, and the others are told at once.
struct Congestion: Sendable {
    /// Channels by address, with whether somebody is trying just now.
    private var stuck: [String: Bool] = [:]

    /// Whether to try; false when somebody tries already.
    mutating func enter(_ slug: String) -> Bool {
        guard let isTried = stuck[slug] else { return true }
        if isTried { return false }
        stuck[slug] = true
        return true
    }

    /// Somebody who entered has waited too long, or has not.
    mutating func leave(_ slug: String, isStuck: Bool) {
        stuck[slug] = isStuck ? false : nil
    }
}

extension Messenger {
    /// Runs what takes the lock of a channel's row.
    /// - Throws: `.database` with `lockNotAvailable` when somebody else keeps the row locked: nothing was done.
    func locking<R>(
        _ slug: String, _ body: () throws(PostgresError) -> R
    ) throws(MessagingError) -> R {
        guard congestion.withLock({ $0.enter(slug) }) else {
            throw .database(
                PostgresError(
                    .server(.lockNotAvailable), "the channel is kept locked; somebody waits already"))
        }
        do throws(PostgresError) {
            let result = try body()
            congestion.withLock { $0.leave(slug, isStuck: false) }
            return result
        } catch {
            congestion.withLock { $0.leave(slug, isStuck: error.sqlState == .lockNotAvailable) }
            throw .database(error)
        }
    }
}
