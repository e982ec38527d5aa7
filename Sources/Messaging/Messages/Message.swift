import Forms
import FoundationEssentials
import Postgres

/// A message in its current state. The same for every member of its channel.
public struct Message: Hashable, Sendable, Identifiable {
    public let id: UUID
    /// Its place in the channel, from 1; never changes.
    public let sequence: Int64
    /// The number of its latest change; equal to `sequence` until there is one.
    public let changed: Int64
    public let author: Participant
    public let text: String
    public let sentAt: Date
    /// In the order they first came.
    public let reactions: [Reaction]

    package init(
        id: UUID, sequence: Int64, changed: Int64, author: Participant, text: String, sentAt: Date,
        reactions: [Reaction] = []
    ) {
        self.id = id
        self.sequence = sequence
        self.changed = changed
        self.author = author
        self.text = text
        self.sentAt = sentAt
        self.reactions = reactions
    }
}

extension Message {
    public var hasReactions: Bool { !reactions.isEmpty }
}

extension Message {
    /// Of a row `m` of `messages` and its author's, `u`, of `users`; `$1` is the address of their channel.
    static let columns = """
        m.id, m.seq, m.changed_seq, \(author), m.content, m.created_at,
        m.reactions, m.reaction_counts
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
        text = try columns.next(String.self)
        sentAt = try columns.next(Date.self)
        reactions = try [Reaction](from: &columns)
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
