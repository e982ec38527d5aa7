import FoundationEssentials
import Postgres

extension Messenger {
    /// Puts other words in place of what somebody has said.
    /// - Throws: `.notFound` where this participant, a member, has said nothing.
    public func edit(
        _ edit: MessageEdit, at sequence: Int64, in slug: String, as author: Identity
    ) throws(MessagingError) -> EditOutcome {
        let messages: [Message]
        let places: [SealingPlace]
        do {
            (messages, places) = try pool.query(
                FindMessage(slug: slug, sequence: sequence),
                FindMessageSealingPlace(slug: slug, sequence: sequence), as: author)
        } catch { throw .database(error) }
        guard let message = messages.first, let place = places.first else { throw .notFound }
        // Nothing is written over what nobody can see.
        if message.isUnreadable { throw .textsUnavailable }
        if !message.isDeleted, message.text == edit.text { return .unchanged }
        // Or a first message would say afterwards what it may not have said before.
        if let reader {
            do {
                if try pool.first(FindAwaited(slug: slug), as: author) != nil {
                    let first = FirstMessage(
                        text: edit.text, nonce: UUID(), recipients: .conversation(slug: slug))
                    if try reader.reason(toHold: first, as: author) != nil { return .held }
                }
            } catch { throw .database(error) }
        }
        let text = try written(edit.text, at: place, as: author)
        let outcome = try locking(slug) { () throws(PostgresError) in
            try pool.first(
                EditMessage(slug: slug, sequence: sequence, edit: edit, text: text), as: author,
                access: .readWrite)
        }
        guard let outcome = outcome ?? nil else { throw .notFound }
        return outcome
    }

    /// Takes what somebody has said away for good: its words and all it said before. That something was said remains.
    /// What is deleted already stays so.
    /// - Throws: `.notFound` where this participant, a member, has said nothing.
    public func delete(_ sequence: Int64, in slug: String, as author: Identity) throws(MessagingError) {
        let isThere = try locking(slug) { () throws(PostgresError) in
            try pool.first(DeleteMessage(slug: slug, sequence: sequence), as: author, access: .readWrite)
        }
        if isThere != true { throw .notFound }
    }

    /// All that a message has said, with its channel; nil for somebody who may join the channel first.
    /// - Throws: `.notFound` where there is none that this participant may see.
    public func history(
        of sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> (channel: Channel, history: MessageHistory?) {
        let channels: [Channel]
        let messages: [Message]
        let earlier: [MessageVersion]
        do {
            (channels, messages, earlier) = try pool.query(
                FindChannel(slug: slug), FindMessage(slug: slug, sequence: sequence),
                ListVersions(slug: slug, sequence: sequence), as: viewer, access: .readOnlySnapshot)
        } catch { throw .database(error) }
        guard let channel = channels.first, !channel.isMember || !messages.isEmpty else { throw .notFound }
        return (
            channel,
            messages.first.map { message in
                let present = MessageVersion(
                    text: message.isUnreadable ? StoredText.unreadable : message.text,
                    writtenAt: message.editedAt ?? message.sentAt)
                return MessageHistory(
                    message: message,
                    versions: message.isDeleted || message.isHidden ? [] : earlier + [present])
            }
        )
    }
}
