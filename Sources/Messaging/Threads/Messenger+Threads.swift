import Postgres

/// Threads: what is said in answer to one message, read apart from its channel. It counts as unread there like everything
/// else; the message a thread hangs on tells the channel's readers of it.
extension Messenger {
    /// A message with what was said in its thread: the latest replies, or those before a place.
    /// - Parameter sequence: of the message, or of something said in its thread.
    /// - Throws: `.notFound` where there is no message that this participant may read.
    public func thread(
        of sequence: Int64, in slug: String, before place: Int64 = .max, as viewer: Identity
    ) throws(MessagingError) -> MessageThread {
        let (channel, head, replies) = try thread(
            of: sequence, in: slug, as: viewer,
            ListReplies(
                slug: slug, thread: sequence, before: place, limit: Int32(MessageReader.pageLength + 1)))
        return MessageThread(
            channel: channel, head: head,
            page: MessageReader.page(
                replies, cursor: channel.lastSequence,
                hasLater: place <= head.replies?.lastSequence ?? 0),
            folded: try folded(among: [head] + replies, in: channel, as: viewer))
    }

    /// A message with what was said around a place in its thread: half a page before and after it.
    /// - Throws: `.notFound` where there is no message that this participant may read.
    public func thread(
        of sequence: Int64, in slug: String, around place: Int64, as viewer: Identity
    ) throws(MessagingError) -> MessageThread {
        let (channel, head, replies) = try thread(
            of: sequence, in: slug, as: viewer,
            ListRepliesAround(
                slug: slug, thread: sequence, place: place, limit: Int32(MessageReader.pageLength / 2 + 1)))
        return MessageThread(
            channel: channel, head: head,
            page: MessageReader.page(around: place, replies, cursor: channel.lastSequence),
            folded: try folded(among: [head] + replies, in: channel, as: viewer))
    }

    private func thread(
        of sequence: Int64, in slug: String, as viewer: Identity, _ replies: some MessageStatement
    ) throws(MessagingError) -> (Channel, Message, [Message]) {
        let channels: [Channel]
        let heads: [Message]
        let found: [Message]
        do {
            (channels, heads, found) = try pool.query(
                FindChannel(slug: slug), FindThreadHead(slug: slug, sequence: sequence), replies, as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first, channel.isMember, let head = heads.first else { throw .notFound }
        return (channel, head, found)
    }

    /// Messages of a channel in whose threads something was said, where it was said last first.
    /// - Parameters:
    ///   - place: only threads whose last reply stands after it: what somebody has not read.
    ///   - next: only threads whose last reply stands before it: the page before gave it.
    ///   - limit: how many at most.
    /// - Throws: `.notFound` for somebody who is no member.
    public func threads(
        in slug: String, after place: Int64 = 0, before next: Int64 = .max, as viewer: Identity,
        limit: Int = 25
    ) throws(MessagingError) -> (channel: Channel, heads: [Message], next: Int64?) {
        let channels: [Channel]
        let heads: [Message]
        do {
            (channels, heads) = try pool.query(
                FindChannel(slug: slug),
                ListThreads(slug: slug, after: place, before: next, limit: Int32(limit + 1)), as: viewer)
        } catch { throw .database(error) }
        guard let channel = channels.first, channel.isMember else { throw .notFound }
        let more = heads.count > limit ? heads[limit - 1].replies?.lastSequence : nil
        return (channel, Array(heads.prefix(limit)), more)
    }

    /// A message as another would quote it; nil where there is none that this participant may read.
    public func quote(
        of sequence: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> Quote? {
        do {
            return try pool.first(FindMessage(slug: slug, sequence: sequence), as: viewer).map { Quote($0) }
        } catch { throw .database(error) }
    }

    /// Whoever has seen a thread has read what is unread there. The mark is one for the whole channel: it moves where
    /// nothing else is unread before it.
    public func markThreadRead(_ slug: String, _ thread: Int64, upTo sequence: Int64, as viewer: Identity) {
        markRead(MarkThreadRead(slug: slug, thread: thread, sequence: sequence), as: viewer)
    }
}
