import FoundationEssentials
import Postgres

/// What was said in answer to a message, apart from the channel.
public struct MessageThread: Sendable {
    public let channel: Channel
    /// What it hangs on.
    public let head: Message
    /// Of the replies, oldest first.
    public let page: Excerpt
    /// Whose of these messages are folded away for the viewer, as `Messenger.folded`.
    public let folded: [ParticipantID: Block.Kind]
}

/// How much was said in a message's thread.
public struct Replies: Hashable, Sendable {
    /// Deleted ones too: their places stay.
    public let count: Int
    /// Where the last of them stands, and when it was said.
    public let lastSequence: Int64
    public let lastSentAt: Date

    package init(count: Int, lastSequence: Int64, lastSentAt: Date) {
        self.count = count
        self.lastSequence = lastSequence
        self.lastSentAt = lastSentAt
    }

    /// Nil where nobody has replied.
    init?(from columns: inout Columns) throws(PostgresError) {
        let count = try columns.next(Int32.self)
        let sequence = try columns.next(Int64?.self)
        let time = try columns.next(Date?.self)
        guard let sequence, let time else { return nil }
        self.init(count: Int(count), lastSequence: sequence, lastSentAt: time)
    }
}

/// What a message quotes, as it says now: who is shown a quotation is told of changes to what is quoted, and not of this.
public struct Quote: Hashable, Sendable {
    /// Characters of what is quoted that are shown.
    public static let limit = 160

    /// Where it stands in the channel.
    public let sequence: Int64
    public let author: String
    /// Nil for somebody who is gone.
    public let handle: String?
    /// Whose messages may be folded away for a viewer.
    public let authorID: ParticipantID?
    /// In one line.
    public let words: String
    /// Whether those say that the message's cannot be read just now.
    let isUnreadable: Bool
    /// Where the message stands in whose thread it is said.
    public let thread: Int64?

    package init(
        sequence: Int64, author: String, handle: String? = nil, by authorID: ParticipantID? = nil,
        words: String, isUnreadable: Bool = false,
        thread: Int64? = nil
    ) {
        self.isUnreadable = isUnreadable
        self.sequence = sequence
        self.author = author
        self.handle = handle
        self.authorID = authorID
        self.words = words
        self.thread = thread
    }

    package init(_ message: Message) {
        self.init(
            sequence: message.sequence, author: message.author.name, handle: message.author.handle,
            by: message.author.id, words: message.words(limit: Self.limit), thread: message.thread)
    }

    /// Nil where nothing is quoted.
    init?(from columns: inout Columns) throws(PostgresError) {
        let place = try columns.next(Int64?.self)
        let quoted = try columns.next([String]?.self)
        guard let place, let quoted, quoted.count == 6 else { return nil }
        let stored = StoredText(hex: quoted[1], in: columns.context)
        let text =
            stored.words.map { words in
                words.isEmpty
                    ? StoredText(hex: quoted[5], in: columns.context).words ?? StoredText.unreadable : words
            } ?? StoredText.unreadable
        self.init(
            sequence: place, author: quoted[0], handle: quoted[4].isEmpty ? nil : quoted[4],
            by: UUID(uuidString: quoted[3]).map(ParticipantID.init(rawValue:)),
            words: text.isEmpty ? Message.goneWords : Message.opening(of: text, limit: Self.limit),
            isUnreadable: stored.words == nil,
            thread: Int64(quoted[2]))
    }
}
