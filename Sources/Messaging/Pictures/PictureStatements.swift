import Postgres

/// Gives the viewer a picture.
struct SetPicture: Statement {
    let picture: PictureDraft
    let quota: Int64

    enum Row: String, Sendable, PostgresValue {
        case kept, full
    }

    static let sql = "select messaging.set_picture($1, $2, $3, $4, $5, $6)"

    func bind(to parameters: inout Parameters) {
        parameters.append(picture.name)
        parameters.append(picture.parts.map { Int32($0.side) })
        parameters.append(picture.parts.map(\.type))
        parameters.append(picture.parts.map(\.digest))
        parameters.append(picture.parts.map(\.size))
        parameters.append(quota)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        try columns.next(Row.self)
    }
}

/// Gives a channel a picture; no row where the viewer is not in charge of it.
struct SetChannelPicture: Statement {
    let slug: String
    let picture: PictureDraft

    static let sql = """
        select outcome from messaging.set_channel_picture($1, $2, $3, $4, $5, $6) outcome where outcome is not null
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(picture.name)
        parameters.append(picture.parts.map { Int32($0.side) })
        parameters.append(picture.parts.map(\.type))
        parameters.append(picture.parts.map(\.digest))
        parameters.append(picture.parts.map(\.size))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// Whether the viewer is in charge of the channel.
struct RemoveChannelPicture: Statement {
    let slug: String

    static let sql = "select messaging.remove_channel_picture($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// The picture of a channel the viewer may see, in a size and format.
struct FindChannelPicture: Statement {
    let slug: String
    let side: Int
    let type: String

    static let sql = """
        select p.type, p.digest, p.size from messaging.picture_parts p
        where p.channel_id = (select id from messaging.channels where slug = $1) and p.side = $2 and p.type = $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(Int32(clamping: side))
        parameters.append(type)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> StoredPart {
        try FindPublicPicture.row(from: &columns)
    }
}

/// Whether there was one.
struct RemovePicture: Statement {
    static let sql = "select messaging.remove_picture()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// The viewer's own; no row for none.
struct FindOwnPicture: Statement {
    static let sql =
        "select picture from messaging.users where id = messaging.viewer() and picture is not null"

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// What is somebody's picture now, in a size and format; no row for what is not.
struct FindPublicPicture: Statement {
    let name: String
    let side: Int
    let type: String

    static let sql = "select type, digest, size from messaging.public_picture($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(Int32(clamping: side))
        parameters.append(type)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> StoredPart {
        let type = try columns.next(String.self)
        return StoredPart(
            fileName: "", digest: try columns.next(String.self), type: type,
            size: try columns.next(Int64.self))
    }
}
