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
