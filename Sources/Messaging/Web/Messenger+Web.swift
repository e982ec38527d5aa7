public import FoundationEssentials

/// What everybody on the web can read. Nobody is identified for it: the database's functions (`web.sql`), called by the role that looks
/// after files, say of themselves what is on the web at that moment.
extension Messenger {
    /// What was said in a channel on the web, or in one of its threads, as somebody sees it who is nobody there.
    /// - Returns: nil where there is no such channel on the web, or no such thread in it. It may have another address by now.
    public func webPage(
        _ address: String, thread: Int64? = nil, _ place: WebPlace = .latest
    ) throws(MessagingError) -> WebPage? {
        let channel = FindWebChannel(address: address)
        let head = FindWebMessage(slug: address, sequence: thread ?? 0)
        let limit = Int32(MessageReader.pageLength)
        let channels: [WebChannel]
        let heads: [WebMessage]
        let messages: [WebMessage]
        do {
            switch place {
            case .latest:
                (channels, heads, messages) = try housekeepingPool.query(
                    channel, head, ListWebPage(slug: address, thread: thread, before: .max, limit: limit + 1),
                    as: .nobody)
            case .before(let before):
                (channels, heads, messages) = try housekeepingPool.query(
                    channel, head,
                    ListWebPage(slug: address, thread: thread, before: before, limit: limit + 1), as: .nobody)
            case .around(let around):
                (channels, heads, messages) = try housekeepingPool.query(
                    channel, head,
                    ListWebPageAround(slug: address, thread: thread, around: around, half: limit / 2 + 1),
                    as: .nobody)
            }
        } catch { throw .database(error) }
        guard let found = channels.first else { return nil }
        if thread != nil, found.slug == address, heads.first == nil { return nil }
        let all = messages.map(\.message)
        let page =
            switch place {
            case .latest: MessageReader.page(all, cursor: found.lastSequence)
            case .before(let before):
                MessageReader.page(all, cursor: found.lastSequence, hasLater: before <= found.lastSequence)
            case .around(let around):
                MessageReader.page(around: around, all, cursor: found.lastSequence)
            }
        return WebPage(
            channel: found, head: heads.first?.message, page: page, files: (heads + messages).fileCounts)
    }

    /// One message of a channel on the web, as a page of one.
    public func webMessage(_ sequence: Int64, in address: String) throws(MessagingError) -> WebPage? {
        let channels: [WebChannel]
        let messages: [WebMessage]
        do {
            (channels, messages) = try housekeepingPool.query(
                FindWebChannel(address: address), FindWebMessage(slug: address, sequence: sequence),
                as: .nobody)
        } catch { throw .database(error) }
        guard let channel = channels.first, channel.slug != address || !messages.isEmpty else { return nil }
        return WebPage(
            channel: channel, head: nil,
            page: MessageReader.page(messages.map(\.message), cursor: channel.lastSequence),
            files: messages.fileCounts)
    }

    /// Those of some channels that are on the web, in their order.
    public func webChannels(among ids: [ChannelID]) throws(MessagingError) -> [WebChannel] {
        do { return try housekeepingPool.query(ListWebChannels(ids: ids), as: .nobody) } catch {
            throw .database(error)
        }
    }

    /// The addresses of channels on the web, fifty thousand at most, with when something was last said there.
    public func webAddresses() throws(MessagingError) -> [(slug: String, changedAt: Date)] {
        do {
            return try housekeepingPool.query(ListWebAddresses(), as: .nobody).map { ($0.slug, $0.changedAt) }
        } catch { throw .database(error) }
    }
}

extension [WebMessage] {
    fileprivate var fileCounts: [Int64: Int] {
        var counts: [Int64: Int] = [:]
        for row in self where row.files > 0 { counts[row.message.sequence] = row.files }
        return counts
    }
}
