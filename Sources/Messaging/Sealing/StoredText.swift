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

    /// The column that says how a file is called, of a row of `files`.
    static func name(ofFile row: String) -> String {
        "messaging.file_text('n', \(row).name, \(row).sealed_name, \(row).key, \(row).home_id, \(row).user_id, \(row).id)"
    }

    /// The column that says what a file says, of a row of `files` and its row of `file_texts`.
    static func text(ofFile row: String, _ text: String) -> String {
        "messaging.file_text('t', \(text).words, \(text).sealed, \(row).key, \(row).home_id, \(row).user_id, \(row).id)"
    }

    /// The column of the name of a message's first file, of a row of `messages`; NULL for none.
    static func firstName(of row: String) -> String { "messaging.first_name(\(row).files)" }

    private static let boundLength = 48

    /// - Parameter bytes: a zero and a plain text; or a one, what a box is bound to, the number of its key and the box; or a two,
    ///   what is said of a file, that one's key (`StoredFileKey`) and a box.
    init(_ bytes: [UInt8], in context: (any Sendable)?) {
        switch bytes.first {
        case 1: words = Self.open(bytes.dropFirst(), in: context)
        case 2: words = Self.open(ofFile: bytes.dropFirst(), in: context)
        default: words = String(decoding: bytes.dropFirst(), as: UTF8.self)
        }
    }

    private static func open(ofFile bytes: ArraySlice<UInt8>, in context: (any Sendable)?) -> String? {
        guard let use = bytes.first, let stored = StoredFileKey(bytes.dropFirst()),
            let key = (context as? KeyRing)?.fileKey(stored)
        else { return nil }
        return key.open(stored.rest, as: use)
    }

    private static func open(_ bytes: ArraySlice<UInt8>, in context: (any Sendable)?) -> String? {
        let bound = bytes.prefix(boundLength)
        let box = bytes.dropFirst(boundLength)
        guard bound.count == boundLength, box.count > 4, let ring = context as? KeyRing else { return nil }
        let channel = bound.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        let key = ring.key(
            ChannelKey.ID(channel: ChannelID(rawValue: channel), version: ChannelKey.version(of: box)))
        return key?.open(box.dropFirst(4), bound: bound)
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
    /// The next column, as `nextText`, with what is said of words that cannot be read in place of those.
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
