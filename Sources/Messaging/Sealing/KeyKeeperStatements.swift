import FoundationEssentials
import Postgres

/// A table that holds texts, as `t`, with what their boxes are bound to. Rows are named by where they lie (`ctid`), which
/// holds while they are locked.
protocol TextTable: Sendable {
    static var table: String { get }
    /// What is selected from.
    static var source: String { get }
    /// Channel, author and nonce.
    static var place: String { get }
    /// The channel alone.
    static var channel: String { get }
    /// Where its plain text is.
    static var text: String { get }
    /// What its rows are taken by, of which none is null.
    static var order: [OrderColumn] { get }
}

struct OrderColumn: Sendable {
    let name: String
    let type: String
    /// Less than all there are.
    let least: String

    static func id(_ name: String) -> OrderColumn {
        OrderColumn(name: name, type: "uuid", least: "00000000-0000-0000-0000-000000000000")
    }

    static func number(_ name: String) -> OrderColumn {
        OrderColumn(name: name, type: "bigint", least: "-1")
    }
}

extension TextTable {
    static var text: String { "content" }

    fileprivate static var ordering: String { order.map(\.name).joined(separator: ", ") }

    /// Before the first row.
    static var beginning: [String] { order.map(\.least) }

    /// The place of a row.
    fileprivate static var reached: String {
        "array[\(order.map { "\($0.name)::text" }.joined(separator: ", "))]"
    }

    /// Whether a row comes after the place in a parameter.
    fileprivate static func isAfter(_ parameter: String) -> String {
        let place = order.enumerated().map { "(\(parameter)::text[])[\($0.offset + 1)]::\($0.element.type)" }
        return "(\(ordering)) > (\(place.joined(separator: ", ")))"
    }
}

enum MessageTexts: TextTable {
    static let table = "messaging.messages"
    static let source = "messaging.messages t"
    static let place = "t.channel_id, t.user_id, t.nonce"
    static let channel = "t.channel_id"
    static let order = [OrderColumn.id("t.channel_id"), .number("t.seq")]
}

enum VersionTexts: TextTable {
    static let table = "messaging.message_versions"
    static let source = "messaging.message_versions t join messaging.messages m on m.id = t.message_id"
    static let place = "m.channel_id, m.user_id, m.nonce"
    static let channel = "m.channel_id"
    static let order = [OrderColumn.id("t.message_id"), .number("t.version")]
}

enum DraftTexts: TextTable {
    static let table = "messaging.drafts"
    static let source = "messaging.drafts t"
    static let place = "t.channel_id, t.user_id, '\(TextPlace.begun.uuidString)'::uuid"
    static let channel = "t.channel_id"
    static let order = [OrderColumn.id("t.user_id"), .id("t.channel_id")]
}

enum ScheduledTexts: TextTable {
    static let table = "messaging.scheduled_messages"
    static let source = "messaging.scheduled_messages t"
    static let place = "t.channel_id, t.user_id, t.nonce"
    static let channel = "t.channel_id"
    static let order = [OrderColumn.id("t.id")]
}

/// Of messages that are hidden while somebody looks at them.
enum HiddenTexts: TextTable {
    static let table = "messaging.hidden_messages"
    static let source = "messaging.hidden_messages t join messaging.messages m on m.id = t.message_id"
    static let place = "m.channel_id, m.user_id, m.nonce"
    static let channel = "t.channel_id"
    static let order = [OrderColumn.id("t.message_id")]
}

enum RequestTexts: TextTable {
    static let table = "messaging.channel_requests"
    static let source = "messaging.channel_requests t"
    static let place = "t.channel_id, t.user_id, '\(TextPlace.asked.uuidString)'::uuid"
    static let channel = "t.channel_id"
    static let text = "message"
    static let order = [OrderColumn.id("t.channel_id"), .id("t.user_id")]
}

/// The first keys of channels that have none, and messages that are plain yet.
struct ListKeylessChannels: Statement {
    /// Where the look begins.
    let after: UUID
    let limit: Int32

    static let sql = """
        select c.id, c.last_key + 1 from messaging.channels c
        where c.id > $1 and not exists (select from messaging.channel_keys k where k.channel_id = c.id) and exists (
            select from messaging.messages m where m.channel_id = c.id and m.sealed is null and m.content <> '')
        order by c.id limit $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelKey.ID {
        ChannelKey.ID(channel: try columns.next(ChannelID.self), version: try columns.next(Int32.self))
    }
}

/// The next key of each channel that has none, among those of the next plain texts.
struct ListKeyless<T: TextTable>: Statement {
    /// Where the look begins.
    let after: [String]
    /// Channels that are passed over.
    let besides: [ChannelID]
    let limit: Int32

    static var sql: String {
        """
        select c.id, c.last_key + 1
        from (
            select distinct next.id from (
                select \(T.channel) as id from \(T.source)
                where t.sealed is null and t.\(T.text) <> '' and \(T.channel) <> all ($1) and \(T.isAfter("$3"))
                order by \(T.ordering) limit $2) next
        ) plain
        join messaging.channels c on c.id = plain.id
        where not exists (select from messaging.channel_keys k where k.channel_id = c.id)
        """
    }

    func bind(to parameters: inout Parameters) {
        parameters.append(besides.map(\.rawValue))
        parameters.append(limit)
        parameters.append(after)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelKey.ID {
        ChannelKey.ID(channel: try columns.next(ChannelID.self), version: try columns.next(Int32.self))
    }
}

/// Texts that are plain yet, locked.
struct TakePlain<T: TextTable>: Statement {
    /// Where the look begins.
    let after: [String]
    /// Channels that are passed over.
    let besides: [ChannelID]
    let limit: Int32

    struct Row: Sendable {
        let row: String
        let place: TextPlace
        let text: String
        let reached: [String]
    }

    static var sql: String {
        """
        select t.ctid::text, \(T.place), t.\(T.text), \(T.reached) from \(T.source)
        where t.sealed is null and t.\(T.text) <> '' and \(T.channel) <> all ($1) and \(T.isAfter("$3"))
        order by \(T.ordering) limit $2 for update of t skip locked
        """
    }

    func bind(to parameters: inout Parameters) {
        parameters.append(besides.map(\.rawValue))
        parameters.append(limit)
        parameters.append(after)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            row: try columns.next(String.self), place: try TextPlace(from: &columns),
            text: try columns.next(String.self), reached: try columns.next([String].self))
    }
}

/// Texts of a channel that were sealed by a former key, locked.
struct TakeFormer<T: TextTable>: Statement {
    let channel: ChannelID
    /// Where the look begins.
    let after: [String]
    /// The newest.
    let version: Int32
    let limit: Int32

    struct Row: Sendable {
        let row: String
        let place: TextPlace
        let box: [UInt8]
        let reached: [String]
    }

    static var sql: String {
        """
        select t.ctid::text, \(T.place), t.sealed, \(T.reached) from \(T.source)
        where \(T.channel) = $1 and substr(t.sealed, 1, 4) < int4send($2) and \(T.isAfter("$4"))
        order by \(T.ordering) limit $3 for update of t skip locked
        """
    }

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(version)
        parameters.append(limit)
        parameters.append(after)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            row: try columns.next(String.self), place: try TextPlace(from: &columns),
            box: try columns.next([UInt8].self), reached: try columns.next([String].self))
    }
}

/// Puts boxes in place of the texts of rows that are locked.
struct StoreSealed<T: TextTable>: Statement {
    let rows: [String]
    let boxes: [[UInt8]]

    static var sql: String {
        """
        update \(T.table) t set \(T.text) = '', sealed = done.box
        from unnest($1::text[], $2::bytea[]) done (place, box) where t.ctid = done.place::tid
        """
    }

    func bind(to parameters: inout Parameters) {
        parameters.append(rows)
        parameters.append(boxes)
    }
}

struct CountPlain: Statement {
    static let sql = """
        select count(*) from (
            (select from messaging.messages where sealed is null and content <> '' limit 1000000)
            union all (select from messaging.message_versions where sealed is null and content <> '' limit 1000000)
            union all (select from messaging.drafts where sealed is null limit 1000000)
            union all (select from messaging.scheduled_messages where sealed is null and content <> '' limit 1000000)
            union all (select from messaging.hidden_messages where sealed is null and content <> '' limit 1000000)
            union all (select from messaging.channel_requests where sealed is null and message <> '' limit 1000000)
            union all (select from messaging.files where key is null and not is_deleted limit 1000000)
            limit 1000000) plain
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int64.self))
    }
}

extension TextPlace {
    init(from columns: inout Columns) throws(PostgresError) {
        self.init(
            channel: try columns.next(ChannelID.self), author: try columns.next(ParticipantID.self),
            nonce: try columns.next(UUID.self))
    }
}

// MARK: Keys

struct StoredKey: Sendable {
    let id: ChannelKey.ID
    let wrapped: [UInt8]
}

/// A statement that selects a key's channel, its version and its box.
protocol KeyStatement: Statement where Row == StoredKey {}

extension KeyStatement {
    static func row(from columns: inout Columns) throws(PostgresError) -> StoredKey {
        StoredKey(
            id: ChannelKey.ID(
                channel: try columns.next(ChannelID.self), version: try columns.next(Int32.self)),
            wrapped: try columns.next([UInt8].self))
    }
}

/// All keys of some channels, by version. None of them is taken away until the end of the transaction.
struct HoldChannelKeys: KeyStatement {
    let channels: [ChannelID]

    static let sql = """
        select channel_id, version, wrapped from messaging.channel_keys where channel_id = any ($1)
        order by channel_id, version for key share
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channels.map(\.rawValue))
    }
}

/// All keys there are, a page, locked.
struct ListKeys: KeyStatement {
    let after: ChannelKey.ID?
    let limit: Int32

    static let sql = """
        select channel_id, version, wrapped from messaging.channel_keys
        where (channel_id, version) > (coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid), $2)
        order by channel_id, version limit $3 for no key update
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.channel)
        parameters.append(after?.version ?? 0)
        parameters.append(limit)
    }
}

struct StoreWrapped: Statement {
    let keys: [StoredKey]

    static let sql = """
        update messaging.channel_keys k set wrapped = done.box
        from unnest($1::uuid[], $2::integer[], $3::bytea[]) done (channel, version, box)
        where k.channel_id = done.channel and k.version = done.version
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(keys.map(\.id.channel.rawValue))
        parameters.append(keys.map(\.id.version))
        parameters.append(keys.map(\.wrapped))
    }
}

/// Stores the next key of a channel, unless another has done so.
struct KeepKey: Statement {
    let key: StoredKey

    init(_ key: StoredKey) { self.key = key }

    static let sql = "select messaging.keep_key($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(key.id.channel)
        parameters.append(key.id.version)
        parameters.append(key.wrapped)
    }
}

struct FindMoment: Statement {
    static let sql = "select clock_timestamp()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Date {
        try columns.next(Date.self)
    }
}

/// The next keys of channels whose newest is older than a moment.
struct ListAgedKeys: Statement {
    let moment: Date
    let limit: Int32

    static let sql = """
        select k.channel_id, c.last_key + 1
        from messaging.channel_keys k join messaging.channels c on c.id = k.channel_id
        where k.created_at < $1 and not exists (
            select from messaging.channel_keys later where later.channel_id = k.channel_id and later.version > k.version)
        order by k.channel_id limit $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(moment)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelKey.ID {
        ChannelKey.ID(channel: try columns.next(ChannelID.self), version: try columns.next(Int32.self))
    }
}

/// How many channels have more than one key.
struct CountChannelsInRotation: Statement {
    static let sql = """
        select count(distinct k.channel_id) from messaging.channel_keys k where k.version > 1 and exists (
            select from messaging.channel_keys former where former.channel_id = k.channel_id and former.version < k.version)
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int64.self))
    }
}

/// A channel with more than one key.
struct FindChannelInRotation: Statement {
    /// Those that are passed over.
    let besides: [ChannelID]

    static let sql = """
        select k.channel_id from messaging.channel_keys k where k.version > 1 and k.channel_id <> all ($1) and exists (
            select from messaging.channel_keys former where former.channel_id = k.channel_id and former.version < k.version)
        order by k.channel_id limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(besides.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelID {
        try columns.next(ChannelID.self)
    }
}

/// Takes away keys of a channel by which nothing is sealed any more.
struct DropFormerKeys: Statement {
    let channel: ChannelID

    static let sql = "select messaging.drop_former_keys($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int32.self))
    }
}

/// Null where there is no such channel.
struct ShredChannel: Statement {
    let slug: String

    static let sql = "select messaging.shred($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool? {
        try columns.next(Bool?.self)
    }
}
