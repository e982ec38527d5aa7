import FoundationEssentials
import Postgres

/// A message somebody has written, as they are told of it wherever they wrote it.
public struct OwnMessage: Hashable, Sendable {
    public let channel: ChannelID
    public let slug: String
    public let sequence: Int64
    public let text: String
    public let sentAt: Date
    public let editedAt: Date?
    public let files: [MessageFile]
}

/// What a message of somebody's said before it was changed, as they are told of it.
public struct OwnVersion: Hashable, Sendable {
    public let channel: ChannelID
    public let slug: String
    public let sequence: Int64
    public let version: Int
    public let text: String
    public let writtenAt: Date
}

/// A reaction of somebody's, as they are told of it wherever they reacted.
public struct OwnReaction: Hashable, Sendable {
    public let channel: ChannelID
    public let message: UUID
    public let slug: String
    /// The message's.
    public let sequence: Int64
    public let emoji: String
    public let reactedAt: Date
}

/// A message somebody keeps for themselves, as they are told of it wherever it was said.
public struct OwnBookmark: Hashable, Sendable {
    public let message: UUID
    public let slug: String
    public let sequence: Int64
    public let keptAt: Date
}

/// What somebody has begun to write, as they are told of it wherever they did.
public struct OwnDraft: Hashable, Sendable {
    public let channel: ChannelID
    public let slug: String
    public let text: String
    public let savedAt: Date
}

/// A channel somebody has created, whether or not they are still in it.
public struct OwnChannel: Hashable, Sendable {
    public let id: ChannelID
    public let slug: String
    public let name: String
    public let description: String
    public let createdAt: Date
}

/// A private channel somebody has asked to come into.
public struct OwnRequest: Hashable, Sendable {
    public let channel: ChannelID
    public let slug: String
    public let message: String
    /// "pending", "accepted" or "declined".
    public let state: String
    public let askedAt: Date
    public let answeredAt: Date?
}

/// A file of somebody's, as it is to be saved.
public struct OwnPart: Hashable, Sendable {
    public let id: UUID
    public let keptAt: Date
    public let part: StoredPart

    public var position: OwnFilePosition { OwnFilePosition(keptAt: keptAt, id: id) }
}

/// A channel somebody is in.
public struct OwnMembership: Hashable, Sendable {
    public let channel: ChannelID
    public let slug: String
    public let name: String
    public let role: Role
    public let joinedAt: Date
    public let readUpTo: Int64
    /// Where they keep a direct conversation; nil for a channel.
    public let shelf: Shelf?
    /// What counts for them there; nil where they have chosen nothing.
    public let level: NotificationLevel?
    public let isFavourite: Bool
    /// What the folder is called they keep it in; nil for none.
    public let folder: String?
}

/// Everything a participant has written and where they belong, for themselves. In pieces: `limit` at a time, in a lasting
/// order, after the last one of the piece before.
extension Messenger {
    public func ownMessages(
        after last: OwnMessage? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnMessage] {
        do {
            return try pool.query(
                ListOwnMessages(
                    channel: last?.channel ?? .first, sequence: last?.sequence ?? 0, limit: Int32(limit)),
                as: viewer)
        } catch { throw .database(error) }
    }

    public func ownVersions(
        after last: OwnVersion? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnVersion] {
        do {
            return try pool.query(
                ListOwnVersions(
                    channel: last?.channel ?? .first, sequence: last?.sequence ?? 0,
                    version: last?.version ?? 0, limit: Int32(limit)),
                as: viewer)
        } catch { throw .database(error) }
    }

    /// Their files as they are to be saved, the latest first, after those of the piece before.
    public func ownParts(
        before position: OwnFilePosition? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnPart] {
        do {
            return try pool.query(ListOwnParts(before: position, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    /// Their picture in its largest size; nil for none.
    public func ownPicture(as viewer: Identity) throws(MessagingError) -> StoredPart? {
        do { return try pool.first(FindOwnPictureParts(), as: viewer) } catch { throw .database(error) }
    }

    public func ownReactions(
        after last: OwnReaction? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnReaction] {
        do {
            return try pool.query(
                ListOwnReactions(
                    channel: last?.channel ?? .first, message: last?.message ?? ChannelID.first.rawValue,
                    emoji: last?.emoji ?? "", limit: Int32(limit)),
                as: viewer)
        } catch { throw .database(error) }
    }

    public func ownBookmarks(
        after last: OwnBookmark? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnBookmark] {
        do {
            return try pool.query(
                ListOwnBookmarks(
                    after: last?.message ?? ChannelID.first.rawValue, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    public func ownDrafts(
        after last: OwnDraft? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnDraft] {
        do {
            return try pool.query(
                ListOwnDrafts(after: last?.channel ?? .first, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    public func ownRequests(
        after last: OwnRequest? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnRequest] {
        do {
            return try pool.query(
                ListOwnRequests(after: last?.channel ?? .first, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    public func ownChannels(
        after last: OwnChannel? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnChannel] {
        do {
            return try pool.query(
                ListCreatedChannels(after: last?.id ?? .first, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }

    public func ownMemberships(
        after last: OwnMembership? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> [OwnMembership] {
        do {
            return try pool.query(
                ListMemberships(after: last?.channel ?? .first, limit: Int32(limit)), as: viewer)
        } catch { throw .database(error) }
    }
}

extension ChannelID {
    /// Before all others.
    fileprivate static let first = ChannelID(
        rawValue: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
}

struct ListOwnMessages: Statement {
    let channel: ChannelID
    let sequence: Int64
    let limit: Int32

    static let sql = """
        select channel_id, slug, seq, words, created_at, edited_at, files::text
        from messaging.own_messages($1, $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(sequence)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnMessage {
        OwnMessage(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            sequence: try columns.next(Int64.self), text: try columns.nextWords(),
            sentAt: try columns.next(Date.self), editedAt: try columns.next(Date?.self),
            files: try [MessageFile](from: &columns))
    }
}

struct ListOwnParts: Statement {
    let before: OwnFilePosition?
    let limit: Int32

    static let sql = "select id, created_at, name, digest, type, size from messaging.own_parts($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(before?.keptAt)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnPart {
        OwnPart(
            id: try columns.next(UUID.self), keptAt: try columns.next(Date.self),
            part: try FindFilePart.row(from: &columns))
    }
}

struct FindOwnPictureParts: Statement {
    static let sql = """
        select '\\x00'::bytea || convert_to('picture.jpg', 'UTF8'), digest, type, size from messaging.own_picture()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> StoredPart {
        try FindFilePart.row(from: &columns)
    }
}

struct ListOwnVersions: Statement {
    let channel: ChannelID
    let sequence: Int64
    let version: Int
    let limit: Int32

    static let sql =
        "select channel_id, slug, seq, version, words, written_at from messaging.own_versions($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(sequence)
        parameters.append(Int32(clamping: version))
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnVersion {
        OwnVersion(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            sequence: try columns.next(Int64.self), version: Int(try columns.next(Int32.self)),
            text: try columns.nextWords(), writtenAt: try columns.next(Date.self))
    }
}

struct ListOwnBookmarks: Statement {
    let after: UUID
    let limit: Int32

    static let sql = "select message_id, slug, seq, created_at from messaging.own_bookmarks($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnBookmark {
        OwnBookmark(
            message: try columns.next(UUID.self), slug: try columns.next(String.self),
            sequence: try columns.next(Int64.self), keptAt: try columns.next(Date.self))
    }
}

struct ListOwnDrafts: Statement {
    let after: ChannelID
    let limit: Int32

    static let sql = "select channel_id, slug, words, saved_at from messaging.own_drafts($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnDraft {
        OwnDraft(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            text: try columns.nextWords(), savedAt: try columns.next(Date.self))
    }
}

struct ListOwnRequests: Statement {
    let after: ChannelID
    let limit: Int32

    static let sql = """
        select channel_id, slug, message, state, created_at, answered_at from messaging.own_requests($1, $2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnRequest {
        OwnRequest(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            message: try columns.nextWords(), state: try columns.next(String.self),
            askedAt: try columns.next(Date.self), answeredAt: try columns.next(Date?.self))
    }
}

struct ListCreatedChannels: Statement {
    let after: ChannelID
    let limit: Int32

    static let sql =
        "select channel_id, slug, name, description, created_at from messaging.own_channels($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnChannel {
        OwnChannel(
            id: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            name: try columns.next(String.self), description: try columns.next(String.self),
            createdAt: try columns.next(Date.self))
    }
}

/// The viewer's memberships, in the order of the channels' identifiers: one index range.
struct ListMemberships: Statement {
    let after: ChannelID
    let limit: Int32

    static let sql = """
        select page.channel_id, c.slug, \(Channel.name), page.role, page.joined_at, mark.last_read_seq, page.shelf,
            mark.level, (select m.is_favourite from messaging.memberships m where m.channel_id = c.id),
            (select f.name from messaging.memberships m join messaging.folders f on f.id = m.folder_id
                where m.channel_id = c.id)
        from (
            select channel_id, role, joined_at, shelf from messaging.channel_members
            where user_id = messaging.viewer() and channel_id > $1 order by channel_id limit $2
        ) page
        join messaging.channels c on c.id = page.channel_id
        \(Channel.mark)
        order by page.channel_id
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnMembership {
        OwnMembership(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            name: try columns.next(String.self), role: try columns.next(Role.self),
            joinedAt: try columns.next(Date.self), readUpTo: try columns.next(Int64.self),
            shelf: Shelf(rawValue: try columns.next(String.self)),
            level: try columns.next(NotificationLevel?.self), isFavourite: try columns.next(Bool.self),
            folder: try columns.next(String?.self))
    }
}
