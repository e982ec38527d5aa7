import FoundationEssentials
import Postgres

/// Where one page of discovered channels ends and the next begins.
public struct ChannelPosition: Hashable, Sendable {
    public let name: String
    public let id: ChannelID

    public init(name: String, id: ChannelID) {
        self.name = name
        self.id = id
    }
}

/// Where one page of one's own channels ends and the next begins.
public struct OwnChannelPosition: Hashable, Sendable {
    public let activity: Date
    public let channel: ChannelID

    public init(activity: Date, channel: ChannelID) {
        self.activity = activity
        self.channel = channel
    }
}

/// A page of channels to discover.
public struct DiscoveredChannels: Sendable {
    public let channels: [ListedChannel]
    /// Where the next page begins; nil on the last.
    public let next: ChannelPosition?
}

/// A page of one's own channels.
public struct OwnChannels: Sendable {
    public let channels: [ListedChannel]
    /// Where the next page begins; nil on the last.
    public let next: OwnChannelPosition?
}

extension OwnChannels {
    /// - Parameter found: one more than there is room for, where there are more.
    init(_ found: [ListedChannel], limit: Int) {
        next = found.count > limit ? found[limit - 1].position : nil
        channels = Array(found.prefix(limit)).byTalk
    }
}

extension [ListedChannel] {
    /// The latest talk first, to the minute.
    var byTalk: [ListedChannel] {
        sorted { ($1.updatedAt, $0.channel.name) < ($0.updatedAt, $1.channel.name) }
    }
}

extension Messenger {
    /// The channel at an address, or `.notFound` when there is none this participant may see.
    public func channel(_ slug: String, as viewer: Identity) throws(MessagingError) -> Channel {
        let found: [Channel]
        do { found = try pool.query(FindChannel(slug: slug), as: viewer) } catch {
            throw .database(error)
        }
        guard let channel = found.first else { throw .notFound }
        return channel
    }

    /// The channels a participant belongs to, the latest talk first. At most `limit`, after `position`.
    ///
    /// A page stands in the order of the last talk. Which channels are on it goes by what members are told of a
    /// channel's activity, at most once an hour: nothing is written for each member and message.
    public func channels(
        after position: OwnChannelPosition? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> OwnChannels {
        do {
            return OwnChannels(
                try counted(
                    pool.query(ListOwnChannels(after: position, limit: Int32(limit + 1)), as: viewer),
                    as: viewer),
                limit: limit)
        } catch { throw .database(error) }
    }

    /// Public channels a participant could join, by name. At most `limit`, after `position`; fewer, or none, where the
    /// next few hundred are all joined already, and then there is a next page all the same.
    public func discover(
        after position: ChannelPosition? = nil, as viewer: Identity, limit: Int = 20
    ) throws(MessagingError) -> DiscoveredChannels {
        let found: [ListedChannel]
        let ends: [ChannelPosition]
        do {
            (found, ends) = try pool.query(
                DiscoverChannels(after: position, limit: Int32(limit + 1)),
                FindEndOfDiscovery(after: position),
                as: viewer)
        } catch { throw .database(error) }
        let shown = Array(found.prefix(limit))
        let last = shown.last.map { ChannelPosition(name: $0.channel.name, id: $0.id) }
        return DiscoveredChannels(channels: shown, next: found.count > limit ? last : ends.first)
    }

    /// Those of some channels that a participant may see, in the same order.
    public func channels(_ ids: [ChannelID], as viewer: Identity) throws(MessagingError) -> [ListedChannel] {
        if ids.isEmpty { return [] }
        do { return try counted(pool.query(ListNamedChannels(ids: ids), as: viewer), as: viewer) } catch {
            throw .database(error)
        }
    }

    /// Channels a participant has left and could join again, the last first: fifty at most. Nobody else is told.
    public func leftChannels(as viewer: Identity) throws(MessagingError) -> [ListedChannel] {
        do { return try pool.query(ListLeftChannels(), as: viewer) } catch { throw .database(error) }
    }

    /// Creates a channel with its creator as administrator, and returns its address. The same nonce again returns the
    /// address the first one got.
    public func create(_ draft: ChannelDraft, as creator: Identity) throws(MessagingError) -> String {
        let created = FindCreatedChannel(nonce: draft.nonce)
        do {
            for slug in draft.slugs() {
                do {
                    let (_, slugs) = try pool.query(
                        InsertChannel(draft: draft, slug: slug), created, as: creator,
                        access: .readWrite)
                    if let slug = slugs.first { return slug }
                } catch let error where error.constraint == "channels_slug_key" {
                    continue
                } catch let error where error.constraint == "channels_nonce_key" {
                    if let slug = try pool.query(created, as: creator).first { return slug }
                }
            }
        } catch { throw .database(error) }
        throw .notFound
    }

    /// Makes a participant a member of a public channel. Joining twice is joining once.
    /// - Throws: `.notFound` for a private channel, where only an invitation leads; `.banned` for whoever is kept out.
    @discardableResult
    public func join(_ slug: String, as viewer: Identity) throws(MessagingError) -> Channel {
        let (joined, found) = try locking(slug) { () throws(PostgresError) in
            try pool.query(
                JoinChannel(slug: slug), FindChannel(slug: slug), as: viewer, access: .readWrite)
        }
        if let joined = joined.first, joined.isBanned { throw .banned(until: joined.bannedUntil) }
        guard let channel = found.first, channel.isMember else { throw .notFound }
        return channel
    }

    /// Ends a membership; whoever waits in the channel under it is told. Leaving a channel one is not in is
    /// `.notFound`.
    public func leave(_ slug: String, as viewer: Identity) throws(MessagingError) {
        let left = try locking(slug) { () throws(PostgresError) in
            try pool.query(DeleteMember(slug: slug), as: viewer, access: .readWrite)
        }
        guard !left.isEmpty else { throw .notFound }
    }
}
