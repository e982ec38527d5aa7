import FoundationEssentials
import Postgres

/// Pins a message or takes it off. No row where the viewer may pin no such message.
struct PinMessage: Statement {
    let slug: String
    let sequence: Int64
    let isWanted: Bool

    enum Row: String, Sendable, PostgresValue {
        case changed, unchanged
        case tooMany = "too many"
    }

    static let sql = "select outcome from messaging.pin($1, $2, $3) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        try columns.next(Row.self)
    }
}

/// The pinned messages of a channel: one index range, which the channel's limit ends.
struct ListPins: MessageStatement {
    let slug: String

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.pinned_at is not null
        order by m.pinned_at desc, m.seq desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }
}

struct FindWhetherMayPin: Statement {
    let slug: String

    static let sql = "select messaging.may(id, 'pin') from messaging.channels where slug = $1"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct FindStanding: Statement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select messaging.may(m.channel_id, 'pin'), exists (
            select from messaging.bookmarks b where b.user_id = messaging.viewer() and b.message_id = m.id)
        from messaging.messages m
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq = $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> MessageStanding {
        MessageStanding(
            mayPin: try columns.next(Bool.self), isBookmarked: try columns.next(Bool.self))
    }
}

/// Keeps a message for the viewer, or no longer. No row where they can read no such message.
struct BookmarkMessage: Statement {
    let slug: String
    let sequence: Int64
    let isWanted: Bool

    static let sql = "select outcome from messaging.bookmark($1, $2, $3) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PinMessage.Row {
        try columns.next(PinMessage.Row.self)
    }
}

/// Whether it was kept.
struct DropBookmark: Statement {
    let message: UUID

    static let sql = "select messaging.drop_bookmark($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(message)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// A page of the viewer's bookmarks is found by columns of one index, and only then is looked at what they say: what the
/// policies of messages hide is not there.
struct ListBookmarks: Statement {
    let after: BookmarkPosition?
    let limit: Int32

    static let sql = """
        select page.message_id, page.created_at, m.id is not null and c.id is not null, c.slug, \(Channel.name),
            \(Channel.handle), m.seq, u.full_name, u.handle, \(Message.beginning(of: "m")), m.is_deleted, m.created_at, \(Block.fold("m.user_id", in: "c"))
        from (
            select message_id, created_at from messaging.bookmarks
            where user_id = messaging.viewer()
                and (created_at, message_id) < (
                    coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by created_at desc, message_id desc limit $3
        ) page
        left join messaging.messages m on m.id = page.message_id
        left join messaging.channels c on c.id = m.channel_id
        left join messaging.users u on u.id = m.user_id
        order by page.created_at desc, page.message_id desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.keptAt)
        parameters.append(after?.message)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bookmark {
        let id = try columns.next(UUID.self)
        let keptAt = try columns.next(Date.self)
        guard try columns.next(Bool.self) else {
            for _ in 0..<11 { columns.skip() }
            return Bookmark(id: id, keptAt: keptAt, content: nil)
        }
        let (slug, channel) = (try columns.next(String.self), try columns.next(String.self))
        let handle = try columns.next(String?.self)
        let (sequence, author) = (try columns.next(Int64.self), try columns.next(String.self))
        let authorHandle = try columns.next(String?.self)
        let words = try Message.beginning(from: &columns, limit: 200)
        let isDeleted = try columns.next(Bool.self)
        return Bookmark(
            id: id, keptAt: keptAt,
            content: Bookmark.Content(
                slug: slug, channel: channel, handle: handle, sequence: sequence, author: author,
                authorHandle: authorHandle,
                words: isDeleted ? Message.goneWords : words,
                sentAt: try columns.next(Date.self), fold: try columns.next(Block.Kind?.self)))
    }
}

/// Keeps what the viewer has begun to write; nothing, where there are no words. Whether they belong to such a channel.
struct SaveDraft: Statement {
    let slug: String
    let text: WrittenText

    static let sql = "select messaging.save_draft($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(text.plain)
        parameters.append(text.sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Has a message of the viewer's sent later. No row where they may not write, or what it quotes is not there.
struct ScheduleMessage: Statement {
    let slug: String
    let draft: MessageDraft
    let text: WrittenText
    let moment: Date
    /// As `InsertMessage.care`.
    let care: String?

    enum Outcome: String, Sendable, PostgresValue {
        case scheduled, sent, past, far, unreachable, unweighed
        case tooMany = "too many"
        case noSuchFiles = "no such files"
    }

    struct Row: Sendable {
        let outcome: Outcome
        let id: ScheduledMessage.ID?
    }

    static let sql = """
        select outcome, item from messaging.schedule($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(text.plain)
        parameters.append(moment)
        parameters.append(draft.nonce)
        parameters.append(draft.mentions)
        parameters.append(draft.quoted)
        parameters.append(draft.files)
        parameters.append(text.sealed)
        parameters.append(text.channel)
        parameters.append(text.fileKeys)
        parameters.append(care)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(outcome: try columns.next(Outcome.self), id: try columns.next(UUID?.self))
    }
}

/// Null for what does not wait any more.
struct RescheduleMessage: Statement {
    let id: ScheduledMessage.ID
    let draft: MessageDraft
    let text: WrittenText
    let moment: Date
    let care: String?

    static let sql = "select messaging.reschedule($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(text.plain)
        parameters.append(moment)
        parameters.append(draft.mentions)
        parameters.append(text.sealed)
        parameters.append(care)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ScheduleMessage.Outcome? {
        try columns.next(ScheduleMessage.Outcome?.self)
    }
}

/// Whether it waited.
struct UnscheduleMessage: Statement {
    let id: ScheduledMessage.ID

    static let sql = "select messaging.unschedule($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// What the viewer has scheduled, the next first.
struct ListScheduled: Statement {
    static let sql = """
        select id, slug, name, handle, is_direct, words, send_at, created_at, failure, file_count, is_held
        from messaging.own_scheduled()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> ScheduledMessage {
        let (id, slug) = (try columns.next(UUID.self), try columns.next(String.self))
        let (channel, handle) = (try columns.next(String.self), try columns.next(String?.self))
        let isDirect = try columns.next(Bool.self)
        let stored: StoredText = try columns.nextText()
        return ScheduledMessage(
            id: id, slug: slug, channel: channel, handle: handle, isDirect: isDirect,
            text: stored.words ?? "",
            isUnreadable: stored.words == nil, sendAt: try columns.next(Date.self),
            createdAt: try columns.next(Date.self), failure: try columns.next(ScheduledMessage.Failure?.self),
            fileCount: Int(try columns.next(Int32.self)), isHeld: try columns.next(Bool.self))
    }
}

struct SendDue: Statement {
    static let sql = "select messaging.send_due()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}
