import Postgres
import Synchronization

/// Messages of one channel as one read found them, shared by every reader it is for.
public final class Excerpt: Sendable {
    /// By `sequence` when it is a page; by `changed` when it is what changed.
    public let messages: [Message]
    /// What to ask after next. Never expires.
    public let cursor: Int64
    /// Whether a page has messages before its first.
    public let hasEarlier: Bool
    /// Whether a page before or around a place has messages after its last.
    public let hasLater: Bool
    /// Whether it stands in place of everything its reader is shown: their cursor was ahead of the channel's counter, as
    /// after a database is restored from a backup.
    public let replacesAll: Bool
    /// Where something was said last in any thread of the channel, on its latest page; 0 where nothing was.
    public let lastReply: Int64
    private let made: Mutex<[String: any Sendable]>

    init(
        messages: [Message], cursor: Int64, hasEarlier: Bool, hasLater: Bool = false,
        replacesAll: Bool = false, lastReply: Int64 = 0
    ) {
        self.messages = messages
        self.cursor = cursor
        self.hasEarlier = hasEarlier
        self.hasLater = hasLater
        self.replacesAll = replacesAll
        self.lastReply = lastReply
        made = Mutex([:])
    }

    /// What `make` returns for this excerpt under a name, made by the first who asks: a thousand readers of one change
    /// need one rendering. A name always stands for the same type, and `make` asks this excerpt for nothing else that
    /// is made.
    public func once<Value: Sendable>(_ name: String, _ make: () -> Value) -> Value {
        made.withLock { made in
            if let value = made[name] as? Value { return value }
            let value = make()
            made[name] = value
            return value
        }
    }
}
