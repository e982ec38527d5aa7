import FoundationEssentials
import Postgres

/// A channel to look in.
struct SearchPlace: Sendable {
    let channel: ChannelID
    /// Its counter.
    let said: Int64
    /// Every change up to it is in its filters.
    let filtered: Int64
    /// The newest; nil where there is none.
    let key: WrappedKey?
}

/// The viewer's channels, or one of them.
struct ListSearchPlaces: Statement {
    let place: MessageQuery.Place?

    static let sql = """
        select channel_id, said, filtered, version, wrapped from messaging.search_places($1, $2)
        """

    func bind(to parameters: inout Parameters) {
        var slug: String?
        var handle: String?
        switch place {
        case .channel(let address): slug = address
        case .conversation(let name): handle = name
        case nil: break
        }
        parameters.append(slug)
        parameters.append(handle)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SearchPlace {
        let channel = try columns.next(ChannelID.self)
        let (said, filtered) = (try columns.next(Int64.self), try columns.next(Int64.self))
        let version = try columns.next(Int32?.self)
        let wrapped = try columns.next([UInt8]?.self)
        var key: WrappedKey?
        if let version, let wrapped { key = WrappedKey(version: version, wrapped: wrapped) }
        return SearchPlace(channel: channel, said: said, filtered: filtered, key: key)
    }
}

/// Who has a handle, or had it: null for somebody the viewer may neither write to nor meets in a channel, as for nobody.
struct FindSearchAuthor: Statement {
    /// Nil for the viewer.
    let handle: String?

    static let sql = """
        select case when $1::text is null then messaging.viewer() else (
            select them.id from messaging.correspondent($1) them
            where them.access <> 'closed' or exists (
                select from messaging.channel_members seat where seat.user_id = them.id)) end
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(handle)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ParticipantID? {
        try columns.next(ParticipantID?.self)
    }
}

/// From when until when it was sent, by days of a zone.
struct FindDays: Statement {
    let query: MessageQuery
    let zone: String

    struct Row: Sendable {
        let from: Date?
        let until: Date?
    }

    static let sql = """
        select greatest($1::text::date + 1, $2::text::date)::timestamp at time zone $4,
            least($3::text::date, $2::text::date + 1)::timestamp at time zone $4
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(query.after?.text)
        parameters.append(query.on?.text)
        parameters.append(query.before?.text)
        parameters.append(zone)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(from: try columns.next(Date?.self), until: try columns.next(Date?.self))
    }
}

/// What can be asked of a message without its words.
struct SearchConditions: Sendable {
    /// What is looked for is before it.
    var before: SearchPosition?
    var from: Date?
    var until: Date?
    var author: ParticipantID?
    var isToMe = false
    var features: Set<MessageQuery.Feature> = []
    var states: Set<MessageQuery.State> = []

    /// Of a row `m` of `messages`, with `count` parameters from `$4` on.
    static let sql = """
        not m.is_deleted and m.hiding is distinct from 'hidden'
            and (m.created_at, m.id) < (coalesce($4, 'infinity'), coalesce($5, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
            and ($6::timestamptz is null or m.created_at >= $6) and ($7::timestamptz is null or m.created_at < $7)
            and ($8::uuid is null or m.user_id = $8)
            and (not $9 or m.user_id <> messaging.viewer() and (
                exists (select from messaging.pairs p where p.channel_id = m.channel_id)
                or exists (
                    select from messaging.message_mentions t
                    where t.user_id = messaging.viewer() and t.channel_id = m.channel_id and t.seq = m.seq)))
            and (not $10 or m.files @? '$[*] ? (exists (@.width) && !exists (@.isDeleted))')
            and (not $11 or m.files @? '$[*] ? (!exists (@.isDeleted) && !exists (@.isHidden))')
            and (not $12 or m.reactions is not null)
            and (not $13 or m.user_id <> messaging.viewer() and m.seq > (
                select mark.last_read_seq from messaging.memberships mark where mark.channel_id = m.channel_id))
            and (not $14 or m.pinned_at is not null)
            and (not $15 or exists (
                select from messaging.bookmarks b where b.user_id = messaging.viewer() and b.message_id = m.id))
            and (\(Block.isUnfolded("m.user_id"))
                or exists (select from messaging.pairs p where p.channel_id = m.channel_id))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(before?.sentAt)
        parameters.append(before?.message)
        parameters.append(from)
        parameters.append(until)
        parameters.append(author)
        parameters.append(isToMe)
        parameters.append(features.contains(.image))
        parameters.append(features.contains(.file))
        parameters.append(features.contains(.reaction))
        parameters.append(states.contains(.unread))
        parameters.append(states.contains(.pinned))
        parameters.append(states.contains(.bookmarked))
    }
}

/// What of a message words are looked for in: what it says, and the names of its files, and what these say.
struct SaidText: Sendable {
    /// Nil where any of it cannot be read just now.
    let words: String?

    /// Of a row of `messages`.
    static func columns(of row: String) -> String {
        """
        \(StoredText.column(of: row)), case when \(row).files is not null then messaging.names_of(\(row).files) end,
            case when \(row).files is not null then messaging.texts_of(\(row).id) end
        """
    }

    init(from columns: inout Columns) throws(PostgresError) {
        let said: StoredText = try columns.nextText()
        let (names, texts) = (try columns.nextTexts(), try columns.nextTexts())
        let files = names + texts
        words =
            files.contains { $0.words == nil }
            ? nil
            : said.words.map { words in
                files.reduce(into: words) { $0 += "\(SearchedText.separator)\($1.words ?? "")" }
            }
    }
}

extension Columns {
    /// Of a message's files, as `messaging.names_of` and `messaging.texts_of` have them; none for NULL.
    fileprivate mutating func nextTexts() throws(PostgresError) -> [StoredText] {
        let texts = try next([String]?.self) ?? []
        return texts.map { StoredText(hex: $0, in: context) }
    }
}

/// A message that may be what is looked for.
struct SearchCandidate: Sendable {
    let id: UUID
    let channel: ChannelID
    let sentAt: Date
    let text: SaidText

    var position: SearchPosition { SearchPosition(sentAt: sentAt, message: id) }

    fileprivate static let columns = "m.id, m.channel_id, m.created_at, \(SaidText.columns(of: "m"))"

    fileprivate init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(UUID.self)
        channel = try columns.next(ChannelID.self)
        sentAt = try columns.next(Date.self)
        text = try SaidText(from: &columns)
    }
}

/// What was said, or has changed, since filters were made: the latest first.
struct ListUnfilteredMessages: Statement {
    let places: [SearchPlace]
    let conditions: SearchConditions
    let limit: Int32

    static let sql = """
        select \(SearchCandidate.columns)
        from (
            select m.id, m.created_at
            from unnest($1::uuid[], $2::bigint[]) place (channel_id, filtered)
            join messaging.messages m on m.channel_id = place.channel_id and m.changed_seq > place.filtered
            where \(SearchConditions.sql)
            order by m.created_at desc, m.id desc limit $3
        ) latest
        join messaging.messages m on m.id = latest.id
        order by latest.created_at desc, latest.id desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(places.map(\.channel.rawValue))
        parameters.append(places.map(\.filtered))
        parameters.append(limit)
        conditions.bind(to: &parameters)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SearchCandidate {
        try SearchCandidate(from: &columns)
    }
}

/// Runs in which what is looked for may have been said, the latest first: in each channel those that have all of some bits.
struct ListSearchRuns: Statement {
    let channels: [ChannelID]
    /// The key by which the bits are told, for each channel; runs by another may hold anything.
    let versions: [Int32]
    /// How many bits are asked for: `limitOfBits` at most.
    let bits: Int
    /// Those of the first channel, then those of the next.
    let places: [Int32]
    let before: Date?
    let from: Date?
    let until: Date?
    let limit: Int32

    struct Row: Sendable {
        let channel: ChannelID
        let first: Int64
        let last: Int64
        let lastAt: Date
    }

    /// As many as `messaging.search_runs` looks at.
    static let limitOfBits = 12

    static let sql = """
        select channel_id, first_seq, last_seq, last_at from messaging.search_runs($1, $2, $3, $4, $5, $6, $7, $8)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channels.map(\.rawValue))
        parameters.append(versions)
        parameters.append(Int32(bits))
        parameters.append(places)
        parameters.append(before)
        parameters.append(from)
        parameters.append(until)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            channel: try columns.next(ChannelID.self), first: try columns.next(Int64.self),
            last: try columns.next(Int64.self), lastAt: try columns.next(Date.self))
    }
}

/// What was said in some runs.
struct ListRunMessages: Statement {
    let runs: [ListSearchRuns.Row]
    let conditions: SearchConditions

    static let sql = """
        select \(SearchCandidate.columns)
        from unnest($1::uuid[], $2::bigint[], $3::bigint[]) run (channel_id, first_seq, last_seq)
        join messaging.messages m on m.channel_id = run.channel_id and m.seq between run.first_seq and run.last_seq
        where \(SearchConditions.sql)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(runs.map(\.channel.rawValue))
        parameters.append(runs.map(\.first))
        parameters.append(runs.map(\.last))
        conditions.bind(to: &parameters)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SearchCandidate {
        try SearchCandidate(from: &columns)
    }
}

/// What is shown of hits, in no order.
struct ListHits: Statement {
    let messages: [UUID]

    struct Row: Sendable {
        let id: UUID
        let slug: String
        let channel: String
        let handle: String?
        let isDirect: Bool
        let sequence: Int64
        let thread: Int64?
        let author: ParticipantID
        let authorName: String
        let authorHandle: String?
        let authorPicture: String?
        let isMine: Bool
        let sentAt: Date
        let isEdited: Bool
        let text: StoredText
        let files: [String]
    }

    static let sql = """
        select m.id, c.slug, \(Channel.name), \(Channel.handle), c.is_direct, m.seq, m.parent_seq, m.user_id, u.full_name,
            u.handle, u.picture, m.user_id = messaging.viewer(), m.created_at, m.edited_at is not null, \(StoredText.column(of: "m")),
            case when m.files is not null then messaging.names_of(m.files) end
        from messaging.messages m
        join messaging.channels c on c.id = m.channel_id
        join messaging.users u on u.id = m.user_id
        where m.id = any ($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(messages)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), slug: try columns.next(String.self),
            channel: try columns.next(String.self), handle: try columns.next(String?.self),
            isDirect: try columns.next(Bool.self), sequence: try columns.next(Int64.self),
            thread: try columns.next(Int64?.self), author: try columns.next(ParticipantID.self),
            authorName: try columns.next(String.self), authorHandle: try columns.next(String?.self),
            authorPicture: try columns.next(String?.self), isMine: try columns.next(Bool.self),
            sentAt: try columns.next(Date.self),
            isEdited: try columns.next(Bool.self), text: try columns.nextText(),
            files: try columns.nextTexts().map { $0.words ?? StoredText.unreadable })
    }
}

/// What was said just before each of some hits and just after it, in the same place: each the end of an index range.
struct ListNeighbours: Statement {
    let messages: [UUID]

    struct Row: Sendable {
        let hit: UUID
        let isBefore: Bool
        let neighbour: MessageHit.Neighbour
    }

    static let sql = """
        select hit.id, m.seq < hit.seq, u.full_name, m.user_id = messaging.viewer(), m.is_deleted,
            \(Block.fold("m.user_id", in: "c")), \(Message.beginning(of: "m"))
        from messaging.messages hit
        join messaging.channels c on c.id = hit.channel_id
        cross join lateral (
            (select id from messaging.messages beside
                where hit.parent_id is null and beside.channel_id = hit.channel_id and beside.parent_id is null
                    and beside.seq < hit.seq
                order by beside.seq desc limit 1)
            union all
            (select id from messaging.messages beside
                where hit.parent_id is null and beside.channel_id = hit.channel_id and beside.parent_id is null
                    and beside.seq > hit.seq
                order by beside.seq limit 1)
            union all
            (select answer.id from (
                    (select beside.id, beside.seq from messaging.messages beside
                        where beside.parent_id = hit.parent_id and beside.seq < hit.seq
                        order by beside.seq desc limit 1)
                    union all
                    select head.id, head.seq from messaging.messages head where head.id = hit.parent_id
                ) answer
                order by answer.seq desc limit 1)
            union all
            (select id from messaging.messages beside
                where beside.parent_id = hit.parent_id and beside.seq > hit.seq
                order by beside.seq limit 1)
        ) beside
        join messaging.messages m on m.id = beside.id
        join messaging.users u on u.id = m.user_id
        where hit.id = any ($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(messages)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let (hit, isBefore) = (try columns.next(UUID.self), try columns.next(Bool.self))
        let (name, isMine) = (try columns.next(String.self), try columns.next(Bool.self))
        let isDeleted = try columns.next(Bool.self)
        let fold = try columns.next(Block.Kind?.self)
        let words = try Message.beginning(from: &columns, limit: MessageHit.Neighbour.limit)
        return Row(
            hit: hit, isBefore: isBefore,
            neighbour: MessageHit.Neighbour(
                authorName: name, isMine: isMine,
                words: isDeleted ? Message.goneWords : fold?.foldedQuotation ?? words))
    }
}

/// What files of some hits say, in the files' order.
struct ListFileTexts: Statement {
    let messages: [UUID]

    struct Row: Sendable {
        let message: UUID
        let file: UUID
        let name: String
        let text: String
    }

    static let sql = """
        select f.message_id, f.id, \(StoredText.name(ofFile: "f")), \(StoredText.text(ofFile: "f", "t"))
        from messaging.files f join messaging.file_texts t on t.file_id = f.id
        where f.message_id = any ($1) and not f.is_deleted and (t.sealed is not null or t.words <> '')
        order by f.message_id, f.position
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(messages)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            message: try columns.next(UUID.self), file: try columns.next(UUID.self),
            name: try columns.nextWords(), text: try columns.nextWords())
    }
}
