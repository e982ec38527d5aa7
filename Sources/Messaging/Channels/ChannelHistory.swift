import FoundationEssentials
import Postgres

/// When a channel or a direct conversation that is there already was opened, joined and talked in, for a host that
/// brings conversations from elsewhere. Everything in it was created, joined and sent as usual, and has the times of
/// that until it is antedated.
package struct ChannelHistory: Sendable {
    package struct Entry: Sendable {
        package let author: ParticipantID
        /// Of the message's draft.
        package let nonce: UUID
        package let sentAt: Date

        package init(author: ParticipantID, nonce: UUID, sentAt: Date) {
            self.author = author
            self.nonce = nonce
            self.sentAt = sentAt
        }
    }

    /// What tells a channel from all others.
    package enum Place: Hashable, Sendable {
        /// - Parameter nonce: of the channel's draft.
        case channel(creator: ParticipantID, nonce: UUID)
        /// The direct conversation of two people, whoever began it.
        case conversation(ParticipantID, ParticipantID)
        /// The group in which somebody has said something. Not known by its people: once one of them has
        /// left, it is the group of those people no more, and stays the place of what was said.
        /// - Parameter nonce: of the message's draft.
        case group(saidBy: ParticipantID, nonce: UUID)
    }

    package let place: Place
    package let openedAt: Date
    package let joinedAt: [ParticipantID: Date]
    package let entries: [Entry]

    package init(
        of place: Place, openedAt: Date, joinedAt: [ParticipantID: Date], entries: [Entry]
    ) {
        self.place = place
        self.openedAt = openedAt
        self.joinedAt = joinedAt
        self.entries = entries
    }
}

extension Messenger {
    /// Whether all of a history has been said and has its times.
    /// - Parameter pool: of the role that owns the tables.
    package static func isComplete(
        _ history: ChannelHistory, on pool: Pool
    ) throws(PostgresError) -> Bool {
        try pool.first(IsComplete(history: history), as: .nobody) ?? false
    }

    /// The address of a place; nil where there is none yet.
    /// - Parameter pool: of the role that owns the tables.
    package static func address(
        of place: ChannelHistory.Place, on pool: Pool
    ) throws(PostgresError) -> String? {
        try pool.first(FindAddress(place: place), as: .nobody)
    }

    /// Gives a channel, its members and its messages the times of a history. What has been given one keeps it. Times
    /// are in the order of the messages' numbers whatever the history says, and none becomes later than it was.
    /// - Parameter pool: of the role that owns the tables. The serving role may set no times, and is refused.
    package static func antedate(_ history: ChannelHistory, on pool: Pool) throws {
        try pool.transaction(as: .nobody, access: .readWrite) { transaction in
            guard let channel = try transaction.first(LockChannel(place: history.place)) else {
                throw MessagingError.notFound
            }
            let sent = try transaction.run(ListTimes(channel: channel))
            let wishes = Dictionary(
                history.entries.map { (MessageKey(author: $0.author, nonce: $0.nonce), $0.sentAt) },
                uniquingKeysWith: { first, _ in first })
            var times: [(sequence: Int64, sentAt: Date)] = []
            var latest = Date.distantPast
            for message in sent {
                if message.isAsSent, let wish = wishes[message.key] {
                    // Earlier by a moment at least, which tells that it has been antedated: a history that is completed
                    // minutes later may wish for a time after the sending.
                    latest = min(
                        max(wish, latest.addingTimeInterval(1)), message.sentAt.addingTimeInterval(-0.001))
                    times.append((message.sequence, latest))
                } else {
                    latest = message.sentAt
                }
            }
            try transaction.run(
                SetMessageTimes(channel: channel, times: times),
                SetChannelTimes(
                    channel: channel, openedAt: history.openedAt,
                    lastMessageAt: sent.isEmpty ? nil : latest),
                SetJoiningTimes(channel: channel, joinedAt: history.joinedAt),
                SetArrivalTimes(joinedAt: history.joinedAt))
        }
    }
}

private struct MessageKey: Hashable {
    let author: ParticipantID
    let nonce: UUID
}

extension ChannelHistory.Place {
    /// Selects the id of a channel, from the parameters $1 to $4 that `bind` appends. Nobody is in a
    /// conversation with themselves, so without a $3 there is none.
    fileprivate static let selection = """
        select id from messaging.channels where created_by = $1 and nonce = $2
        union all
        select channel_id from messaging.pairs where low = least($1, $3::uuid) and high = greatest($1, $3::uuid)
        union all
        select channel_id from messaging.messages where user_id = $1 and nonce = $4
        """

    fileprivate func bind(to parameters: inout Parameters) {
        switch self {
        case .channel(let creator, let nonce):
            parameters.append(creator)
            parameters.append(nonce)
            parameters.append(UUID?.none)
            parameters.append(UUID?.none)
        case .conversation(let one, let other):
            parameters.append(one)
            parameters.append(UUID?.none)
            parameters.append(other.rawValue)
            parameters.append(UUID?.none)
        case .group(let author, let nonce):
            parameters.append(author)
            parameters.append(UUID?.none)
            parameters.append(UUID?.none)
            parameters.append(nonce)
        }
    }
}

/// A row that was antedated is known by this: it was created before it was last changed. As it was sent, both are one.
private struct IsComplete: Statement {
    let history: ChannelHistory

    static let sql = """
        select exists (
                select from messaging.channels c
                where c.id in (\(ChannelHistory.Place.selection)) and c.created_at < c.updated_at)
            and not exists (
                select from unnest($5::uuid[], $6::uuid[]) entry (author, nonce)
                left join messaging.messages m on m.user_id = entry.author and m.nonce = entry.nonce
                where m.id is null)
        """

    func bind(to parameters: inout Parameters) {
        history.place.bind(to: &parameters)
        parameters.append(history.entries.map(\.author.rawValue))
        parameters.append(history.entries.map(\.nonce))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct FindAddress: Statement {
    let place: ChannelHistory.Place

    static let sql = """
        select slug from messaging.channels where id in (\(ChannelHistory.Place.selection))
        """

    func bind(to parameters: inout Parameters) {
        place.bind(to: &parameters)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

private struct LockChannel: Statement {
    let place: ChannelHistory.Place

    static let sql = """
        select id from messaging.channels where id in (\(ChannelHistory.Place.selection)) for no key update
        """

    func bind(to parameters: inout Parameters) {
        place.bind(to: &parameters)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelID {
        try columns.next(ChannelID.self)
    }
}

private struct ListTimes: Statement {
    let channel: ChannelID

    struct Row: Sendable {
        let sequence: Int64
        let key: MessageKey
        let sentAt: Date
        let isAsSent: Bool
    }

    static let sql = """
        select seq, user_id, nonce, created_at, created_at = updated_at from messaging.messages
        where channel_id = $1 order by seq
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            sequence: try columns.next(Int64.self),
            key: MessageKey(
                author: try columns.next(ParticipantID.self), nonce: try columns.next(UUID.self)),
            sentAt: try columns.next(Date.self), isAsSent: try columns.next(Bool.self))
    }
}

/// A message with a thread is given the time of its last reply, too, which lists of threads show.
private struct SetMessageTimes: Statement {
    let channel: ChannelID
    let times: [(sequence: Int64, sentAt: Date)]

    static let sql = """
        with wishes as (select * from unnest($2::bigint[], $3::timestamptz[]) wish (seq, sent_at))
        update messaging.messages m
        set created_at = coalesce(own.sent_at, m.created_at), last_reply_at = coalesce(last.sent_at, m.last_reply_at)
        from messaging.messages place
        left join wishes own on own.seq = place.seq
        left join wishes last on last.seq = place.last_reply_seq
        where place.channel_id = $1 and m.id = place.id and (own.seq is not null or last.seq is not null)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(times.map(\.sequence))
        parameters.append(times.map(\.sentAt))
    }
}

/// Counts as a change of the channel, so that no process shows what it kept. It was opened a moment earlier at least,
/// which tells that it has been antedated.
private struct SetChannelTimes: Statement {
    let channel: ChannelID
    let openedAt: Date
    let lastMessageAt: Date?

    static let sql = """
        with told as (
            update messaging.channel_members set last_activity = coalesce($3, $2) where channel_id = $1)
        update messaging.channels set
            created_at = least(created_at, updated_at - interval '1 millisecond', $2), last_message_at = $3,
            activity_told_at = coalesce($3, '-infinity'), revision = revision + 1
        where id = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(openedAt)
        parameters.append(lastMessageAt)
    }
}

private struct SetJoiningTimes: Statement {
    let channel: ChannelID
    let joinedAt: [ParticipantID: Date]

    static let sql = """
        update messaging.channel_members m set joined_at = least(m.joined_at, wish.joined_at)
        from unnest($2::uuid[], $3::timestamptz[]) wish (user_id, joined_at)
        where m.channel_id = $1 and m.user_id = wish.user_id
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(joinedAt.keys.map(\.rawValue))
        parameters.append(Array(joinedAt.values))
    }
}

/// Nobody is known for a shorter time than they have been in a channel.
private struct SetArrivalTimes: Statement {
    let joinedAt: [ParticipantID: Date]

    static let sql = """
        update messaging.users u set created_at = wish.joined_at
        from unnest($1::uuid[], $2::timestamptz[]) wish (user_id, joined_at)
        where u.id = wish.user_id and u.created_at > wish.joined_at
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(joinedAt.keys.map(\.rawValue))
        parameters.append(Array(joinedAt.values))
    }
}
