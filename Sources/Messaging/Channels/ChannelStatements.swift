import FoundationEssentials
import Postgres

/// One channel by its address, if the viewer may see it.
struct FindChannel: Statement {
    let slug: String

    static let sql = """
        select \(Channel.columns), \(StoredText.column(ofDraft: "begun"))
        from messaging.channels c
        left join messaging.channel_members mine
            on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        left join messaging.drafts begun on begun.channel_id = mine.channel_id and begun.user_id = mine.user_id
        \(Channel.mark)
        where c.slug = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Channel {
        var channel = try Channel(from: &columns)
        let begun: StoredText? = try columns.nextText()
        channel.draft = begun?.words
        return channel
    }
}

/// The viewer's own channels, the latest talk first; not their direct conversations.
///
/// The page is found by two columns of one index, so that it costs the same however many channels there are; only then
/// is looked at what they are.
struct ListOwnChannels: ChannelListStatement {
    let after: OwnChannelPosition?
    let limit: Int32

    static let sql = """
        select \(ListedChannel.columns)
        from (
            select channel_id, last_activity from messaging.channel_members
            where user_id = messaging.viewer() and shelf = 'channels'
                and (last_activity, channel_id) < (
                    coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by last_activity desc, channel_id desc limit $3
        ) page
        join messaging.channel_members mine on mine.channel_id = page.channel_id and mine.user_id = messaging.viewer()
        join messaging.channels c on c.id = page.channel_id
        \(Channel.mark)
        order by page.last_activity desc, page.channel_id desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.activity)
        parameters.append(after?.channel)
        parameters.append(limit)
    }
}

/// A part of the viewer's own channels, in the same way.
protocol OwnPartStatement: ChannelListStatement {
    /// Which rows of `memberships` it is, so that there is an index of them.
    static var condition: String { get }
}

extension OwnPartStatement {
    static var sql: String {
        """
        select \(ListedChannel.columns)
        from (
            select channel_id, last_activity from messaging.memberships
            where \(condition)
                and (last_activity, channel_id) < (
                    coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            order by last_activity desc, channel_id desc limit $3
        ) page
        join messaging.channel_members mine on mine.channel_id = page.channel_id and mine.user_id = messaging.viewer()
        join messaging.channels c on c.id = page.channel_id
        \(Channel.mark)
        order by page.last_activity desc, page.channel_id desc
        """
    }
}

/// Those in no folder that are no favourites either.
struct ListUnsortedChannels: OwnPartStatement {
    let after: OwnChannelPosition?
    let limit: Int32

    static let condition = "shelf = 'channels' and not is_favourite and folder_id is null"

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.activity)
        parameters.append(after?.channel)
        parameters.append(limit)
    }
}

struct ListFavouriteChannels: OwnPartStatement {
    let limit: Int32

    static let condition = "shelf = 'channels' and is_favourite"

    func bind(to parameters: inout Parameters) {
        parameters.append(Date?.none)
        parameters.append(ChannelID?.none)
        parameters.append(limit)
    }
}

/// Those in one folder, favourites too.
struct ListChannelsInFolder: OwnPartStatement {
    let folder: UUID
    let after: OwnChannelPosition?
    let limit: Int32

    static let condition = "folder_id = $4"

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.activity)
        parameters.append(after?.channel)
        parameters.append(limit)
        parameters.append(folder)
    }
}

/// Of some public channels, by name, after the one named, those the viewer has not joined. `FindEndOfDiscovery` tells
/// where the next are to be looked for: whoever has joined thousands does not pass over them all in one query.
struct DiscoverChannels: ChannelListStatement {
    let after: ChannelPosition?
    let limit: Int32

    /// Channels looked at.
    static let span = 500

    static let sql = """
        select \(ListedChannel.columns)
        from (
            select * from messaging.channels
            where type = 'public' and not is_direct and archived_at is null
                and (name, id) > (coalesce($1, ''), coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid))
            order by name, id limit \(span)
        ) c
        left join messaging.channel_members mine
            on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        \(Channel.mark)
        where mine.user_id is null
        order by c.name, c.id limit $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.name)
        parameters.append(after?.id)
        parameters.append(limit)
    }
}

/// Some channels the viewer may see, in the order they are named.
struct ListNamedChannels: ChannelListStatement {
    let ids: [ChannelID]

    static let sql = """
        select \(ListedChannel.columns)
        from unnest($1::uuid[]) with ordinality named (id, place)
        join messaging.channels c on c.id = named.id
        left join messaging.channel_members mine
            on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        \(Channel.mark)
        order by named.place
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(ids.map(\.rawValue))
    }
}

/// Channels the viewer has left and may join again, the last first.
struct ListLeftChannels: ChannelListStatement {
    static let sql = """
        select \(ListedChannel.columns)
        from messaging.channel_departures gone
        join messaging.channels c on c.id = gone.channel_id
        left join messaging.channel_members mine
            on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        \(Channel.mark)
        where gone.user_id = messaging.viewer() and c.archived_at is null and mine.user_id is null
        order by gone.left_at desc, gone.channel_id desc limit 50
        """
}

/// The last channel that `DiscoverChannels` looks at; no row when there are no more to look at.
struct FindEndOfDiscovery: Statement {
    let after: ChannelPosition?

    static let sql = """
        select name, id from messaging.channels
        where type = 'public' and not is_direct and archived_at is null
            and (name, id) > (coalesce($1, ''), coalesce($2, '00000000-0000-0000-0000-000000000000'::uuid))
        order by name, id offset \(DiscoverChannels.span - 1) limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.name)
        parameters.append(after?.id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelPosition {
        ChannelPosition(name: try columns.next(String.self), id: try columns.next(ChannelID.self))
    }
}

/// Members of a channel the viewer belongs to: its administrators and moderators, then those who have been there longest.
struct ListMembers: ParticipantStatement {
    let slug: String
    let limit: Int32

    static let sql = """
        select \(Participant.columns(in: "listed.channel_id", role: "listed.role"))
        from (
            (select channel_id, user_id, role from messaging.channel_members
                where channel_id = (select id from messaging.channels where slug = $1)
                    and role in ('admin', 'moderator')
                limit $2)
            union all
            (select channel_id, user_id, role from messaging.channel_members
                where channel_id = (select id from messaging.channels where slug = $1)
                    and role not in ('admin', 'moderator')
                order by joined_at, user_id limit $2)
            limit $2
        ) listed
        join messaging.users u on u.id = listed.user_id
        order by listed.role = 'admin' desc, listed.role = 'moderator' desc, u.full_name, listed.user_id
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(limit)
    }
}

/// Creates a channel. Returns no row: a trigger seats its creator after the insert, and only then may they see it.
struct InsertChannel: Statement {
    let draft: ChannelDraft
    let slug: String

    static let sql = """
        insert into messaging.channels (slug, name, description, type, created_by, nonce, category, language)
        values ($1, $2, $3, $4, messaging.viewer(), $5, $6, $7)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(draft.name)
        parameters.append(draft.description)
        parameters.append(draft.visibility)
        parameters.append(draft.nonce)
        parameters.append(draft.subject.category)
        parameters.append(draft.subject.language)
    }
}

/// The address of the channel the viewer created with a nonce.
struct FindCreatedChannel: Statement {
    let nonce: UUID

    static let sql =
        "select slug from messaging.channels where created_by = messaging.viewer() and nonce = $1"

    func bind(to parameters: inout Parameters) {
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// Makes the viewer a member of a channel they can join; nothing when they are one already. No row where there is none.
struct JoinChannel: Statement {
    let slug: String

    struct Row: Sendable {
        let isBanned: Bool
        /// Nil for good.
        let bannedUntil: Date?
    }

    static let sql = "select is_banned, ends_at from messaging.join_channel($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(isBanned: try columns.next(Bool.self), bannedUntil: try columns.next(Date?.self))
    }
}

/// Ends the viewer's membership. Returns the channel when there was one to end.
struct DeleteMember: Statement {
    let slug: String

    static let sql = "select channel from messaging.leave($1) channel where channel is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelID {
        try columns.next(ChannelID.self)
    }
}
