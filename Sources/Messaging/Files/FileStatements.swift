import FoundationEssentials
import Postgres

struct ExpectContents: Statement {
    let parts: [FileDraft.Part]
    let quota: Int64

    enum Row: String, Sendable, PostgresValue {
        case room, full
    }

    static let sql = "select messaging.expect_contents($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(parts.map(\.digest))
        parameters.append(parts.map(\.size))
        parameters.append(quota)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        try columns.next(Row.self)
    }
}

struct KeepFile: Statement {
    let file: FileDraft
    let name: WrittenName
    let quota: Int64

    enum Row: String, Sendable, PostgresValue {
        case kept, full
    }

    static let sql = """
        select messaging.keep_file(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(file.id)
        parameters.append(name.plain)
        parameters.append(file.type)
        parameters.append(file.label)
        parameters.append(file.picture.map { Int32($0.width) })
        parameters.append(file.picture.map { Int32($0.height) })
        parameters.append(file.picture?.isAnimated)
        parameters.append(file.picture.map { Self.hexadecimal($0.placeholder) })
        parameters.append(file.parts.map(\.name))
        parameters.append(file.parts.map(\.digest))
        parameters.append(file.parts.map(\.type))
        parameters.append(file.parts.map(\.size))
        // 0 for none.
        parameters.append(file.parts.map { Int32($0.width ?? 0) })
        parameters.append(file.parts.map { Int32($0.height ?? 0) })
        parameters.append(quota)
        parameters.append(Int32(FileDraft.mostPending))
        parameters.append(name.key)
        parameters.append(name.sealed)
        parameters.append(name.text)
        parameters.append(name.sealedText)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        try columns.next(Row.self)
    }
}

/// A part of a file the viewer may see.
struct FindFilePart: Statement {
    let file: UUID
    let name: String

    static let sql = """
        select \(StoredText.name(ofFile: "f")), p.digest, p.type, p.size
        from messaging.files f join messaging.file_parts p on p.file_id = f.id
        where f.id = $1 and p.name = $2
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
        parameters.append(name)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> StoredPart {
        StoredPart(
            fileName: try columns.nextWords(), digest: try columns.next(String.self),
            type: try columns.next(String.self), size: try columns.next(Int64.self))
    }
}

/// The parts of all files of a message that are to be saved: a picture's widest for browsers without WebP, another file's only
/// one.
struct ListMessageParts: Statement {
    let slug: String
    let sequence: Int64

    static let sql = """
        select \(StoredText.name(ofFile: "f")), p.digest, p.type, p.size
        from messaging.files f
        cross join lateral (
            select digest, type, size from messaging.file_parts
            where file_id = f.id and type <> 'image/webp' order by width desc nulls last, name limit 1
        ) p
        where f.channel_id = (select id from messaging.channels where slug = $1) and f.seq = $2 and not f.is_withheld
        order by f.position
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> StoredPart {
        try FindFilePart.row(from: &columns)
    }
}

/// The file of a channel that was sent last before a place, as it is to be saved: as in `ListMessageParts`.
struct FindFileBefore: Statement {
    let slug: String
    let place: FilePlace?

    static let sql = """
        select \(StoredText.name(ofFile: "f")), p.digest, p.type, p.size, f.seq, f.position
        from messaging.files f
        cross join lateral (
            select digest, type, size from messaging.file_parts
            where file_id = f.id and type <> 'image/webp' order by width desc nulls last, name limit 1
        ) p
        where f.channel_id = (select id from messaging.channels where slug = $1) and (f.seq, f.position) < ($2, $3)
            and not f.is_withheld
        order by f.seq desc, f.position desc limit 1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(place?.sequence ?? .max)
        parameters.append(place?.position ?? .max)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PlacedPart {
        PlacedPart(
            part: try FindFilePart.row(from: &columns),
            place: FilePlace(sequence: try columns.next(Int64.self), position: try columns.next(Int16.self)))
    }
}

/// The viewer's files that are not sent yet, of those named, as they will be shown.
struct ListPendingFiles: Statement {
    let files: [UUID]

    static let sql = """
        select messaging.own_pending_files($1)::text
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(files)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [MessageFile] {
        try [MessageFile](from: &columns)
    }
}

/// Where a file was sent, and by whom.
struct FindFile: Statement {
    let file: UUID

    static let sql = """
        select f.user_id, f.user_id = messaging.viewer(), u.full_name, u.handle, c.slug, f.seq, f.position, f.created_at, m.created_at,
            f.album_id is not null, f.is_withheld, coalesce(
                case when f.is_withheld then messaging.own_sent_files(m.id) else m.files end,
                messaging.own_pending_files(array[f.id]))::text
        from messaging.files f
        join messaging.users u on u.id = f.user_id
        left join messaging.channels c on c.id = f.channel_id
        left join messaging.messages m on m.id = f.message_id
        where f.id = $1 and not f.is_deleted
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> FoundFile? {
        let sender = try columns.next(ParticipantID.self)
        let isOwn = try columns.next(Bool.self)
        let name = try columns.next(String.self)
        let handle = try columns.next(String?.self)
        let slug = try columns.next(String?.self)
        let sequence = try columns.next(Int64?.self)
        let position = try columns.next(Int16?.self)
        let keptAt = try columns.next(Date.self)
        let sentAt = try columns.next(Date?.self)
        let isInAlbum = try columns.next(Bool.self)
        let isHidden = try columns.next(Bool.self)
        let files = try [MessageFile](from: &columns)
        let index = Int(position ?? 1) - 1
        guard files.indices.contains(index) else { return nil }
        return FoundFile(
            sender: sender, senderName: name, senderHandle: handle, isOwn: isOwn,
            place: slug.flatMap { slug in sequence.map { (slug, $0) } }.map(FoundFile.Place.init),
            isInAlbum: isInAlbum, isHidden: isHidden, index: index,
            files: files, sentAt: sentAt ?? keptAt)
    }
}

/// Where a file was that is gone.
struct FindGoneFile: Statement {
    let file: UUID

    static let sql = """
        select c.slug, f.seq from messaging.files f join messaging.channels c on c.id = f.channel_id
        where f.id = $1 and f.is_deleted
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> FoundFile.Place {
        FoundFile.Place(slug: try columns.next(String.self), sequence: try columns.next(Int64.self))
    }
}

/// Files of a channel, the latest first: one index range.
struct ListChannelFiles: Statement {
    let slug: String
    let before: Int64
    let limit: Int32

    static let sql = """
        select page.seq, m.created_at, u.full_name, u.handle, m.files::text, \(Block.fold("m.user_id", in: "c"))
        from (
            select f.seq, f.message_id from messaging.files f
            where f.channel_id = (select id from messaging.channels where slug = $1) and f.seq < $2
                and f.position = 1
            order by f.seq desc limit $3
        ) page
        join messaging.messages m on m.id = page.message_id
        join messaging.channels c on c.id = m.channel_id
        join messaging.users u on u.id = m.user_id
        order by page.seq desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(before)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SentFiles {
        SentFiles(
            sequence: try columns.next(Int64.self), sentAt: try columns.next(Date.self),
            sender: try columns.next(String.self), senderHandle: try columns.next(String?.self),
            files: try [MessageFile](from: &columns),
            fold: try columns.next(Block.Kind?.self))
    }
}

/// The viewer's own files, the latest first: one index range.
struct ListOwnFiles: Statement {
    let before: OwnFilePosition?
    let limit: Int32

    static let sql = """
        select id, name, label, size, created_at, is_sent, slug, channel, handle, seq, album
        from messaging.own_files($1, $2, $3)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(before?.keptAt)
        parameters.append(before?.id)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnFile {
        let id = try columns.next(UUID.self)
        let name = try columns.nextWords()
        let label = try columns.next(String.self)
        let size = try columns.next(Int64.self)
        let keptAt = try columns.next(Date.self)
        let isSent = try columns.next(Bool.self)
        let slug = try columns.next(String?.self)
        let channel = try columns.next(String?.self)
        let handle = try columns.next(String?.self)
        let sequence = try columns.next(Int64?.self)
        var place: OwnFile.Place?
        if let slug, let channel, let sequence {
            place = OwnFile.Place(slug: slug, channel: channel, handle: handle, sequence: sequence)
        }
        return OwnFile(
            id: id, name: name, label: label, size: size, keptAt: keptAt, isSent: isSent, place: place,
            album: try columns.next(UUID?.self))
    }
}

struct FindOwnBytes: Statement {
    static let sql = "select messaging.own_bytes()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int64 {
        try columns.next(Int64.self)
    }
}

struct DeleteOwnFile: Statement {
    let file: UUID

    static let sql = "select messaging.delete_own_file($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct DropFile: Statement {
    let file: UUID

    static let sql = "select messaging.drop_file($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// In a box, where the file has a key; in words else.
struct DescribeFile: Statement {
    let file: UUID
    let words: String
    let sealed: [UInt8]?

    static let sql = "select messaging.describe_file($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(file)
        parameters.append(words)
        parameters.append(sealed)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Keys of files the viewer may see, and in which box it says what each shows. A file without a key has no row.
struct FindFileKeys: Statement {
    let files: [UUID]

    struct Row: Sendable {
        let file: UUID
        let key: [UInt8]
        let description: [UInt8]?
    }

    static let sql = """
        select f.id, messaging.file_key(f.key, f.home_id, f.user_id, f.id), f.sealed_description
        from messaging.files f where f.id = any ($1) and f.key is not null
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(files)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            file: try columns.next(UUID.self), key: try columns.next([UInt8].self),
            description: try columns.next([UInt8]?.self))
    }
}

/// The files of a message, by what each is named once it is copied, with its key.
struct ListOriginals: Statement {
    let slug: String
    let sequence: Int64
    let nonce: UUID

    static let sql = "select copy, key from messaging.originals($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (copy: UUID, key: [UInt8]?) {
        (try columns.next(UUID.self), try columns.next([UInt8]?.self))
    }
}

struct CopyFiles: Statement {
    let slug: String
    let sequence: Int64
    let nonce: UUID
    let quota: Int64
    let copies: [UUID]
    /// An empty one for a file without.
    let keys: [[UInt8]]

    static let sql = "select messaging.copy_files($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(sequence)
        parameters.append(nonce)
        parameters.append(quota)
        parameters.append(copies)
        parameters.append(keys)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [UUID]? {
        try columns.next([UUID]?.self)
    }
}

struct DropUnsentFiles: Statement {
    static let sql = "select messaging.drop_unsent_files()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct ListUnusedContents: Statement {
    let age: Int32
    let limit: Int32

    static let sql = "select messaging.unused_contents($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(age)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

struct ForgetContents: Statement {
    let digests: [String]

    static let sql = "select from messaging.forget_contents($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(digests)
    }

    static func row(from columns: inout Columns) throws(PostgresError) {}
}

struct ListKnownContents: Statement {
    let digests: [String]

    static let sql = "select messaging.known_contents($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(digests)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

struct ListUsedContents: Statement {
    let after: String
    let limit: Int32

    static let sql = "select messaging.used_contents($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after)
        parameters.append(limit)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}
