import Postgres

/// A channel with a page of what was said in it.
public struct Conversation: Sendable {
    public let channel: Channel
    public let page: Excerpt
    /// Administrators first, then by name; at most 200.
    public let members: [Member]
}

extension Messenger {
    /// Stores a message, and returns its number in the channel. The same nonce again returns the first one's number.
    /// Once this returns the message survives a kill of any process.
    /// - Throws: `.notFound` for somebody who is no member.
    public func send(
        _ draft: MessageDraft, to slug: String, as author: ParticipantID
    ) throws(MessagingError) -> Int64 {
        do {
            let insert = InsertMessage(slug: slug, draft: draft)
            if let sequence = try pool.query(insert, as: author.identity, access: .readWrite).first {
                return sequence
            }
            let sent = FindSentMessage(nonce: draft.nonce)
            if let sequence = try pool.query(sent, as: author.identity).first { return sequence }
        } catch { throw .database(error) }
        throw .notFound
    }

    /// A channel with its latest messages, or those before a place in it, and its members. What the viewer sees of a
    /// public channel they have not joined holds no messages and no members.
    /// - Throws: `.notFound` where there is nothing this participant may see.
    public func conversation(
        _ slug: String, before place: Int64 = .max, as viewer: ParticipantID, zone: String = "UTC"
    ) throws(MessagingError) -> Conversation {
        let address = LatestPages.Address(slug: slug, zone: zone)
        if place == .max, let kept = latestPages.find(address) {
            let channel = try channel(slug, as: viewer)
            if kept.isShown(by: channel) {
                return try conversation(channel, kept.page, kept.members, as: viewer)
            }
        }
        let channels: [Channel]
        let messages: [Message]
        let members: [Member]
        do {
            (channels, messages, members) = try pool.query(
                FindChannel(slug: slug),
                ListPage(slug: slug, before: place, zone: zone, limit: Int32(MessageReader.pageLength + 1)),
                ListMembers(slug: slug, limit: 200),
                as: viewer.identity)
        } catch { throw .database(error) }
        guard let channel = channels.first else { throw .notFound }
        let page = MessageReader.page(messages, cursor: channel.lastSequence)
        guard place == .max, channel.isMember else {
            return Conversation(channel: channel, page: page, members: members)
        }
        // The counters were read before the messages: what came between the two makes them move.
        latestPages.keep(
            LatestPages.Entry(
                channel: channel.id, lastSequence: channel.lastSequence, revision: channel.revision,
                page: page, members: members), at: address)
        return try conversation(channel, page, members, as: viewer)
    }

    /// A latest page, which its reader has then read.
    private func conversation(
        _ channel: Channel, _ page: Excerpt, _ members: [Member], as viewer: ParticipantID
    ) throws(MessagingError) -> Conversation {
        if let lastRead = channel.lastRead, lastRead < page.cursor {
            try markRead(channel.slug, upTo: page.cursor, as: viewer)
        }
        return Conversation(channel: channel, page: page, members: members)
    }

    /// A mark lost in a crash of the server is set again by the next reading.
    func markRead(_ slug: String, upTo sequence: Int64, as viewer: ParticipantID) throws(MessagingError) {
        do {
            _ = try pool.query(
                MarkRead(slug: slug, sequence: sequence), as: viewer.identity, access: .readWriteAsynchronous)
        } catch { throw .database(error) }
    }
}
