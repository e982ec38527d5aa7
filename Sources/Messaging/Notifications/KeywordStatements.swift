import Postgres

extension Keywords {
    /// Whether the viewer has any, in SQL.
    static let areThere = """
        (select chosen.keywords <> '{}' from messaging.notification_choices chosen
            where chosen.user_id = messaging.viewer()) is true
        """
}

/// The viewer's; no row where they have none.
struct FindKeywords: Statement {
    static let sql = """
        select keywords from messaging.notification_choices where user_id = messaging.viewer() and keywords <> '{}'
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Keywords {
        Keywords(try columns.next([String].self))
    }
}

/// Of the viewer's channels what their words are looked for in, as `messaging.unread_texts` says.
struct ListUnreadTexts: Statement {
    let channels: [ChannelID]

    struct Row: Sendable {
        let channel: ChannelID
        let text: String
    }

    static let sql = "select channel_id, words from messaging.unread_texts($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channels.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(channel: try columns.next(ChannelID.self), text: try columns.nextText().words ?? "")
    }
}

/// What is unread in one of the viewer's channels, as SQL has counted it: without what has a word of theirs in it.
protocol UnreadCount {
    var channelID: ChannelID { get }
    /// What counts for them there; nil where their words need not be looked for.
    var soughtAt: NotificationLevel? { get }
    /// Adds messages that concern them.
    mutating func add(calls: Int)
}

extension Messenger {
    /// How many messages with a word of the viewer's are to be added in some channels. It takes one more query, and none where they
    /// have no words or have read everything. Of a hundred channels at most, those that come first.
    func calls(
        in channels: some Sequence<some UnreadCount>, as viewer: Identity
    ) throws(PostgresError) -> [ChannelID: Int] {
        var sought: [ChannelID] = []
        for channel in channels where channel.soughtAt != nil { sought.append(channel.channelID) }
        if sought.isEmpty { return [:] }
        let (found, texts) = try pool.query(
            FindKeywords(), ListUnreadTexts(channels: Array(sought.prefix(100))), as: viewer)
        guard let keywords = found.first else { return [:] }
        var calls: [ChannelID: Int] = [:]
        for row in texts where keywords.areIn(row.text) { calls[row.channel, default: 0] += 1 }
        return calls
    }

    /// The same channels with those added.
    func counted<C: UnreadCount>(_ channels: [C], as viewer: Identity) throws(PostgresError) -> [C] {
        channels.adding(try calls(in: channels, as: viewer))
    }
}

extension Array where Element: UnreadCount {
    func adding(_ calls: [ChannelID: Int]) -> Self {
        if calls.isEmpty { return self }
        return map { channel in
            guard let more = calls[channel.channelID] else { return channel }
            var channel = channel
            channel.add(calls: more)
            return channel
        }
    }
}
