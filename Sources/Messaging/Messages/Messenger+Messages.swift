import Postgres

/// A channel with a page of what was said in it.
public struct Conversation: Sendable {
    public let channel: Channel
    public let page: Excerpt
    /// Administrators first, then by name; at most 200.
    public let members: [Participant]
    /// What the viewer reacted with to messages of the page, as `Messenger.ownReactions`.
    public let ownReactions: [Int64: [String]]
    /// Whose messages of the page are folded away for the viewer, as `Messenger.folded`.
    public let folded: [ParticipantID: Block.Kind]
}

extension Messenger {
    /// Stores a message, and returns its number in the channel. The same nonce again returns the first one's number.
    /// Once this returns the message survives a kill of any process. `Messenger.held` for one that waits.
    /// - Parameter endsDraft: whether what the author has begun to write there is this message, and is kept no longer.
    /// - Throws: `.notFound` for somebody who is no member, and where what it answers is not in the channel; `.invalid`
    ///   for what a request to talk may not hold.
    public func send(
        _ draft: MessageDraft, to slug: String, as author: Identity, endsDraft: Bool = false
    ) throws(MessagingError) -> Int64 {
        let text = try written(draft, in: slug, as: author)
        let inserted: [Int64]
        do throws(MessagingError) {
            inserted = try locking(slug) { () throws(PostgresError) in
                try lookingFirst(
                    at: draft.text, nonce: draft.nonce, for: .conversation(slug: slug), as: author
                ) { care throws(PostgresError) in
                    let insert = InsertMessage(slug: slug, draft: draft, text: text ?? .nowhere, care: care)
                    guard endsDraft else { return try pool.query(insert, as: author, access: .readWrite) }
                    return try pool.query(
                        insert, SaveDraft(slug: slug, text: .none), as: author, access: .readWrite
                    ).0
                }
            }
        } catch {
            guard case .database(let cause) = error else { throw error }
            throw .unsent(cause)
        }
        if let sequence = inserted.first { return sequence }
        do {
            let sent = FindSentMessage(nonce: draft.nonce)
            if let sequence = try pool.query(sent, as: author).first { return sequence }
        } catch { throw .database(error) }
        throw .notFound
    }

    /// A channel with its latest messages, or those before a place in it, and its members. What the viewer sees of a
    /// public channel they have not joined holds no messages and no members.
    /// - Throws: `.notFound` where there is nothing this participant may see.
    public func conversation(
        _ slug: String, before place: Int64 = .max, as viewer: Identity
    ) throws(MessagingError) -> Conversation {
        if place == .max, let kept = latestPages.find(slug) {
            let (channel, own) = try channel(slug, withOwnReactionsTo: kept.page.messages, as: viewer)
            if kept.isShown(by: channel) {
                return Conversation(
                    channel: channel, page: kept.page, members: kept.members, ownReactions: own,
                    folded: try folded(among: kept.page.messages, in: channel, as: viewer))
            }
        }
        let channels: [Channel]
        let messages: [Message]
        let members: [Participant]
        let reactions: [ListOwnReactionsAmong.Row]
        let limit = Int32(MessageReader.pageLength + 1)
        do {
            (channels, messages, members, reactions) = try pool.query(
                FindChannel(slug: slug), ListPage(slug: slug, before: place, limit: limit),
                ListMembers(slug: slug, limit: 200),
                ListOwnReactionsOnPage(slug: slug, before: place, limit: limit),
                as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first else { throw .notFound }
        let page = MessageReader.page(
            messages, cursor: channel.lastSequence, hasLater: place <= channel.lastSequence,
            lastReply: channel.lastReply)
        guard place == .max, channel.isMember,
            !page.messages.contains(where: { $0.isUnreadable || $0.quote?.isUnreadable == true })
        else {
            return Conversation(
                channel: channel, page: page, members: members,
                ownReactions: reactions.reactions(to: page.messages),
                folded: try folded(among: page.messages, in: channel, as: viewer))
        }
        // The counters were read before the messages: what came between the two makes them move.
        latestPages.keep(
            LatestPages.Entry(
                channel: channel.id, lastSequence: channel.lastSequence, revision: channel.revision,
                namesRevision: channel.namesRevision,
                page: page, members: members), at: slug)
        return Conversation(
            channel: channel, page: page, members: members,
            ownReactions: reactions.reactions(to: page.messages),
            folded: try folded(among: page.messages, in: channel, as: viewer))
    }

    /// A channel, and what the viewer reacted with to some messages of it, in one round trip.
    private func channel(
        _ slug: String, withOwnReactionsTo messages: [Message], as viewer: Identity
    ) throws(MessagingError) -> (Channel, [Int64: [String]]) {
        let answered = messages.filter(\.hasReactions)
        guard !answered.isEmpty else { return (try channel(slug, as: viewer), [:]) }
        let channels: [Channel]
        let reactions: [ListOwnReactionsAmong.Row]
        do {
            (channels, reactions) = try pool.query(
                FindChannel(slug: slug), ListOwnReactionsAmong(slug: slug, messages: answered.map(\.id)),
                as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first else { throw .notFound }
        return (channel, reactions.reactions(to: answered))
    }

    /// A channel with what was said around a place in it: a message, and half a page before and after it.
    /// - Throws: `.notFound` where this participant may read nothing, or nothing was said.
    public func conversation(
        _ slug: String, around place: Int64, as viewer: Identity
    ) throws(MessagingError) -> Conversation {
        let channels: [Channel]
        let messages: [Message]
        let members: [Participant]
        do {
            (channels, messages, members) = try pool.query(
                FindChannel(slug: slug),
                ListAround(slug: slug, place: place, limit: Int32(MessageReader.pageLength / 2 + 1)),
                ListMembers(slug: slug, limit: 200),
                as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first, channel.isMember, !messages.isEmpty else { throw .notFound }
        let page = MessageReader.page(around: place, messages, cursor: channel.lastSequence)
        return Conversation(
            channel: channel, page: page, members: members,
            ownReactions: try ownReactions(on: page.messages, in: slug, as: viewer),
            folded: try folded(among: page.messages, in: channel, as: viewer))
    }

    /// All that was said in a channel, in threads too, after a place and up to another, in its order: a piece at a time. Empty after
    /// the last, and for somebody who is no member any more.
    public func transcript(
        of slug: String, after place: Int64, upTo last: Int64 = .max, as viewer: Identity, limit: Int = 500
    ) throws(MessagingError) -> [Message] {
        do {
            return try pool.query(
                ListTranscript(slug: slug, after: place, upTo: last, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    /// One message, with its channel; nil for somebody who may join the channel first.
    /// - Throws: `.notFound` where there is none that this participant may see.
    public func message(
        _ sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> (channel: Channel, message: Message?) {
        let channels: [Channel]
        let messages: [Message]
        do {
            (channels, messages) = try pool.query(
                FindChannel(slug: slug), FindMessage(slug: slug, sequence: sequence), as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first, !channel.isMember || !messages.isEmpty else { throw .notFound }
        return (channel, messages.first)
    }

    /// Whoever was shown a channel's latest page has read it. That it was served does not say so: a browser fetches pages
    /// that nobody looks at.
    public func markRead(_ conversation: Conversation, as viewer: Identity) {
        if let lastRead = conversation.channel.lastRead, lastRead < conversation.page.cursor {
            markRead(conversation.channel.slug, upTo: conversation.page.cursor, as: viewer)
        }
    }

    /// Takes the viewer's read mark back to before a message, which counts as unread with all after it, but for the
    /// viewer's own.
    /// - Throws: `.notFound` where there is no message that this participant may read.
    public func markUnread(
        from sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) {
        let messages: [Message]
        do {
            (messages, _) = try pool.query(
                FindMessage(slug: slug, sequence: sequence), MarkUnread(slug: slug, sequence: sequence),
                as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        if messages.isEmpty { throw .notFound }
    }

    /// Moves the viewer's read mark forward: they have seen what came up to a cursor. Nothing where they are no member.
    ///
    /// A mark that is lost, in a crash of the server or because the row is locked or the server only reads just now, is
    /// set again by the next reading: no page fails for it. The other processes hear of it with the next beat, in one
    /// transaction for all marks, so that it counts as read in whatever inbox of the viewer's is open.
    public func markRead(_ slug: String, upTo sequence: Int64, as viewer: Identity) {
        markRead(MarkRead(slug: slug, sequence: sequence), as: viewer)
    }

    func markRead<S: Statement>(_ statement: S, as viewer: Identity) where S.Row == MarkRead.Row {
        do {
            let moved = try pool.first(statement, as: viewer, access: .readWriteAsynchronous)
            guard let moved else { return }
            lobby.withRoom { room, _ in room.noteRead(moved.viewer, in: moved.channel, upTo: moved.lastRead) }
        } catch { logger.debug("a read mark was not set", metadata: ["error": "\(error)"]) }
    }
}
