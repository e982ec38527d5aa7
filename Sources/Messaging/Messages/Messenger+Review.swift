import FoundationEssentials
import Postgres

extension Messenger {
    /// A hidden message with what it says, for its author; any other message as it is.
    public func revealed(
        _ message: Message, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> Message {
        guard message.isHidden else { return message }
        let found: FindOwnHidden.Row?
        do {
            found = try pool.first(FindOwnHidden(slug: slug, sequence: message.sequence), as: viewer)
        } catch { throw .database(error) }
        guard let found else { return message }
        return Message(
            id: message.id, sequence: message.sequence, changed: message.changed, author: message.author,
            text: found.words ?? "", isUnreadable: found.words == nil, sentAt: message.sentAt,
            version: message.version, editedAt: message.editedAt, isHidden: true,
            reactions: message.reactions, isPinned: message.isPinned, thread: message.thread,
            replies: message.replies, quote: message.quote, mentions: found.mentions, files: found.files)
    }
}

private struct FindOwnHidden: Statement {
    let slug: String
    let sequence: Int64

    struct Row: Sendable {
        /// Nil where they cannot be read just now.
        let words: String?
        let mentions: [String]
        let files: [MessageFile]
    }

    static let sql = "select words, mentions, files from messaging.own_hidden($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let stored: StoredText = try columns.nextText()
        return Row(
            words: stored.words, mentions: try columns.next([String]?.self) ?? [],
            files: try [MessageFile](from: &columns))
    }
}
