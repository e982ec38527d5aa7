import Forms
import FoundationEssentials
import Postgres

/// A message in its current state. The same for every member of its channel.
public struct Message: Hashable, Sendable, Identifiable {
    public let id: UUID
    /// Its place in the channel, from 1; never changes.
    public let sequence: Int64
    /// The number of its latest change; equal to `sequence` until it is edited.
    public let changed: Int64
    public let author: ParticipantID
    public let authorName: String
    public let text: String
    public let sentAt: Date

    package init(
        id: UUID, sequence: Int64, changed: Int64, author: ParticipantID, authorName: String, text: String,
        sentAt: Date
    ) {
        self.id = id
        self.sequence = sequence
        self.changed = changed
        self.author = author
        self.authorName = authorName
        self.text = text
        self.sentAt = sentAt
    }
}

extension Message {
    static let columns = "m.id, m.seq, m.changed_seq, m.user_id, u.full_name, m.content, m.created_at"

    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(UUID.self)
        sequence = try columns.next(Int64.self)
        changed = try columns.next(Int64.self)
        author = try columns.next(ParticipantID.self)
        authorName = try columns.next(String.self)
        text = try columns.next(String.self)
        sentAt = try columns.next(Date.self)
    }
}

/// Something somebody wants to say, within its limits.
public struct MessageDraft: Hashable, Sendable {
    public static let field = FormField<String>.lines(
        "message", "Message", limit: 8_000, missing: "Write something first.",
        advice: "Send the rest in another message.")

    public let text: String
    /// Chosen by whoever shows the form: sending twice with one nonce is sending once.
    public let nonce: UUID

    /// - Throws: `.invalid` when there is nothing to send or too much.
    public init(text: String, nonce: UUID) throws(MessagingError) {
        var errors = FormErrors()
        guard let text = errors.read(Self.field, text) else { throw .invalid(errors) }
        self.text = text
        self.nonce = nonce
    }
}

/// A statement that selects `Message.columns`.
protocol MessageStatement: Statement where Row == Message {}

extension MessageStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> Message {
        try Message(from: &columns)
    }
}
