import FoundationEssentials
import Postgres

/// Keeping away from people. What a block means is held to in the database (`Definitions/blocks.sql`); what is made in memory, who
/// is there and what is unread, goes by what is kept of its reader (`Distances`).
extension Messenger {
    /// Has the viewer block or mute somebody, or neither any more.
    /// - Returns: false where it was so already.
    /// - Throws: `.notFound` where there is nobody, and for the viewer themselves; `.invalid` for one more than `Block.limit`.
    @discardableResult
    public func keepAway(
        from participant: ParticipantID, by kind: Block.Kind?, as viewer: Identity
    ) throws(MessagingError) -> Bool {
        let outcome: KeepAway.Row?
        let viewers: [ParticipantID]
        do {
            let rows: [KeepAway.Row]
            (rows, viewers) = try pool.query(
                KeepAway(participant: participant, kind: kind), FindViewer(), as: viewer, access: .readWrite)
            outcome = rows.first
        } catch { throw .database(error) }
        switch outcome {
        case nil: throw .notFound
        case .unchanged?: return false
        case .tooMany?:
            throw .limitReached(
                "You have blocked or muted \(Block.limit) people, which is all there may be. Take some off your list first."
            )
        case .changed?:
            // Here at once, whether or not announcements are heard.
            for person in viewers + [participant] { lobby.hear(.distance(person)) }
            return true
        }
    }

    /// How the viewer keeps away from somebody; nil where they do not.
    public func block(of participant: ParticipantID, as viewer: Identity) throws(MessagingError) -> Block
        .Kind?
    {
        do { return try pool.query(FindBlock(participant: participant), as: viewer).first } catch {
            throw .database(error)
        }
    }

    /// The same of somebody in a channel, which those who keep away from nobody are told without a look.
    public func block(
        of participant: ParticipantID, in channel: Channel, as viewer: Identity
    ) throws(MessagingError) -> Block.Kind? {
        channel.foldsAnybody ? try block(of: participant, as: viewer) : nil
    }

    /// A page of those the viewer keeps away from, the last first.
    public func blocks(
        after position: BlockPosition? = nil, as viewer: Identity, limit: Int = Block.onPage
    ) throws(MessagingError) -> ListedBlocks {
        let found: [Block]
        do { found = try pool.query(ListBlocks(after: position, limit: Int32(limit + 1)), as: viewer) } catch
        {
            throw .database(error)
        }
        let page = Array(found.prefix(limit))
        return ListedBlocks(
            blocks: page,
            next: found.count > limit
                ? page.last.map { BlockPosition(since: $0.since, participant: $0.participant) } : nil)
    }

    /// Whose of some messages in a channel, and of what they quote, are folded away for the viewer, as the database has it now. In a conversation of two
    /// nobody's are: whoever opens it wants to read it. Those who keep away from nobody are known by the channel they were read with.
    public func folded(
        among messages: [Message], in channel: Channel, as viewer: Identity
    ) throws(MessagingError) -> [ParticipantID: Block.Kind] {
        guard channel.foldsAnybody, !channel.isOfTwo, !messages.isEmpty else { return [:] }
        let authors = Array(Set(messages.flatMap(\.spokenBy)))
        do {
            return Dictionary(
                try pool.query(ListFolded(participants: authors), as: viewer).map {
                    ($0.participant, $0.kind)
                }
            ) { first, _ in first }
        } catch { throw .database(error) }
    }

    /// Threads in which all that was said after a place is folded away for the viewer: of those that hang on some messages of a
    /// channel, where they stand.
    public func quietThreads(
        on messages: [Message], of channel: Channel, since place: Int64, as viewer: Identity
    ) throws(MessagingError) -> Set<Int64> {
        let heads = messages.filter { ($0.replies?.lastSequence ?? 0) > place }.map(\.id)
        guard channel.foldsAnybody, !channel.isOfTwo, !heads.isEmpty else { return [] }
        let quiet: [Int64]
        do { quiet = try pool.query(ListQuietThreads(heads: heads, after: place), as: viewer) } catch {
            throw .database(error)
        }
        return Set(quiet)
    }

    /// The same of whoever has waited, without asking the database; nil where it is not at hand.
    public func foldedAtHand(for participant: ParticipantID) -> [ParticipantID: Block.Kind]? {
        lobby.withRoom { room, _ in room.distances(of: participant)?.folded }
    }
}

extension Message {
    /// Who says something in it: its author, and whoever it quotes.
    public var spokenBy: [ParticipantID] {
        if isDeleted { return [author.id] }
        return [author.id] + (quote?.authorID.map { [$0] } ?? [])
    }
}
