import FoundationEssentials
import Postgres

/// Something that concerns somebody, as it stands now.
public struct Notification: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, PostgresValue {
        /// A message names them by their handle.
        case mention
        /// One they have not read has a word of theirs in it.
        case keyword
        /// Somebody has answered in a thread of theirs.
        case answer
        /// The same in one they have answered in.
        case thread
        case quote
        /// Into a channel.
        case invitation
        /// A stranger has begun a conversation.
        case request
        /// To what they said.
        case reaction
    }

    public let kind: Kind
    public let happenedAt: Date
    /// Tells it from all others of the same moment.
    let id: UUID
    /// Whoever did it.
    public let name: String
    public let handle: String?
    /// The channel's.
    public let slug: String
    /// As `Channel.name`.
    public let place: String
    public let isDirect: Bool
    /// Of the message it is about; nil for an invitation.
    public let sequence: Int64?
    /// Where the message stands in whose thread it was said.
    public let thread: Int64?
    /// The message's, in one line, without marks, of 200 characters at most.
    public let words: String
    /// A reaction's.
    public let emoji: String?
    /// Whether it happened after they last said that they have seen all.
    public let isNew: Bool

    public var position: NotificationPosition { NotificationPosition(happenedAt: happenedAt, id: id) }
}

/// Where one page of notifications ends and the next begins.
public struct NotificationPosition: Hashable, Sendable {
    public let happenedAt: Date
    public let id: UUID

    public init(happenedAt: Date, id: UUID) {
        self.happenedAt = happenedAt
        self.id = id
    }
}

/// A page of notifications.
public struct ListedNotifications: Sendable {
    public let notifications: [Notification]
    /// Where the next page begins; nil on the last.
    public let next: NotificationPosition?
}

extension Messenger {
    /// How many new ones are counted.
    public static let countedNotifications = 50

    /// What concerns the viewer, the latest first. At most `limit`, after `position`. Nothing of it is kept: what was deleted, or
    /// is in a channel they have left, is not told.
    public func notifications(
        after position: NotificationPosition? = nil, as viewer: Identity, limit: Int = 50
    ) throws(MessagingError) -> ListedNotifications {
        let found: [Notification]
        do {
            found = try pool.query(
                ListNotifications(after: position, limit: Int32(limit + 1)), as: viewer)
        } catch { throw .database(error) }
        return ListedNotifications(
            notifications: Array(found.prefix(limit)),
            next: found.count > limit ? found[limit - 1].position : nil)
    }

    /// How much of that is new, counted to `countedNotifications`.
    public func newNotifications(as viewer: Identity) throws(MessagingError) -> Int {
        do { return try pool.first(CountNewNotifications(), as: viewer) ?? 0 } catch {
            throw .database(error)
        }
    }

    /// Nothing that happened until a moment is new to the viewer any more.
    public func seeNotifications(until moment: Date, as viewer: Identity) throws(MessagingError) {
        do { _ = try pool.query(SeeNotifications(moment: moment), as: viewer, access: .readWrite) } catch {
            throw .database(error)
        }
    }
}

struct ListNotifications: Statement {
    let after: NotificationPosition?
    let limit: Int32

    static let sql = """
        select kind, happened_at, id, full_name, handle, slug, place_name, is_direct, seq, thread, words, emoji, is_new
        from messaging.notifications(
            coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid), $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.happenedAt)
        parameters.append(after?.id)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Notification {
        Notification(
            kind: try columns.next(Notification.Kind.self), happenedAt: try columns.next(Date.self),
            id: try columns.next(UUID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), slug: try columns.next(String.self),
            place: try columns.next(String.self), isDirect: try columns.next(Bool.self),
            sequence: try columns.next(Int64?.self), thread: try columns.next(Int64?.self),
            words: Message.words(of: try columns.next(String.self), limit: 200),
            emoji: try columns.next(String?.self), isNew: try columns.next(Bool.self))
    }
}

struct CountNewNotifications: Statement {
    static let sql = "select messaging.new_notifications()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int64.self))
    }
}

struct SeeNotifications: Statement {
    let moment: Date

    static let sql = "select messaging.see_notifications($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(moment)
    }
}
