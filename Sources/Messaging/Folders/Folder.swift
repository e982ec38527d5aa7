import Forms
import FoundationEssentials
import Postgres
import Text

/// What somebody keeps channels in, for themselves alone.
public struct Folder: Hashable, Sendable, Identifiable {
    public let id: UUID
    public let name: String
    /// Whether it is shown closed.
    public let isClosed: Bool

    /// How many somebody may have.
    public static let most = 20
    /// How many channels of each are listed with all of them.
    public static let shown = 30

    public static let nameField = FormField<String>.line(
        "name", "Name", hint: "For example: Clients.", limit: 40, missing: "Enter a name.",
        autocomplete: "off")

    static let taken = FormErrors(
        nameField.name, .taken, "You have a folder of this name. Choose another one.")
    static let tooMany = FormErrors(
        nameField.name, .notAllowed, "You have \(most) folders, and that is all there can be.")
}

/// One's own channels, as one keeps them.
public struct SortedChannels: Sendable {
    public struct Part: Sendable {
        public let folder: Folder
        /// The latest talk first, without favourites.
        public let channels: [ListedChannel]
        /// Whether the folder has more: `channels(in:)` lists them all.
        public let hasMore: Bool
    }

    /// A hundred at most.
    public let favourites: [ListedChannel]
    /// In their order.
    public let folders: [Part]
    /// The rest, whose next pages are those of `unsortedChannels(after:)`.
    public let others: OwnChannels
}

extension Messenger {
    /// The channels a participant belongs to: favourites, what is in folders, and the first page of the rest.
    public func sortedChannels(as viewer: Identity) throws(MessagingError) -> SortedChannels {
        let favourites: [ListedChannel]
        let others: [ListedChannel]
        let folders: [Folder]
        let filed: [ListFiledChannels.Row]
        do {
            (favourites, folders, filed, others) = try pool.query(
                ListFavouriteChannels(limit: 100), ListFolders(), ListFiledChannels(),
                ListUnsortedChannels(after: nil, limit: 101), as: viewer)
        } catch { throw .database(error) }
        let inFolders = Dictionary(grouping: filed, by: \.folder)
        return SortedChannels(
            favourites: favourites.byTalk,
            folders: folders.map { folder in
                let channels = (inFolders[folder.id] ?? []).map(\.channel)
                return SortedChannels.Part(
                    folder: folder, channels: Array(channels.prefix(Folder.shown)).byTalk,
                    hasMore: channels.count > Folder.shown)
            }, others: OwnChannels(others, limit: 100))
    }

    /// A further page of those that are in no folder and no favourites.
    public func unsortedChannels(
        after position: OwnChannelPosition?, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> OwnChannels {
        do {
            return OwnChannels(
                try pool.query(ListUnsortedChannels(after: position, limit: Int32(limit + 1)), as: viewer),
                limit: limit)
        } catch { throw .database(error) }
    }

    /// Those in a folder, page by page; `.notFound` where the participant has none of that name.
    public func channels(
        in folder: UUID, after position: OwnChannelPosition? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> (folder: Folder, channels: OwnChannels) {
        let folders: [Folder]
        let found: [ListedChannel]
        do {
            (folders, found) = try pool.query(
                ListFolders(),
                ListChannelsInFolder(folder: folder, after: position, limit: Int32(limit + 1)), as: viewer)
        } catch { throw .database(error) }
        guard let folder = folders.first(where: { $0.id == folder }) else { throw .notFound }
        return (folder, OwnChannels(found, limit: limit))
    }

    /// A participant's folders in their order, and which of them a channel is in.
    public func folders(with slug: String? = nil, as viewer: Identity) throws(MessagingError) -> (
        all: [Folder], current: UUID?
    ) {
        do {
            let (folders, current) = try pool.query(ListFolders(), FindFolder(slug: slug ?? ""), as: viewer)
            return (folders, current.first ?? nil)
        } catch { throw .database(error) }
    }

    /// Puts one of a participant's channels first, or not any more; `.notFound` for one they are not in.
    public func favour(_ slug: String, isWanted: Bool = true, as viewer: Identity) throws(MessagingError) {
        try insist(Favour(slug: slug, isWanted: isWanted), as: viewer)
    }

    /// Puts one of a participant's channels into a folder of theirs, or out of any; `.notFound` where there is not both.
    public func file(_ slug: String, in folder: UUID?, as viewer: Identity) throws(MessagingError) {
        try insist(FileAway(slug: slug, folder: folder), as: viewer)
    }

    /// Makes a folder; the same nonce again is the same folder.
    /// - Throws: `.invalid` for a name that is none or another's, and beyond twenty.
    public func makeFolder(_ name: String, nonce: UUID, as viewer: Identity) throws(MessagingError) {
        try settle(MakeFolder(id: nonce, name: try Folder.read(name)), as: viewer)
    }

    /// Gives a folder another name and place, of which the first is 1.
    /// - Throws: `.notFound` where there is none; `.invalid` for a name that is none or another's.
    public func changeFolder(
        _ folder: UUID, name: String, place: Int, as viewer: Identity
    ) throws(MessagingError) {
        try settle(ChangeFolder(id: folder, name: try Folder.read(name), place: place), as: viewer)
    }

    public func closeFolder(
        _ folder: UUID, isWanted: Bool = true, as viewer: Identity
    ) throws(MessagingError) {
        try insist(CloseFolder(id: folder, isWanted: isWanted), as: viewer)
    }

    /// What is in it stays, in no folder.
    public func removeFolder(_ folder: UUID, as viewer: Identity) throws(MessagingError) {
        try insist(RemoveFolder(id: folder), as: viewer)
    }

    private func insist<S: Statement>(_ statement: S, as viewer: Identity) throws(MessagingError)
    where S.Row == Bool {
        let isDone: Bool?
        do { isDone = try pool.first(statement, as: viewer, access: .readWrite) } catch {
            throw .database(error)
        }
        if isDone != true { throw .notFound }
    }

    private func settle<S: Statement>(_ statement: S, as viewer: Identity) throws(MessagingError)
    where S.Row == String? {
        let outcome: String?
        do { outcome = try pool.first(statement, as: viewer, access: .readWrite) ?? nil } catch {
            throw .database(error)
        }
        switch outcome {
        case "made", "changed": break
        case "taken": throw .invalid(Folder.taken)
        case "too many": throw .invalid(Folder.tooMany)
        default: throw .notFound
        }
    }
}

extension Folder {
    fileprivate static func read(_ name: String) throws(MessagingError) -> String {
        var errors = FormErrors()
        guard let name = errors.read(nameField, name) else { throw .invalid(errors) }
        return name
    }
}

private struct ListFolders: Statement {
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
private struct ListFiledChannels: Statement {
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
private struct FindFolder: Statement {
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

private struct Favour: Statement {
    let slug: String
    let isWanted: Bool

    static let sql = "select messaging.favour($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct FileAway: Statement {
    let slug: String
    let folder: UUID?

    static let sql = "select messaging.file_away($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(folder)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct MakeFolder: Statement {
    let id: UUID
    let name: String

    static let sql = "select messaging.make_folder($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(name)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct ChangeFolder: Statement {
    let id: UUID
    let name: String
    let place: Int

    static let sql = "select messaging.change_folder($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(name)
        parameters.append(Int32(clamping: place))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct CloseFolder: Statement {
    let id: UUID
    let isWanted: Bool

    static let sql = "select messaging.close_folder($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct RemoveFolder: Statement {
    let id: UUID

    static let sql = "select messaging.remove_folder($1)"

    func bind(to parameters: inout Parameters) { parameters.append(id) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}
