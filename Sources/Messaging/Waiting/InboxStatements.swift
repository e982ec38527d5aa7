import FoundationEssentials
import Postgres

/// Who is asking; no row for nobody.
struct FindViewer: Statement {
    static let sql = "select messaging.viewer() where messaging.viewer() is not null"

    static func row(from columns: inout Columns) throws(PostgresError) -> ParticipantID {
        try columns.next(ParticipantID.self)
    }
}

/// The viewer's channels with what is unread in each, those with the latest talk first should there be more than one
/// can be told of.
struct ListInbox: Statement {
    /// In how many of them it is looked for what concerns the viewer. In the others what names them by their handle counts.
    private static let searchedPlaces = 100

    static let sql = """
        select c.id, c.slug, c.name, c.is_direct, heard.level <> 'everything' or mine.shelf = 'requests',
            heard.level = 'mentions' or heard.level = 'everything' and not c.is_direct and \(Keywords.areThere),
            case when mark.last_read_seq < c.last_seq and mine.place <= \(searchedPlaces) and mine.shelf <> 'requests'
                    and (heard.level = 'mentions' or heard.level = 'everything' and not c.is_direct) and \(Keywords.areThere)
                then heard.level end,
            case when c.is_group then (messaging.other_in(c.id)).full_name else other.full_name end, other.handle,
            c.last_seq, coalesce(c.last_message_at, c.created_at),
            case when mine.shelf = 'requests' or heard.level = 'nothing' then 0
                when heard.level = 'mentions' then told.calls else \(ListedChannel.unreadCount) end,
            case when c.is_direct then 0 else told.calls end
        from (
            select channel_id, user_id, shelf, row_number() over (order by last_activity desc, channel_id desc) as place
            from messaging.channel_members
            where user_id = messaging.viewer() and shelf in ('channels', 'inbox', 'requests')
            order by last_activity desc, channel_id desc limit 10000
        ) mine
        join messaging.channels c on c.id = mine.channel_id
        \(Channel.mark)
        cross join lateral (select \(Channel.heard) as level offset 0) heard
        cross join lateral (
            select case
                when mark.last_read_seq >= c.last_seq or mine.shelf = 'requests' or heard.level = 'nothing'
                    or c.is_direct and heard.level = 'everything' then 0
                when mine.place <= \(searchedPlaces) then messaging.concerning(c.id)
                else \(ListedChannel.mentionCount) end as calls
            offset 0
        ) told
        left join messaging.pairs p on p.channel_id = mine.channel_id
        left join messaging.users other on other.id = case when p.low = mine.user_id then p.high else p.low end
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> InboxRow {
        InboxRow(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            name: try columns.next(String.self), isDirect: try columns.next(Bool.self),
            isQuiet: try columns.next(Bool.self), isSearched: try columns.next(Bool.self),
            soughtAt: try columns.next(NotificationLevel?.self),
            other: try other(from: &columns),
            lastSequence: try columns.next(Int64.self),
            updatedAt: try columns.next(Date.self), unread: Int(try columns.next(Int64.self)),
            mentions: Int(try columns.next(Int64.self)))
    }

    private static func other(from columns: inout Columns) throws(PostgresError) -> InboxRow.Other? {
        let name = try columns.next(String?.self)
        let handle = try columns.next(String?.self)
        return name.map { InboxRow.Other(name: $0, handle: handle) }
    }
}
