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
        /// Somebody asks to come into a channel into which they may invite.
        case requestToJoin = "request to join"
        /// They were let into a channel they had asked to come into, or were not: `name` is their own.
        case admission, refusal
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
    public fileprivate(set) var words: String
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
    /// is in a channel they have left, is not told. Whoever has words of their own takes one more query.
    public func notifications(
        after position: NotificationPosition? = nil, as viewer: Identity, limit: Int = 50
    ) throws(MessagingError) -> ListedNotifications {
        let found: [Notification]
        do {
            let (others, keywords) = try pool.query(
                ListNotifications(after: position, limit: Int32(limit + 1)), FindKeywords(), as: viewer)
            if let keywords = keywords.first {
                let texts = try pool.query(ListToldTexts(after: position, isOnlyNew: false), as: viewer)
                found = others.adding(texts, with: keywords, limit: limit + 1)
            } else {
                found = others
            }
        } catch { throw .database(error) }
        return ListedNotifications(
            notifications: Array(found.prefix(limit)),
            next: found.count > limit ? found[limit - 1].position : nil)
    }

    /// How much of that is new, counted to `countedNotifications`, by as many queries.
    public func newNotifications(as viewer: Identity) throws(MessagingError) -> Int {
        let limit = Self.countedNotifications
        do {
            let (counts, keywords) = try pool.query(CountNewNotifications(), FindKeywords(), as: viewer)
            let count = counts.first ?? 0
            guard let keywords = keywords.first, count < limit else { return count }
            let (others, texts) = try pool.query(
                ListNotifications(after: nil, limit: Int32(limit)),
                ListToldTexts(after: nil, isOnlyNew: true),
                as: viewer)
            return others.adding(texts, with: keywords, limit: limit).count(where: \.isNew)
        } catch { throw .database(error) }
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
        select kind, happened_at, id, full_name, handle, slug, place_name, is_direct, seq, thread, words, file, emoji, is_new
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
            words: try Message.beginning(from: &columns, limit: 200),
            emoji: try columns.next(String?.self), isNew: try columns.next(Bool.self))
    }
}

/// What the viewer's words are looked for in, as `messaging.told_texts` says, and what they would be told of each.
struct ListToldTexts: Statement {
    let after: NotificationPosition?
    let isOnlyNew: Bool

    struct Row: Sendable {
        let notification: Notification
        let text: String
    }

    static let sql = """
        select happened_at, id, full_name, handle, slug, place_name, is_direct, seq, thread, is_new, words
        from messaging.told_texts(
            coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid), $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.happenedAt)
        parameters.append(after?.id)
        parameters.append(isOnlyNew)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            notification: Notification(
                kind: .keyword, happenedAt: try columns.next(Date.self), id: try columns.next(UUID.self),
                name: try columns.next(String.self), handle: try columns.next(String?.self),
                slug: try columns.next(String.self), place: try columns.next(String.self),
                isDirect: try columns.next(Bool.self), sequence: try columns.next(Int64.self),
                thread: try columns.next(Int64?.self), words: "", emoji: nil,
                isNew: try columns.next(Bool.self)),
            text: try columns.nextText().words ?? "")
    }
}

extension [Notification] {
    /// With what has one of some words in it and is told for no other reason; the latest `limit` of all.
    fileprivate func adding(
        _ texts: [ListToldTexts.Row], with keywords: Keywords, limit: Int
    ) -> [Notification] {
        let known = Set(map(\.id))
        let called = texts.filter { !known.contains($0.notification.id) && keywords.areIn($0.text) }
        if called.isEmpty { return self }
        let all =
            self
            + called.map { row in
                var notification = row.notification
                notification.words = Message.words(of: row.text, limit: 200)
                return notification
            }
        return Array(all.sorted { ($1.happenedAt, $1.id) < ($0.happenedAt, $0.id) }.prefix(limit))
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
