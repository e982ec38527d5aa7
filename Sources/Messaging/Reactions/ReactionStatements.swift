import FoundationEssentials
import Postgres

/// Sets a reaction of the viewer's or takes it back. No row where they may react to no such message.
struct React: Statement {
    let slug: String
    let sequence: Int64
    let emoji: String
    let isWanted: Bool

    enum Row: String, Sendable, PostgresValue {
        case changed, unchanged
        case tooMany = "too many"
        case tooManyOfOne = "too many of one"
    }

    static let sql = "select outcome from messaging.react($1, $2, $3, $4) outcome where outcome is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(emoji)
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        try columns.next(Row.self)
    }
}

/// What everybody is shown of a message's reactions.
struct FindReactions: Statement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select m.reactions, m.reaction_counts from messaging.messages m
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq = $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [Reaction] {
        try [Reaction](from: &columns)
    }
}

/// The viewer's own reactions to a message.
struct ListOwnReactionsTo: Statement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select r.reaction
        from messaging.messages m
        join messaging.message_reactions r
            on r.user_id = messaging.viewer() and r.channel_id = m.channel_id and r.message_id = m.id
        where m.channel_id = (select id from messaging.channels where slug = $1) and m.seq = $2
        order by r.created_at
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// The viewer's own reactions to some messages of a channel: look-ups in the index of what is each participant's.
struct ListOwnReactionsAmong: Statement {
    let slug: String
    let messages: [UUID]

    struct Row: Sendable {
        let message: UUID
        let emoji: String
    }

    static let sql = """
        select r.message_id, r.reaction
        from messaging.message_reactions r
        where r.user_id = messaging.viewer()
            and r.channel_id = (select id from messaging.channels where slug = $1) and r.message_id = any ($2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(messages)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(message: try columns.next(UUID.self), emoji: try columns.next(String.self))
    }
}

/// The same on a page of a channel (`ListPage`), read with it.
struct ListOwnReactionsOnPage: Statement {
    let slug: String
    let before: Int64
    let limit: Int32

    static let sql = """
        select r.message_id, r.reaction
        from (
            select id, channel_id, reactions from messaging.messages
            where channel_id = (select id from messaging.channels where slug = $1) and seq < $2
                and parent_id is null
            order by seq desc limit $3
        ) m
        join messaging.message_reactions r
            on r.user_id = messaging.viewer() and r.channel_id = m.channel_id and r.message_id = m.id
        where m.reactions is not null
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(before)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ListOwnReactionsAmong.Row {
        try ListOwnReactionsAmong.row(from: &columns)
    }
}

/// Who reacted to a message: for each emoji those who came first.
struct ListReactors: Statement {
    let slug: String
    let sequence: Int64
    /// For each emoji.
    let limit: Int32

    struct Row: Sendable {
        let emoji: String
        let participant: Participant
    }

    static let sql = """
        select kind.emoji, \(Participant.columns(in: "m.channel_id", role: role))
        from (
            select id, channel_id, reactions from messaging.messages
            where channel_id = (select id from messaging.channels where slug = $1) and seq = $2
        ) m
        cross join lateral unnest(m.reactions) with ordinality kind (emoji, place)
        cross join lateral (
            select user_id, created_at from messaging.message_reactions
            where message_id = m.id and reaction = kind.emoji
            order by created_at, user_id limit $3
        ) r
        join messaging.users u on u.id = r.user_id
        order by kind.place, r.created_at, r.user_id
        """

    private static let role = """
        case when r.user_id = any ((select messaging.in_charge($1, 'admin'))::uuid[]) then 'admin'
            when r.user_id = any ((select messaging.in_charge($1, 'moderator'))::uuid[]) then 'moderator' end
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(emoji: try columns.next(String.self), participant: try Participant(from: &columns))
    }
}

/// A piece of everything the viewer reacted with.
struct ListOwnReactions: Statement {
    let channel: ChannelID
    let message: UUID
    let emoji: String
    let limit: Int32

    static let sql = """
        select channel_id, message_id, slug, seq, reaction, created_at from messaging.own_reactions($1, $2, $3, $4)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(message)
        parameters.append(emoji)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnReaction {
        OwnReaction(
            channel: try columns.next(ChannelID.self), message: try columns.next(UUID.self),
            slug: try columns.next(String.self), sequence: try columns.next(Int64.self),
            emoji: try columns.next(String.self), reactedAt: try columns.next(Date.self))
    }
}

extension [Reaction] {
    /// Of the columns `reactions` and `reaction_counts` of a message.
    init(from columns: inout Columns) throws(PostgresError) {
        guard let kinds = try columns.next([String]?.self) else {
            columns.skip()
            self = []
            return
        }
        let counts = try columns.next([Int32].self)
        self = zip(kinds, counts).map { Reaction(emoji: $0, count: Int($1)) }
    }
}
