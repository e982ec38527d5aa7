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
    static let sql = """
        select c.id, c.slug, c.name, c.last_seq, coalesce(c.last_message_at, c.created_at),
            \(ListedChannel.unreadCount)
        from (
            select channel_id, user_id, last_read_seq from messaging.channel_members
            where user_id = messaging.viewer()
            order by last_activity desc, channel_id desc limit 10000
        ) mine
        join messaging.channels c on c.id = mine.channel_id
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> InboxRow {
        InboxRow(
            channel: try columns.next(ChannelID.self), slug: try columns.next(String.self),
            name: try columns.next(String.self), lastSequence: try columns.next(Int64.self),
            updatedAt: try columns.next(Date.self), unread: Int(try columns.next(Int64.self)))
    }
}
