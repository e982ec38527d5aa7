import FoundationEssentials
import Postgres

/// A text as the database has it: plain, where it was stored before there were keys, or sealed.
package struct StoredText: Sendable {
    /// Nil where it cannot be read just now, because its key cannot be had, or not at all, because it was destroyed or is
    /// bound to another place.
    package let words: String?

    /// What stands in place of words that cannot be read.
    static let unreadable = "These words cannot be read just now."

    /// The column that `Columns.nextText` reads, of a row of `messages` or `scheduled_messages`.
    static func column(of row: String) -> String {
        "messaging.text_of(\(row).content, \(row).sealed, \(row).channel_id, \(row).user_id, \(row).nonce)"
    }

    /// The same of a row of `drafts`.
    static func column(ofDraft row: String) -> String {
        """
        messaging.text_of(\(row).content, \(row).sealed, \(row).channel_id, \(row).user_id,
            '\(TextPlace.begun.uuidString)'::uuid)
        """
    }

    private static let boundLength = 48

    /// - Parameter bytes: a zero and a plain text, or a one, what a box is bound to, the number of its key and the box.
    init(_ bytes: [UInt8], in context: (any Sendable)?) {
        guard bytes.first == 1 else {
            words = String(decoding: bytes.dropFirst(), as: UTF8.self)
            return
        }
        let bound = bytes.dropFirst().prefix(Self.boundLength)
        let box = bytes.dropFirst(1 + Self.boundLength)
        guard bound.count == Self.boundLength, box.count > 4, let ring = context as? KeyRing else {
            words = nil
            return
        }
        let channel = bound.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        let key = ring.key(
            ChannelKey.ID(channel: ChannelID(rawValue: channel), version: ChannelKey.version(of: box)))
        words = key?.open(box.dropFirst(4), bound: bound)
    }

    /// - Parameter hex: the same bytes, where they come in an array of texts.
    init(hex: String, in context: (any Sendable)?) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hex.utf8.count / 2)
        var high: UInt8?
        for digit in hex.utf8 {
            let value = digit < 0x3A ? digit &- 0x30 : (digit | 0x20) &- 0x57
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        self.init(bytes, in: context)
    }
}

extension Columns {
    /// The next column, one of `StoredText.column`, with what is said of words that cannot be read in place of those.
    mutating func nextWords() throws(PostgresError) -> String {
        let stored: StoredText = try nextText()
        return stored.words ?? StoredText.unreadable
    }

    /// The next column, one of `StoredText.column`, or of a function that returns the same.
    package mutating func nextText() throws(PostgresError) -> StoredText {
        StoredText(try next([UInt8].self), in: context)
    }

    /// Nil for NULL.
    mutating func nextText() throws(PostgresError) -> StoredText? {
        guard let bytes = try next([UInt8]?.self) else { return nil }
        return StoredText(bytes, in: context)
    }
}
