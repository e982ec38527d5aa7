import Forms
import FoundationEssentials
import Markdown
import Postgres
import Text

/// A message in its current state. The same for every member of its channel.
public struct Message: Hashable, Sendable, Identifiable {
    public let id: UUID
    /// Its place in the channel, from 1; never changes.
    public let sequence: Int64
    /// The number of its latest change; equal to `sequence` until there is one.
    public let changed: Int64
    public let author: Participant
    /// Empty when it was deleted or is hidden, and when it cannot be read just now.
    public let text: String
    /// Whether its words are there and cannot be read, because their key cannot be had.
    public let isUnreadable: Bool
    public let sentAt: Date
    /// Counts what it has said, from 1.
    public let version: Int
    /// When its present words were written, if they are not its first.
    public let editedAt: Date?
    /// Whether its author, or the end of their account, has taken its words away.
    public let isDeleted: Bool
    /// Whether the host keeps its words from others while it looks at them; its author reads them (`Messenger.revealed`).
    public let isHidden: Bool
    /// In the order they first came.
    public let reactions: [Reaction]
    public let isPinned: Bool
    /// Where the message stands whose thread this is said in; nil for what is said in the channel itself.
    public let thread: Int64?
    /// What was said in its own thread; nil where nobody has.
    public let replies: Replies?
    public let quote: Quote?
    /// Handles in it of those it names: of members, as they were then.
    public let mentions: [String]
    /// What it was sent with, in its order.
    public let files: [MessageFile]

    package init(
        id: UUID, sequence: Int64, changed: Int64, author: Participant, text: String,
        isUnreadable: Bool = false, sentAt: Date,
        version: Int = 1, editedAt: Date? = nil, isDeleted: Bool = false, isHidden: Bool = false,
        reactions: [Reaction] = [],
        isPinned: Bool = false,
        thread: Int64? = nil, replies: Replies? = nil, quote: Quote? = nil, mentions: [String] = [],
        files: [MessageFile] = []
    ) {
        self.id = id
        self.sequence = sequence
        self.changed = changed
        self.author = author
        self.text = text
        self.isUnreadable = isUnreadable
        self.sentAt = sentAt
        self.version = version
        self.editedAt = editedAt
        self.isDeleted = isDeleted
        self.isHidden = isHidden
        self.reactions = reactions
        self.isPinned = isPinned
        self.thread = thread
        self.replies = replies
        self.quote = quote
        self.mentions = mentions
        self.files = files
    }
}

extension Message {
    /// Whether it is shown without its words, as it is to everybody but its author.
    public var hidesWords: Bool { isHidden && text.isEmpty && files.isEmpty }

    public var hasReactions: Bool { !reactions.isEmpty }
}

extension Message {
    /// Of a row `m` of `messages` and its author's, `u`, of `users`; `$1` is the address of their channel.
    static let columns = """
        m.id, m.seq, m.changed_seq, \(author), \(StoredText.column(of: "m")), m.created_at, m.version, m.edited_at, m.is_deleted,
        coalesce(m.hiding = 'hidden', false), m.reactions, m.reaction_counts,
        m.pinned_at is not null,
        m.parent_seq, m.reply_count, m.last_reply_seq, m.last_reply_at, m.quoted_seq,
        case when m.quoted_seq is not null then messaging.quoted(m.channel_id, m.quoted_seq) end,
        m.mentions, m.files::text
        """

    private static let author = Participant.columns(
        in: "m.channel_id",
        role: """
            case when m.user_id = any ((select messaging.in_charge($1, 'admin'))::uuid[]) then 'admin'
                when m.user_id = any ((select messaging.in_charge($1, 'moderator'))::uuid[]) then 'moderator' end
            """)

    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(UUID.self)
        sequence = try columns.next(Int64.self)
        changed = try columns.next(Int64.self)
        author = try Participant(from: &columns)
        let stored: StoredText = try columns.nextText()
        sentAt = try columns.next(Date.self)
        version = Int(try columns.next(Int32.self))
        editedAt = try columns.next(Date?.self)
        isDeleted = try columns.next(Bool.self)
        isHidden = try columns.next(Bool.self)
        text = isHidden ? "" : stored.words ?? ""
        isUnreadable = stored.words == nil
        reactions = try [Reaction](from: &columns)
        isPinned = try columns.next(Bool.self)
        thread = try columns.next(Int64?.self)
        replies = try Replies(from: &columns)
        quote = try Quote(from: &columns)
        mentions = try columns.next([String]?.self) ?? []
        files = try [MessageFile](from: &columns)
    }
}

extension Message {
    /// What it says, in one line without marks.
    /// - Parameter limit: characters it may have, counted as Unicode scalars; what is left out is told by "…".
    public func words(limit: Int) -> String {
        if isDeleted { return Self.goneWords }
        if isUnreadable { return StoredText.unreadable }
        if hidesWords { return Self.hiddenWords }
        return Self.words(of: text.isEmpty ? files.first?.name ?? "" : text, limit: limit)
    }

    /// The columns `beginning(from:limit:)` reads, of a row of `messages`.
    static func beginning(of row: String) -> String {
        "\(StoredText.column(of: row)), \(StoredText.firstName(of: row))"
    }

    /// The beginning of what a message says, in one line without marks: where there are no words, the name of its first
    /// file. Empty for no message.
    static func beginning(from columns: inout Columns, limit: Int) throws(PostgresError) -> String {
        let stored: StoredText? = try columns.nextText()
        let file: StoredText? = try columns.nextText()
        guard let words = stored.map({ $0.words ?? StoredText.unreadable }) else { return "" }
        return opening(
            of: words.isEmpty ? file.map { $0.words ?? StoredText.unreadable } ?? "" : words, limit: limit)
    }

    /// The same as `words(of:limit:)` by the first thousand characters: lists are long, and what somebody wrote may be, too.
    static func opening(of text: String, limit: Int) -> String {
        words(of: String(String.UnicodeScalarView(text.unicodeScalars.prefix(1_000))), limit: limit)
    }

    static func words(of text: String, limit: Int) -> String {
        let line = PlainText.line(FormattedText.words(of: text))
        guard line.unicodeScalars.count > limit else { return line }
        var words = ""
        var count = 1
        for character in line {
            count += character.unicodeScalars.count
            if count > limit { break }
            words.append(character)
        }
        while words.last == " " { words.removeLast() }
        return words + "…"
    }

    /// Whether it says something that can be read by all: it was not deleted, nor hidden.
    public var isReadable: Bool { !isDeleted && !isUnreadable && !isHidden }

    /// What stands in place of words whose key cannot be had.
    public static let unreadableWords = StoredText.unreadable

    /// What stands in place of what is hidden. The database says the same where it is read by what knows nothing of that.
    public static let hiddenWords = "This message is hidden while a moderator looks at it."

    /// What stands in place of what was deleted.
    public static let goneWords = "This message was deleted."
}

/// Something somebody wants to say, within its limits.
public struct MessageDraft: Hashable, Sendable {
    public static let field = FormField<String>.lines(
        "message", "Message", limit: 16_384, missing: "Write something first.",
        advice: "Send the rest in another message.")

    /// May be empty where there are files.
    public let text: String
    /// Chosen by whoever shows the form: sending twice with one nonce is sending once.
    public let nonce: UUID
    /// A message in whose thread it is to be said, or one that was said in that thread; nil for the channel itself.
    public let thread: Int64?
    /// A message of the same channel that it quotes.
    public let quoted: Int64?
    /// Handles in it, of whomever; nil for none.
    let mentions: [String]?
    /// Files of whoever sends it that were not sent yet (`Messenger.keep`), in their order; nil for none.
    public let files: [UUID]?

    /// - Parameter hasFiles: whether there are some already, of a message that waits to be sent.
    /// - Throws: `.invalid` when there is nothing to send or too much.
    public init(
        text: String, nonce: UUID, thread: Int64? = nil, quoting quoted: Int64? = nil, files: [UUID] = [],
        hasFiles: Bool = false
    ) throws(MessagingError) {
        guard files.count <= FileDraft.mostOfMessage else {
            throw .invalid(FormErrors(FileDraft.fieldName, .tooLong, FileDraft.tooManyWords))
        }
        self.files = files.isEmpty ? nil : files
        self.text = try files.isEmpty && !hasFiles ? Self.text(text) : Self.words(text)
        self.nonce = nonce
        self.thread = thread
        self.quoted = quoted
        mentions = Mention.handles(in: self.text)
    }

    static func text(_ typed: String) throws(MessagingError) -> String { try read(field, typed) }

    /// What goes with files, if anything does.
    private static func words(_ typed: String) throws(MessagingError) -> String {
        try read(MessageBeginning.field, typed)
    }

    private static func read(
        _ field: FormField<String>, _ typed: String
    ) throws(MessagingError) -> String {
        var errors = FormErrors()
        guard let text = errors.read(field, typed) else { throw .invalid(errors) }
        return text
    }
}

/// A statement that selects `Message.columns`.
protocol MessageStatement: Statement where Row == Message {}

extension MessageStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> Message {
        try Message(from: &columns)
    }
}
