import FoundationEssentials
import Postgres

public struct ChannelID: RawRepresentable, Hashable, Sendable, PostgresValue {
    public let rawValue: UUID

    public init(rawValue: UUID) {
        self.rawValue = rawValue
    }
}

/// What somebody is in a channel: what they may do there is said by `Permission.table`. Each is more than those before it.
public enum Role: String, Hashable, Sendable, CaseIterable, Comparable, PostgresValue {
    /// Reads, and says nothing.
    case guest
    case member, moderator, admin

    public static func < (one: Role, other: Role) -> Bool {
        allCases.firstIndex(of: one)! < allCases.firstIndex(of: other)!
    }
}

/// Who can find a channel, join it and read it.
public enum Visibility: String, Hashable, Sendable, CaseIterable, PostgresValue {
    /// Every participant finds and joins it; everybody reads it, participant or not (`Messenger.webPage`).
    case webPublic = "web-public"
    /// Every participant finds and joins it.
    case `public`
    /// Nobody who is not a member already.
    case `private`
}

/// A channel as one participant sees it.
public struct Channel: Hashable, Sendable, Identifiable {
    public let id: ChannelID
    /// Names the channel in addresses: `[a-z0-9-]`, unique.
    public let slug: String
    /// Of a direct conversation, the other one's; of a group, those of all others, each within U+2068 and U+2069.
    public let name: String
    public let description: String
    public let visibility: Visibility
    public let memberCount: Int
    /// The number of the last visible change.
    public let lastSequence: Int64
    /// Counts changes of who is in it and as what.
    let revision: Int64
    /// Counts changes of what anybody is called.
    let namesRevision: Int64
    /// The viewer's own role; nil for somebody who has not joined.
    public let role: Role?
    /// Up to where the viewer has read; nil for somebody who has not joined.
    public let lastRead: Int64?
    /// Where something was said last in any of its threads; 0 where nothing was.
    public let lastReply: Int64
    /// Nil for what is no direct conversation.
    public let direct: DirectConversation?
    /// How long members wait between two messages.
    public let pace: Pace
    /// What it has chosen itself.
    public let retention: Retention
    /// What the installation keeps, in it too.
    public let siteRetention: Retention
    /// How many of its messages are pinned.
    public let pinCount: Int
    /// Names a picture of it; nil where it has none.
    public let picture: String?
    /// Whether it is a conversation of two in which nothing more can be said, because one of them has blocked the other.
    public let isClosed: Bool
    /// Whether the viewer folds anybody's messages away.
    let foldsAnybody: Bool
    /// Who may do what in it, where it is not the usual.
    public let permissions: ChannelPermissions
    /// What it is about, and in which language.
    public let subject: ChannelSubject
    /// When it was archived; nil for one that is not.
    public let archivedAt: Date?
    /// Whether the host keeps it from whoever is not in it, and has nothing more said there.
    public let isWithheld: Bool
    /// What counts for the viewer of what is said here; nil where they have chosen nothing.
    public let level: NotificationLevel?
    /// Until when the viewer says nothing here; nil for no longer.
    public let silencedUntil: Date?
    /// Whether whoever has a private channel's address may ask to come in.
    public let takesRequests: Bool
    /// How many wait for an answer to that; nil for whoever does not decide it, and where nobody may ask.
    public let waitingRequests: Int?
    /// Whether what newcomers write first waits for those in charge.
    public let newcomersWait: Bool
    /// How many such messages wait, counted to a hundred; nil for whoever does not look at them, and where none has to wait.
    public let waitingMessages: Int?
    /// What the viewer has begun to write here, where the channel was asked for by itself.
    public internal(set) var draft: String?

    public var isMember: Bool { role != nil }
    public var isArchived: Bool { archivedAt != nil }
    /// Whether the viewer may. Nobody who has not joined does anything in it.
    public func allows(_ action: ChannelAction) -> Bool {
        guard let role else { return false }
        let rule = Permission.of(action)
        if direct != nil { return rule.isInDirect }
        return (rule.isInArchive || !isArchived) && role >= permissions.least(for: action)
    }
    /// Whether it is the conversation of two people.
    public var isOfTwo: Bool { direct?.isGroup == false }
    /// Whether it is a direct conversation in which nobody else is left.
    public var isOver: Bool {
        direct.map { memberCount < 2 || !$0.isGroup && $0.handle == nil } ?? false
    }

    /// The columns `init(from:)` reads, of a row with `mark`. The other one in a direct conversation is found by a function, because a statement
    /// is set up with all its sub-selects, used or not.
    static let columns = """
        c.id, c.slug, \(name), c.description, case when c.is_on_web then 'web-public' else c.type end, c.member_count, c.last_seq, c.revision,
        (select revision from messaging.names where id), mine.role, mark.last_read_seq,
        c.last_reply_seq, c.is_direct, \(handle), c.is_request, mine.shelf,
        mark.level, c.pin_count, c.pace, c.is_group, c.picture,
        case when c.is_direct and not c.is_group then messaging.is_closed(c.id) else false end,
        (select messaging.folds_anybody()), c.permissions::text, c.archived_at,
        case when mine.silenced_until > statement_timestamp() then mine.silenced_until end, c.category, c.language,
        c.takes_requests, case when c.takes_requests then messaging.waiting_requests(c.id) end, c.message_days, c.file_days,
        (select concat_ws(' ', coalesce(r.message_days, 0), coalesce(r.file_days, 0)) from messaging.retention r),
        c.newcomers_wait_since is not null,
        case when c.newcomers_wait_since is not null then messaging.count_waiting(c.id) end, c.withheld_at is not null
        """

    /// Where the viewer has read to in a row `c` of `channels`, and what counts for them, as `mark`: the table itself says so of nobody. It is found
    /// row by row (`offset 0`), by the key.
    static let mark = """
        left join lateral (
            select m.last_read_seq, m.level from messaging.memberships m where m.channel_id = c.id offset 0
        ) mark on true
        """

    /// What a row `c` of `channels` is called by the viewer.
    static let name = """
        case when c.is_direct then coalesce((messaging.other_in(c.id)).full_name, c.name) else c.name end
        """

    /// Whose that name is: the other one's in a conversation of two, or null.
    static let handle = "case when c.is_direct then (messaging.other_in(c.id)).handle end"

    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(ChannelID.self)
        slug = try columns.next(String.self)
        name = try columns.next(String.self)
        description = try columns.next(String.self)
        visibility = try columns.next(Visibility.self)
        memberCount = Int(try columns.next(Int32.self))
        lastSequence = try columns.next(Int64.self)
        revision = try columns.next(Int64.self)
        namesRevision = try columns.next(Int64.self)
        role = try columns.next(Role?.self)
        lastRead = try columns.next(Int64?.self)
        lastReply = try columns.next(Int64.self)
        let isDirect = try columns.next(Bool.self)
        let handle = try columns.next(String?.self)
        let isRequest = try columns.next(Bool.self)
        let shelf = try columns.next(String?.self).flatMap(Shelf.init)
        level = try columns.next(NotificationLevel?.self)
        pinCount = Int(try columns.next(Int32.self))
        pace = Pace(rawValue: Int(try columns.next(Int32.self))) ?? .any
        let isGroup = try columns.next(Bool.self)
        picture = try columns.next(String?.self)
        isClosed = try columns.next(Bool.self)
        foldsAnybody = try columns.next(Bool.self)
        permissions = ChannelPermissions(json: try columns.next(String.self))
        archivedAt = try columns.next(Date?.self)
        silencedUntil = try columns.next(Date?.self)
        subject = ChannelSubject(
            category: try columns.next(String?.self), language: try columns.next(String?.self))
        takesRequests = try columns.next(Bool.self)
        waitingRequests = try columns.next(Int32?.self).map(Int.init)
        retention = Retention(
            messageDays: try columns.next(Int32?.self).map(Int.init),
            fileDays: try columns.next(Int32?.self).map(Int.init))
        siteRetention = Retention(text: try columns.next(String?.self) ?? "")
        newcomersWait = try columns.next(Bool.self)
        waitingMessages = try columns.next(Int32?.self).map(Int.init)
        isWithheld = try columns.next(Bool.self)
        direct =
            isDirect
            ? shelf.map {
                DirectConversation(
                    handle: handle, isGroup: isGroup, isRequest: isRequest, shelf: $0)
            } : nil
    }
}

/// A channel in a list, with what makes its participant look into it.
public struct ListedChannel: Hashable, Sendable, Identifiable {
    public let channel: Channel
    /// Messages of others the viewer has not read, as far as they count for them, counted to `Inbox.countLimit`; 0 for somebody
    /// who has not joined.
    public private(set) var unread: Int
    /// How many of them concern the viewer, counted to `Inbox.countLimit`.
    public private(set) var mentions: Int
    let soughtAt: NotificationLevel?
    /// When the last message was sent, or the channel was created.
    public let updatedAt: Date
    /// Where it stands among the viewer's own, which goes by the hour: `channels(after:)` goes on from there. Nil for
    /// somebody who has not joined.
    public let position: OwnChannelPosition?

    public var id: ChannelID { channel.id }

    /// The order of the unread makes the planner go by the index: without it, it expects to find enough of them soon by
    /// reading the whole table.
    static let unreadCount = """
        case when mine.user_id is null or mark.last_read_seq >= c.last_seq then 0 else (
            select count(*) from (
                select from messaging.messages m
                where m.channel_id = c.id and m.seq > mark.last_read_seq and m.user_id <> mine.user_id
                    and not m.is_deleted and \(Block.isUnfolded("m.user_id"))
                order by m.seq limit \(Inbox.countLimit)
            ) unread) end
        """

    /// Of what is unread, how much counts for the viewer, but for what has a word of theirs in it (`UnreadCount`).
    static let counted = """
        case \(Channel.heard) when 'everything' then \(unreadCount) when 'mentions' then \(calls) else 0 end
        """

    /// Of what is unread, how much concerns the viewer, but for the same.
    static let concerning = """
        case \(Channel.heard) when 'nothing' then 0 else \(calls) end
        """

    private static let calls = """
        case when mine.user_id is null or mark.last_read_seq >= c.last_seq then 0 else messaging.concerning(c.id) end
        """

    /// What counts for the viewer where their words are to be looked for; null where they are not.
    static let soughtAt = """
        case when mark.last_read_seq < c.last_seq and mine.user_id is not null and \(Keywords.areThere)
            then nullif(\(Channel.heard), 'nothing') end
        """

    /// Of what is unread, how much names the viewer by their handle: one range of an index.
    static let mentionCount = """
        (select count(*) from (
            select from messaging.message_mentions told
            where told.user_id = mine.user_id and told.channel_id = c.id and told.seq > mark.last_read_seq
                and (not (select messaging.folds_anybody()) or not exists (
                    select from messaging.messages m join messaging.blocks fold on fold.blocked = m.user_id
                    where m.id = told.message_id and fold.blocker = messaging.viewer()))
            limit \(Inbox.countLimit)
        ) told)
        """

    /// The columns `init(from:)` reads.
    static let columns = """
        \(Channel.columns),
        \(counted), \(concerning), \(soughtAt),
        coalesce(c.last_message_at, c.created_at) as activity, mine.last_activity
        """

    init(from columns: inout Columns) throws(PostgresError) {
        channel = try Channel(from: &columns)
        unread = Int(try columns.next(Int64.self))
        mentions = Int(try columns.next(Int64.self))
        soughtAt = try columns.next(NotificationLevel?.self)
        updatedAt = try columns.next(Date.self)
        let channel = channel.id
        position = try columns.next(Date?.self).map { OwnChannelPosition(activity: $0, channel: channel) }
    }
}

extension ListedChannel: UnreadCount {
    var channelID: ChannelID { channel.id }

    mutating func add(calls: Int) {
        mentions = min(Inbox.countLimit, mentions + calls)
        if soughtAt == .mentions { unread = min(Inbox.countLimit, unread + calls) }
    }
}

/// A statement that selects `ListedChannel.columns`.
protocol ChannelListStatement: Statement where Row == ListedChannel {}

extension ChannelListStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> ListedChannel {
        try ListedChannel(from: &columns)
    }
}
