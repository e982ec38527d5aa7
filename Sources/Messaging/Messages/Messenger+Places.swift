public import FoundationEssentials
import Postgres

/// What somebody has yet to read in a channel, but for what was said in threads.
public struct Unread: Hashable, Sendable {
    /// The first message of somebody else's after what they had read.
    public let first: Int64
    public let sentAt: Date
    /// At most `Inbox.countLimit`.
    public let count: Int
}

extension Messenger {
    /// The number of the first message that was sent at a moment or later; nil where there is none, and for somebody who
    /// is no member. Found by halving, since numbers and times run in one order: some twenty look-ups in ten million.
    public func firstMessage(
        since moment: Date, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> Int64? {
        do { return try pool.query(FindFirstSince(slug: slug, moment: moment), as: viewer).first } catch {
            throw .database(error)
        }
    }

    /// What others have said in a channel after a place, nil where nothing.
    public func unread(
        after place: Int64, in slug: String, as viewer: Identity
    ) throws(MessagingError) -> Unread? {
        do { return try pool.query(FindUnread(slug: slug, after: place), as: viewer).first } catch {
            throw .database(error)
        }
    }
}

private struct FindFirstSince: Statement {
    let slug: String
    let moment: Date

    /// All messages below `low` were sent before the moment, none from `high` on. Numbers have gaps: looked at is the
    /// first message from the middle on.
    static let sql = """
        with recursive here as (
            select id, last_seq from messaging.channels where slug = $1
        ), search (low, high) as (
            select 1::bigint, last_seq + 1 from here
            union all
            select
                case when found.created_at < $2 then found.seq + 1 else low end,
                case when found.created_at < $2 then high else (low + high) / 2 end
            from search left join lateral (
                select m.seq, m.created_at from messaging.messages m
                where m.channel_id = (select id from here) and m.seq >= (low + high) / 2
                    and m.parent_id is null
                order by m.seq limit 1
            ) found on true
            where low < high
        )
        select m.seq from messaging.messages m
        where m.channel_id = (select id from here) and m.seq >= (select max(low) from search)
            and m.parent_id is null
        order by m.seq limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(moment)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}

private struct FindUnread: Statement {
    let slug: String
    let after: Int64

    static let sql = """
        with unread as (
            select m.seq, m.created_at from messaging.messages m
            where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq > $2
                and m.user_id <> messaging.viewer() and not m.is_deleted and \(Block.isUnfolded("m.user_id"))
                and m.parent_id is null
            order by m.seq limit \(Inbox.countLimit)
        )
        select seq, created_at, (select count(*) from unread) from unread order by seq limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(after)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Unread {
        Unread(
            first: try columns.next(Int64.self), sentAt: try columns.next(Date.self),
            count: Int(try columns.next(Int64.self)))
    }
}
