import FoundationEssentials
import Postgres

/// Stores a message and returns its number; the number of the first when its nonce was used before. No row when the
/// same message is being stored just now by another transaction, whose result this one cannot see yet, or there is no
/// such thread.
struct InsertMessage: Statement {
    let slug: String
    let draft: MessageDraft
    let text: WrittenText
    /// What the host found; nil before it has looked.
    let care: String?

    static let sql = """
        with sent as (
            insert into messaging.messages (
                channel_id, user_id, content, sealed, nonce, parent_id, quoted_seq, mentions, file_ids, file_keys,
                care)
            select c.id, messaging.viewer(), $2, $8, $3,
                case when $4::bigint is not null then (
                    select coalesce(p.parent_id, p.id) from messaging.messages p
                    where p.channel_id = c.id and p.seq = $4) end,
                $5, $6, $7, $10, $11
            from messaging.channels c
            join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
            where c.slug = $1 and ($9::uuid is null or c.id = $9)
                and not exists (
                    select from messaging.messages where user_id = messaging.viewer() and nonce = $3)
                and ($4::bigint is null or exists (
                    select from messaging.messages p where p.channel_id = c.id and p.seq = $4))
            on conflict (user_id, nonce) do nothing
            returning seq)
        select seq from sent
        union all
        select seq from messaging.messages where user_id = messaging.viewer() and nonce = $3
        limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(text.plain)
        parameters.append(draft.nonce)
        parameters.append(draft.thread)
        parameters.append(draft.quoted)
        parameters.append(draft.mentions)
        parameters.append(draft.files)
        parameters.append(text.sealed)
        parameters.append(text.channel)
        parameters.append(text.fileKeys)
        parameters.append(care)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}

/// The number of the message the viewer sent with a nonce; `Messenger.held` of one that waits.
struct FindSentMessage: Statement {
    let nonce: UUID

    static let sql = """
        select seq from messaging.messages where user_id = messaging.viewer() and nonce = $1
        union all
        select \(Messenger.held) from messaging.scheduled_messages
        where user_id = messaging.viewer() and nonce = $1 and (held_for is not null or is_released)
        order by 1 desc limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}

/// The viewer and their place in a channel they belong to; no row for anybody else.
struct FindPlace: Statement {
    let slug: String

    struct Row: Sendable {
        let viewer: ParticipantID
        let channel: ChannelID
        let lastSequence: Int64
        let revision: Int64
        var lastRead: Int64
        let lastReply: Int64
    }

    static let sql = """
        select mine.user_id, c.id, c.last_seq, c.revision,
            (select m.last_read_seq from messaging.memberships m where m.channel_id = c.id), c.last_reply_seq
        from messaging.channels c
        join messaging.channel_members mine on mine.channel_id = c.id and mine.user_id = messaging.viewer()
        where c.slug = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            viewer: try columns.next(ParticipantID.self), channel: try columns.next(ChannelID.self),
            lastSequence: try columns.next(Int64.self),
            revision: try columns.next(Int64.self), lastRead: try columns.next(Int64.self),
            lastReply: try columns.next(Int64.self))
    }
}

/// Which of some participants are members of a channel, as the viewer may see.
struct FindMembersAmong: Statement {
    let slug: String
    let participants: [ParticipantID]

    static let sql = """
        select m.user_id
        from messaging.channel_members m join messaging.channels c on c.id = m.channel_id
        where c.slug = $1 and m.user_id = any ($2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(participants.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ParticipantID {
        try columns.next(ParticipantID.self)
    }
}

/// What changed in a channel after a cursor, in the order it changed: one index range. What is said in threads changes
/// the messages they hang on.
struct ListChanges: MessageStatement {
    let slug: String
    let after: Int64
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.changed_seq > $2
            and m.parent_id is null
        order by m.changed_seq limit $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(after)
        parameters.append(limit)
    }
}

/// What changed after a cursor in a message and the answers to it, in the order it changed: one index range.
struct ListThreadChanges: MessageStatement {
    let slug: String
    let parent: Int64
    let after: Int64
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from (
            (select * from messaging.messages
                where channel_id = (select id from messaging.channels where slug = $1) and seq = $2
                    and changed_seq > $3)
            union all
            (select * from messaging.messages
                where parent_id = (
                        select p.id from messaging.messages p
                        where p.channel_id = (select id from messaging.channels where slug = $1) and p.seq = $2)
                    and changed_seq > $3
                order by changed_seq limit $4)
        ) m
        join messaging.users u on u.id = m.user_id
        order by m.changed_seq limit $4
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(parent)
        parameters.append(after)
        parameters.append(limit)
    }
}

/// A page of a channel: the last messages before a place, the latest first.
struct ListPage: MessageStatement {
    let slug: String
    let before: Int64
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq < $2
            and m.parent_id is null
        order by m.seq desc limit $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(before)
        parameters.append(limit)
    }
}

/// The message at a place in a channel.
struct FindMessage: MessageStatement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select \(Message.columns)
        from messaging.messages m join messaging.users u on u.id = m.user_id
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq = $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }
}

/// What was said around a place in a channel: a page half before it, with the message there, and half after: two index
/// ranges. The latest first.
struct ListAround: MessageStatement {
    let slug: String
    let place: Int64
    /// Of each half.
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from (
            (select * from messaging.messages
                where channel_id = (select id from messaging.channels where slug = $1) and seq <= $2
                    and parent_id is null
                order by seq desc limit $3)
            union all
            (select * from messaging.messages
                where channel_id = (select id from messaging.channels where slug = $1) and seq > $2
                    and parent_id is null
                order by seq limit $3)
        ) m
        join messaging.users u on u.id = m.user_id
        order by m.seq desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(place)
        parameters.append(limit)
    }
}

/// All that was said in a channel, in threads too, from one place to another, in its order.
struct ListTranscript: MessageStatement {
    let slug: String
    let after: Int64
    let upTo: Int64
    let limit: Int32

    static let sql = """
        select \(Message.columns)
        from (
            select * from messaging.messages
            where channel_id = (select id from messaging.channels where slug = $1) and seq > $2 and seq <= $3
            order by seq limit $4
        ) m
        join messaging.users u on u.id = m.user_id
        order by m.seq
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(after)
        parameters.append(upTo)
        parameters.append(limit)
    }
}

/// Moves the viewer's read mark forward, never back and never past what was said. Returns where it is, if it has moved.
struct MarkRead: Statement {
    let slug: String
    let sequence: Int64

    struct Row: Sendable {
        let channel: ChannelID
        let viewer: ParticipantID
        let lastRead: Int64
    }

    static let sql = "select channel, participant, read_seq from messaging.mark_read($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            channel: try columns.next(ChannelID.self), viewer: try columns.next(ParticipantID.self),
            lastRead: try columns.next(Int64.self))
    }
}

/// Moves the viewer's read mark back to before a message. Whoever keeps how much is unread is told to count anew.
struct MarkUnread: Statement {
    let slug: String
    let sequence: Int64

    static let sql = "select messaging.mark_unread($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }
}

/// Puts other words in place of a message of the viewer's; null where there is none.
struct EditMessage: Statement {
    let slug: String
    let sequence: Int64
    let edit: MessageEdit
    let text: WrittenText

    static let sql = "select messaging.edit_message($1, $2, $3, $4, $5, $6, $7)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(Int32(clamping: edit.version))
        parameters.append(text.plain)
        parameters.append(edit.mentions)
        parameters.append(text.sealed)
        parameters.append(text.nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> EditOutcome? {
        try columns.next(EditOutcome?.self)
    }
}

/// Takes the words of a message of the viewer's away. Returns whether there is one.
struct DeleteMessage: Statement {
    let slug: String
    let sequence: Int64

    static let sql = "select messaging.delete_message($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// What a message said before it was changed, the first version first.
struct ListVersions: Statement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select messaging.text_of(v.content, v.sealed, m.channel_id, m.user_id, m.nonce), v.written_at
        from messaging.messages m join messaging.message_versions v on v.message_id = m.id
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq = $2
        order by v.version
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> MessageVersion {
        MessageVersion(text: try columns.nextWords(), writtenAt: try columns.next(Date.self))
    }
}
