import FoundationEssentials
import Postgres

/// What is done to a folder or a channel's place in one: whether there is such a one of the viewer's.
protocol FolderDeed: Statement where Row == Bool {}

extension FolderDeed {
    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

/// What gives a folder a name: what became of it; null where there is none.
protocol FolderNaming: Statement where Row == String? {}

extension FolderNaming {
    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct ListFolders: Statement {
    static let sql = """
        select id, name, is_closed from messaging.folders where user_id = messaging.viewer() order by place, id
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Folder {
        Folder(
            id: try columns.next(UUID.self), name: try columns.next(String.self),
            isClosed: try columns.next(Bool.self))
    }
}

/// Of each folder the latest channels, without favourites.
struct ListFiledChannels: Statement {
    struct Row: Sendable {
        let channel: ListedChannel
        let folder: UUID
    }

    static let sql = """
        select \(ListedChannel.columns), page.folder_id
        from (
            select f.id as folder_id, latest.channel_id, latest.last_activity
            from messaging.folders f
            cross join lateral (
                select m.channel_id, m.last_activity from messaging.memberships m
                where m.folder_id = f.id and not m.is_favourite
                order by m.last_activity desc, m.channel_id desc limit \(Folder.shown + 1)) latest
            where f.user_id = messaging.viewer()
        ) page
        join messaging.channel_members mine on mine.channel_id = page.channel_id and mine.user_id = messaging.viewer()
        join messaging.channels c on c.id = page.channel_id
        \(Channel.mark)
        order by page.last_activity desc, page.channel_id desc
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(channel: try ListedChannel(from: &columns), folder: try columns.next(UUID.self))
    }
}

/// Which folder one of the viewer's channels is in.
struct FindFolder: Statement {
    let slug: String

    static let sql = """
        select m.folder_id from messaging.memberships m join messaging.channels c on c.id = m.channel_id
        where c.slug = $1
        """

    func bind(to parameters: inout Parameters) { parameters.append(slug) }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID? {
        try columns.next(UUID?.self)
    }
}

struct Favour: FolderDeed {
    let slug: String
    let isWanted: Bool

    static let sql = "select messaging.favour($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(isWanted)
    }
}

struct FileAway: FolderDeed {
    let slug: String
    let folder: UUID?

    static let sql = "select messaging.file_away($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(folder)
    }
}

struct MakeFolder: FolderNaming {
    let id: UUID
    let name: String

    static let sql = "select messaging.make_folder($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(name)
    }
}

struct ChangeFolder: FolderNaming {
    let id: UUID
    let name: String
    let place: Int

    static let sql = "select messaging.change_folder($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(name)
        parameters.append(Int32(clamping: place))
    }
}

struct CloseFolder: FolderDeed {
    let id: UUID
    let isWanted: Bool

    static let sql = "select messaging.close_folder($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
    }
}

struct RemoveFolder: FolderDeed {
    let id: UUID

    static let sql = "select messaging.remove_folder($1)"

    func bind(to parameters: inout Parameters) { parameters.append(id) }
}
