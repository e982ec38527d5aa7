import Postgres

/// The message a thread hangs on, by its place or that of something said in it.
struct FindThreadHead: MessageStatement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = (select id from messaging.channels where slug = $1)
            and m.seq = (
                select coalesce(p.parent_seq, p.seq) from messaging.messages p
                where p.channel_id = (select id from messaging.channels where slug = $1) and p.seq = $2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }
}

/// A page of a thread: the last replies before a place, the latest first.
struct ListReplies: MessageStatement {
    let slug: String
    let thread: Int64
    let before: Int64
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.parent_id = (
                select coalesce(p.parent_id, p.id) from messaging.messages p
                where p.channel_id = (select id from messaging.channels where slug = $1) and p.seq = $2)
            and m.seq < $3
        order by m.seq desc limit $4
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(thread)
        parameters.append(before)
        parameters.append(limit)
    }
}

/// What was said around a place in a thread: a page half before it, with the reply there, and half after: two index ranges.
/// The latest first.
struct ListRepliesAround: MessageStatement {
    let slug: String
    let thread: Int64
    let place: Int64
    /// Of each half.
    let limit: Int32

    static let sql = """
        with head as (
            select coalesce(p.parent_id, p.id) as id from messaging.messages p
            where p.channel_id = (select id from messaging.channels where slug = $1) and p.seq = $2)
        select \(Message.columns)
        from (
            (select * from messaging.messages where parent_id = (select id from head) and seq <= $3
                order by seq desc limit $4)
            union all
            (select * from messaging.messages where parent_id = (select id from head) and seq > $3
                order by seq limit $4)
        ) m
        join messaging.users u on u.id = m.user_id
        order by m.seq desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(thread)
        parameters.append(place)
        parameters.append(limit)
    }
}

/// Messages of a channel with a thread, by the place of its last reply, the latest first.
struct ListThreads: MessageStatement {
    let slug: String
    let after: Int64
    let before: Int64
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = (select id from messaging.channels where slug = $1)
            and m.last_reply_seq > $2 and m.last_reply_seq < $3
        order by m.last_reply_seq desc limit $4
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(after)
        parameters.append(before)
        parameters.append(limit)
    }
}

/// Moves the viewer's read mark forward, where all they have not read up to there was said in one thread. Returns where it
/// is, if it has moved.
struct MarkThreadRead: Statement {
    let slug: String
    let thread: Int64
    let sequence: Int64

    static let sql = "select channel, participant, read_seq from messaging.mark_thread_read($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(thread)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> MarkRead.Row {
        try MarkRead.row(from: &columns)
    }
}
