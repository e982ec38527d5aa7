import FoundationEssentials
import Postgres

/// What `KeyKeeper` does to what is said of files. A message's row is locked with its files', since it says the same.

/// The next key of each channel that has none, among those of the next files that are plain.
struct ListKeylessOfFiles: Statement {
    /// Channels that are passed over.
    let besides: [ChannelID]
    let limit: Int32

    static let sql = """
        select c.id, c.last_key + 1
        from (
            select distinct next.channel_id from (
                select f.channel_id from messaging.files f
                where f.key is null and not f.is_deleted and (f.channel_id is null or f.channel_id <> all ($1))
                order by f.id limit $2) next
        ) plain
        join messaging.channels c on c.id = plain.channel_id
        where not exists (select from messaging.channel_keys k where k.channel_id = c.id)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(besides.map(\.rawValue))
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelKey.ID {
        ChannelKey.ID(channel: try columns.next(ChannelID.self), version: try columns.next(Int32.self))
    }
}

/// Files of which what is said is plain yet, locked. What is not sent has no channel.
struct TakePlainFiles: Statement {
    let besides: [ChannelID]
    let limit: Int32

    struct Row: Sendable {
        let id: UUID
        let channel: ChannelID?
        let owner: ParticipantID
        let name: String
        /// Empty of what is in an album, where it is for everybody.
        let description: String
    }

    static let sql = """
        with next as materialized (
            select f.id, f.message_id from messaging.files f
            where f.key is null and not f.is_deleted and (f.channel_id is null or f.channel_id <> all ($1))
            order by f.id limit $2
        ), said as materialized (
            select m.id from messaging.messages m where m.id in (select message_id from next)
            order by m.id for no key update skip locked
        )
        select f.id, f.channel_id, f.user_id, f.name, case when f.album_id is null then f.description else '' end
        from messaging.files f
        where f.id in (select id from next) and f.key is null and not f.is_deleted
            and (f.message_id is null or f.message_id in (select id from said))
        order by f.id for update skip locked
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(besides.map(\.rawValue))
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), channel: try columns.next(ChannelID?.self),
            owner: try columns.next(ParticipantID.self), name: try columns.next(String.self),
            description: try columns.next(String.self))
    }
}

struct SealedFile: Sendable {
    let id: UUID
    /// By whose data key its key is sealed; nil for the operator's secret.
    let home: ChannelID?
    let key: [UInt8]
    let name: [UInt8]
    /// Empty for none.
    let description: [UInt8]
    /// What it says; empty for nothing.
    let text: [UInt8]
}

/// What plain files say, of those that are locked.
struct ListPlainFileTexts: Statement {
    let files: [UUID]

    static let sql =
        "select file_id, words from messaging.file_texts where file_id = any ($1) and words <> ''"

    func bind(to parameters: inout Parameters) {
        parameters.append(files)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (file: UUID, words: String) {
        (try columns.next(UUID.self), try columns.next(String.self))
    }
}

struct SealFiles: Statement {
    let files: [SealedFile]

    static let sql = "select messaging.seal_files($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) {
        parameters.append(files.map(\.id))
        // Zeros for none.
        parameters.append(files.map { $0.home?.rawValue ?? TextPlace.begun })
        parameters.append(files.map(\.key))
        parameters.append(files.map(\.name))
        parameters.append(files.map(\.description))
        parameters.append(files.map(\.text))
    }
}

/// Files of a channel whose keys a former data key sealed, locked.
struct TakeFormerFiles: Statement {
    let channel: ChannelID
    /// The newest.
    let version: Int32
    let limit: Int32

    struct Row: Sendable {
        let id: UUID
        let owner: ParticipantID
        let key: [UInt8]
    }

    static let sql = """
        with next as materialized (
            select f.id, f.message_id from messaging.files f
            where f.home_id = $1 and substr(f.key, 1, 4) < int4send($2) order by f.id limit $3
        ), said as materialized (
            select m.id from messaging.messages m where m.id in (select message_id from next)
            order by m.id for no key update skip locked
        )
        select f.id, f.user_id, f.key
        from messaging.files f
        where f.id in (select id from next) and f.home_id = $1 and substr(f.key, 1, 4) < int4send($2)
            and (f.message_id is null or f.message_id in (select id from said))
        order by f.id for update skip locked
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(channel)
        parameters.append(version)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            id: try columns.next(UUID.self), owner: try columns.next(ParticipantID.self),
            key: try columns.next([UInt8].self))
    }
}

/// Keys the operator's secret seals, a page, locked: of what was not sent.
struct ListWrappedFileKeys: Statement {
    let after: UUID?
    let limit: Int32

    static let sql = """
        select f.id, f.key from messaging.files f
        where f.key is not null and f.home_id is null
            and f.id > coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid)
        order by f.id limit $2 for no key update
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (id: UUID, key: [UInt8]) {
        (try columns.next(UUID.self), try columns.next([UInt8].self))
    }
}

/// Puts keys in place of those of files that are locked.
struct ResealFiles: Statement {
    let files: [UUID]
    let keys: [[UInt8]]

    static let sql = "select messaging.reseal_files($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(files)
        parameters.append(keys)
    }
}
