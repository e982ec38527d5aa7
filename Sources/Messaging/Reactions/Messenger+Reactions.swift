import Forms
import FoundationEssentials
import Postgres

extension Messenger {
    /// Answers a message with an emoji, or takes that back. Doing so twice is doing it once. It is a change of the message,
    /// of which every reader is told; it makes nothing unread.
    /// - Throws: `.notFound` where there is no message that this participant may read; `.invalid` when there are too many
    ///   reactions already. Nothing was changed.
    public func react(
        _ draft: ReactionDraft, to sequence: Int64, in slug: String, isWanted: Bool = true,
        as viewer: Identity
    ) throws(MessagingError) -> ReactionOutcome {
        let react = React(slug: slug, sequence: sequence, emoji: draft.emoji, isWanted: isWanted)
        let (outcomes, found, own) = try locking(slug) { () throws(PostgresError) in
            try pool.query(
                react, FindReactions(slug: slug, sequence: sequence),
                ListOwnReactionsTo(slug: slug, sequence: sequence),
                as: viewer, access: .readWrite)
        }
        guard let outcome = outcomes.first else { throw .notFound }
        switch outcome {
        case .changed, .unchanged:
            return ReactionOutcome(isChanged: outcome == .changed, reactions: found.first ?? [], own: own)
        case .tooMany:
            throw .tooMany(
                "This message has \(ReactionDraft.kindsLimit) different emoji already. Choose one of them.")
        case .tooManyOfOne:
            throw .tooMany(
                "You can react to one message with \(ReactionDraft.ownLimit) emoji at most. Take one back first."
            )
        }
    }

    /// Who reacted to a message, in the order of its reactions.
    /// - Throws: `.notFound` where there is no message that this participant may read.
    public func reactors(
        to sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> [Reactors] {
        let found: [[Reaction]]
        let own: [String]
        let listed: [ListReactors.Row]
        do {
            (found, own, listed) = try pool.query(
                FindReactions(slug: slug, sequence: sequence),
                ListOwnReactionsTo(slug: slug, sequence: sequence),
                ListReactors(slug: slug, sequence: sequence, limit: Int32(Reactors.limit)),
                as: viewer, access: .readOnlySnapshot)
        } catch { throw .database(error) }
        guard let reactions = found.first else { throw .notFound }
        let participants = Dictionary(grouping: listed, by: \.emoji)
        return reactions.map { reaction in
            Reactors(
                reaction: reaction, isOwn: own.contains(reaction.emoji),
                participants: participants[reaction.emoji, default: []].map(\.participant))
        }
    }

    /// Which of the reactions to some messages of a channel, as these were read, are the viewer's own: by the
    /// number of the message, in the order everybody is shown them. None for somebody who is no member.
    ///
    /// The database is asked only where there are any reactions, so that a page without costs nothing. It finds
    /// at most `ReactionDraft.ownLimit` for each message.
    public func ownReactions(
        on messages: [Message], in slug: String, as viewer: Identity
    ) throws(MessagingError) -> [Int64: [String]] {
        let answered = messages.filter(\.hasReactions)
        guard !answered.isEmpty else { return [:] }
        let found: [ListOwnReactionsAmong.Row]
        do {
            found = try pool.query(
                ListOwnReactionsAmong(slug: slug, messages: answered.map(\.id)), as: viewer)
        } catch { throw .database(error) }
        return found.reactions(to: answered)
    }
}

extension [ListOwnReactionsAmong.Row] {
    /// By the number of the message, in the order everybody is shown them.
    func reactions(to messages: [Message]) -> [Int64: [String]] {
        guard !isEmpty else { return [:] }
        var chosen: [UUID: Set<String>] = [:]
        for row in self { chosen[row.message, default: []].insert(row.emoji) }
        var own: [Int64: [String]] = [:]
        for message in messages {
            guard let emoji = chosen[message.id] else { continue }
            // What came after the messages were read is not among what they show.
            let shown = message.reactions.map(\.emoji).filter { emoji.contains($0) }
            if !shown.isEmpty { own[message.sequence] = shown }
        }
        return own
    }
}

extension MessagingError {
    fileprivate static func tooMany(_ words: String) -> MessagingError {
        .invalid(FormErrors(ReactionDraft.field.name, .tooMany, words))
    }
}
