import FoundationEssentials
import Postgres

/// What a host thinks of what somebody writes first to strangers, before it is stored. Everything that may begin or go on with a
/// conversation nobody has accepted asks it: what is sent at once, later, or forwarded, and what takes the place of it.
public protocol FirstMessageReader: Sendable {
    /// - Parameter message: with its nonce: asked again for the same message it should say the same.
    /// - Returns: nil for what may be read at once; a word of at most 40 bytes for why it waits, until the host lets it go
    ///   (`messaging.release_held`).
    func reason(
        toHold message: FirstMessage, as author: Identity
    ) throws(PostgresError) -> String?
}

/// Something that is written first to strangers.
public struct FirstMessage: Sendable {
    /// Whom it is for.
    public enum Recipients: Sendable {
        /// With whom a conversation begins.
        case people([ParticipantID])
        /// Who is in one that nobody has accepted.
        case conversation(slug: String)
    }

    public let text: String
    public let nonce: UUID
    public let recipients: Recipients
}

extension Messenger {
    /// The number of a message that waits until the host lets it go (`FirstMessageReader`): it has none in the channel yet.
    public static let held: Int64 = 0

    /// Stores what may be a first message to strangers: it is looked at once the database says that it is one, so that no other
    /// message costs more.
    /// - Parameter store: with what was found; nil before anybody has looked.
    func lookingFirst<Result>(
        at text: String, nonce: UUID, for recipients: FirstMessage.Recipients, as author: Identity,
        _ store: (_ care: String?) throws(PostgresError) -> Result
    ) throws(PostgresError) -> Result {
        guard let reader else { return try store("") }
        do { return try store(nil) } catch {
            guard error.constraint == "messages_unweighed" else { throw error }
        }
        let message = FirstMessage(text: text, nonce: nonce, recipients: recipients)
        return try store(reader.reason(toHold: message, as: author) ?? "")
    }
}

extension Messenger {
    /// What of the viewer's waits in a conversation, or was taken away there, the first first.
    public func held(in slug: String, as viewer: Identity) throws(MessagingError) -> [ScheduledMessage] {
        try scheduled(as: viewer).filter { $0.slug == slug && $0.isHeld }.sorted {
            $0.createdAt < $1.createdAt
        }
    }
}

/// Whether the viewer waits in a conversation for somebody to accept it. A row where they do.
struct FindAwaited: Statement {
    let slug: String

    static let sql = """
        select true from messaging.channels c join messaging.memberships mine on mine.channel_id = c.id
        where c.slug = $1 and c.is_request and mine.shelf not in ('requests', 'declined')
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}
