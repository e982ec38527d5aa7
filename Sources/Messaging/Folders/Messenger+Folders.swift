import Forms
import FoundationEssentials
import Postgres

extension Messenger {
    /// The channels a participant belongs to: favourites, what is in folders, and the first page of the rest.
    public func sortedChannels(as viewer: Identity) throws(MessagingError) -> SortedChannels {
        let favourites: [ListedChannel]
        let others: [ListedChannel]
        let folders: [Folder]
        let filed: [ListFiledChannels.Row]
        let calls: [ChannelID: Int]
        do {
            (favourites, folders, filed, others) = try pool.query(
                ListFavouriteChannels(limit: 100), ListFolders(), ListFiledChannels(),
                ListUnsortedChannels(after: nil, limit: 101), as: viewer)
            calls = try self.calls(in: favourites + filed.map(\.channel) + others, as: viewer)
        } catch { throw .database(error) }
        let inFolders = Dictionary(grouping: filed, by: \.folder)
        return SortedChannels(
            favourites: favourites.adding(calls).byTalk,
            folders: folders.map { folder in
                let channels = (inFolders[folder.id] ?? []).map(\.channel).adding(calls)
                return SortedChannels.Part(
                    folder: folder, channels: Array(channels.prefix(Folder.shown)).byTalk,
                    hasMore: channels.count > Folder.shown)
            }, others: OwnChannels(others.adding(calls), limit: 100))
    }

    /// A further page of those that are in no folder and no favourites.
    public func unsortedChannels(
        after position: OwnChannelPosition?, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> OwnChannels {
        do {
            return OwnChannels(
                try counted(
                    pool.query(ListUnsortedChannels(after: position, limit: Int32(limit + 1)), as: viewer),
                    as: viewer),
                limit: limit)
        } catch { throw .database(error) }
    }

    /// Those in a folder, page by page; `.notFound` where the participant has none of that name.
    public func channels(
        in folder: UUID, after position: OwnChannelPosition? = nil, as viewer: Identity, limit: Int = 100
    ) throws(MessagingError) -> (folder: Folder, channels: OwnChannels) {
        let folders: [Folder]
        var found: [ListedChannel]
        do {
            (folders, found) = try pool.query(
                ListFolders(),
                ListChannelsInFolder(folder: folder, after: position, limit: Int32(limit + 1)), as: viewer)
            found = try counted(found, as: viewer)
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

    private func insist(_ statement: some FolderDeed, as viewer: Identity) throws(MessagingError) {
        let isDone: Bool?
        do { isDone = try pool.first(statement, as: viewer, access: .readWrite) } catch {
            throw .database(error)
        }
        if isDone != true { throw .notFound }
    }

    private func settle(_ statement: some FolderNaming, as viewer: Identity) throws(MessagingError) {
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
