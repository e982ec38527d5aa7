import FoundationEssentials
import Postgres

/// Somebody by a handle they have or had; no row for nobody.
struct FindCorrespondent: Statement {
    let handle: String

    static let sql = """
        select id, full_name, handle, picture, slug, access,
            (select kind from messaging.blocks where blocker = messaging.viewer() and blocked = id)
        from messaging.correspondent($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(handle)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Correspondent {
        Correspondent(
            id: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String.self), picture: try columns.next(String?.self),
            slug: try columns.next(String?.self), access: try columns.next(Correspondent.Access.self),
            keptAway: try columns.next(Block.Kind?.self))
    }
}

/// The address of the viewer's conversation with somebody, which begins with it if need be; no row where it may not.
struct BeginConversation: Statement {
    let participant: ParticipantID

    static let sql = """
        select slug from messaging.begin_conversation($1) slug where slug is not null
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(participant)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// Some people by handles they have or had, in the order of the handles; no row for a handle that is nobody's.
struct FindCompanions: Statement {
    let handles: [String]

    static let sql = "select id, full_name, handle, picture, access from messaging.company($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(handles)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Companion {
        Companion(
            id: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            handle: try columns.next(String.self), picture: try columns.next(String?.self),
            access: try columns.next(Correspondent.Access.self))
    }
}

/// The address of the group of the viewer and some others; no row where there is none.
struct FindGroup: Statement {
    let others: [ParticipantID]

    static let sql = "select slug from messaging.group_of($1) slug where slug is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(others.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// The same, which begins with it if need be; no row where it may not.
struct BeginGroup: Statement {
    let others: [ParticipantID]
    /// Of the message it begins with.
    let nonce: UUID

    static let sql = "select slug from messaging.begin_group($1, $2) slug where slug is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(others.map(\.rawValue))
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// A statement that selects `ListedConversation.columns`.
protocol ConversationListStatement: Statement where Row == ListedConversation {}

extension ConversationListStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> ListedConversation {
        try ListedConversation(from: &columns)
    }
}

extension ListedConversation {
    /// Of rows `page` of memberships of the viewer's.
    static let selection = """
        select c.id, c.slug, coalesce(other.id, c.id),
            coalesce(case when c.is_group then (messaging.other_in(c.id)).full_name else other.full_name end, c.name),
            other.picture, c.member_count, other.handle, c.is_group, c.is_request,
            mine.shelf, mark.level, \(ListedChannel.counted), nullif(\(ListedChannel.soughtAt), 'everything'),
            coalesce(c.last_message_at, c.created_at),
            mine.last_activity, last.user_id = mine.user_id, \(Message.beginning(of: "last")), last.is_deleted, author.full_name,
            \(StoredText.column(ofDraft: "begun")),
            case when c.is_group and (select messaging.folds_anybody()) then (
                select kind from messaging.blocks where blocker = mine.user_id and blocked = last.user_id) end
        """

    static let sources = """
        join messaging.channel_members mine on mine.channel_id = page.channel_id and mine.user_id = messaging.viewer()
        join messaging.channels c on c.id = page.channel_id
        \(Channel.mark)
        left join messaging.pairs p on p.channel_id = page.channel_id
        left join messaging.users other on other.id = case when p.low = mine.user_id then p.high else p.low end
        left join lateral (
            select m.channel_id, m.user_id, m.nonce, m.content, m.sealed, m.files, m.is_deleted from messaging.messages m
            where m.channel_id = page.channel_id order by m.seq desc limit 1
        ) last on true
        left join messaging.users author on c.is_group and author.id = last.user_id
        left join messaging.drafts begun on begun.user_id = mine.user_id and begun.channel_id = page.channel_id
        """

    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(ChannelID.self)
        slug = try columns.next(String.self)
        other = try columns.next(ParticipantID.self)
        name = try columns.next(String.self)
        picture = try columns.next(String?.self)
        memberCount = Int(try columns.next(Int32.self))
        let channel = id
        direct = DirectConversation(
            handle: try columns.next(String?.self), isGroup: try columns.next(Bool.self),
            isRequest: try columns.next(Bool.self), shelf: try columns.next(Shelf.self))
        level = try columns.next(NotificationLevel?.self) ?? .everything
        unread = Int(try columns.next(Int64.self))
        soughtAt = try columns.next(NotificationLevel?.self)
        updatedAt = try columns.next(Date.self)
        position = OwnChannelPosition(activity: try columns.next(Date.self), channel: channel)
        let isOwn = try columns.next(Bool?.self)
        let beginning = try Message.beginning(from: &columns, limit: 200)
        let isDeleted = try columns.next(Bool?.self) ?? false
        let said = isDeleted ? Message.goneWords : beginning
        let author = try columns.next(String?.self)
        let begun: StoredText? = try columns.nextText()
        draft = begun.map { Message.opening(of: $0.words ?? StoredText.unreadable, limit: 200) }
        let fold = try columns.next(Block.Kind?.self)
        lastWords = isOwn.map {
            Words(text: fold?.foldedWords ?? said, isOwn: $0, author: fold == nil ? author : nil)
        }
    }
}

extension ListedConversation: UnreadCount {
    var channelID: ChannelID { id }

    mutating func add(calls: Int) { unread = min(Inbox.countLimit, unread + calls) }
}

/// One of the viewer's shelves, the latest talk first: a page of it is found by columns of one index, and only then is
/// looked at what is on it.
struct ListConversations: ConversationListStatement {
    let shelf: Shelf
    let after: OwnChannelPosition?
    let limit: Int32

    static let sql = """
        \(ListedConversation.selection)
        from (
            select channel_id, last_activity from messaging.channel_members
            where user_id = messaging.viewer() and shelf = $1
                and (last_activity, channel_id) < (
                    coalesce($2, 'infinity'), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by last_activity desc, channel_id desc limit $4
        ) page
        \(ListedConversation.sources)
        order by page.last_activity desc, page.channel_id desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(shelf)
        parameters.append(after?.activity)
        parameters.append(after?.channel)
        parameters.append(limit)
    }
}

/// Of some conversations those that are in the viewer's inbox.
struct ListConversationsNamed: ConversationListStatement {
    let slugs: [String]

    static let sql = """
        \(ListedConversation.selection)
        from (select id as channel_id from messaging.channels where slug = any ($1) and is_direct) page
        \(ListedConversation.sources)
        where mine.shelf = 'inbox'
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slugs)
    }
}

/// How many conversations strangers have begun with the viewer that wait to be accepted: counted to 100.
struct CountRequests: Statement {
    static let sql = """
        select count(*) from (
            select from messaging.channel_members where user_id = messaging.viewer() and shelf = 'requests' limit 100
        ) waiting
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int64.self))
    }
}

/// Where it is then; no row where there is no such conversation.
struct ShelveConversation: Statement {
    let slug: String
    let shelf: Shelf

    static let sql = "select shelf from messaging.shelve($1, $2) shelf where shelf is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(shelf)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Shelf {
        try columns.next(Shelf.self)
    }
}

/// Who may begin a conversation with the viewer. For a transaction of the host's own, too.
package struct FindReach: Statement {
    package init() {}

    package static let sql = "select reach from messaging.own_reach() reach where reach is not null"

    package static func row(from columns: inout Columns) throws(PostgresError) -> Reach {
        try columns.next(Reach.self)
    }
}

struct SetReach: Statement {
    let reach: Reach

    static let sql = "select messaging.be_reached_by($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(reach)
    }
}
