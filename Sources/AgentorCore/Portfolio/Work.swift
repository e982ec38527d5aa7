import Forms
import FoundationEssentials
import Messaging
import Postgres

/// A piece of work an agent shows, as they write it down, within its limits.
package struct WorkDraft: Encodable, Hashable, Sendable {
    package internal(set) var title = ""
    /// Markdown, as in messages.
    package internal(set) var description = ""
    /// A page where there is more of it.
    package internal(set) var link: String?
    package internal(set) var year: Int?

    package static let form = form(keeping: nil)

    /// - Parameter saved: what it says already.
    package static func form(keeping saved: WorkDraft?) -> Form<WorkDraft> {
        Form(WorkDraft()) { form in
            form.ask(
                \.title,
                .line(
                    "title", "Title", hint: "What it is, and for whom. For example: Labels for a farm shop.",
                    limit: 100, missing: "Enter a title."
                ).asTitle(keeping: saved?.title))
            form.ask(
                \.description,
                .lines(
                    "description", "About it", hint: "What was asked for, what you did, what came of it.",
                    limit: 2_000, missing: nil))
            form.ask(
                \.year,
                .optionalNumber("year", "Year", hint: "When it was done.", in: 1900...2100, "the year"))
            form.ask(
                \.link, WebLink.optional("link", "Link", hint: "A page where there is more of it."))
        }
    }
}

/// A piece of somebody's work.
package struct Work: Sendable {
    /// Which of theirs, from 1: never given again.
    package let number: Int
    /// Whether it is seen wherever their profile is.
    package let isShown: Bool
    /// Whether moderators have hidden it: nobody but its owner sees it.
    package let isHidden: Bool
    package let draft: WorkDraft
    /// In their order.
    package let pictures: [MessageFile]
    package let changedAt: Date
    package let revision: Revision
}

extension Profiles {
    /// How many works one may have; the database holds to it.
    package static let workLimit = 24

    /// Writes down a work, once for each form.
    /// - Returns: its number; nil for whoever has no profile as an agent.
    /// - Throws: an error of the form's where there are too many, or a picture is not there.
    package func add(
        _ draft: WorkDraft, with album: AlbumDraft, isShown: Bool, nonce: UUID, for viewer: Viewer
    ) throws -> Int? {
        let number = try AlbumDraft.checking {
            try database.web.first(
                AddWork(draft: draft, album: album, isShown: isShown, nonce: nonce), as: viewer.identity,
                access: .readWrite) ?? nil
        }
        if number == 0 {
            throw FormErrors(
                "title", .tooMany,
                "You show \(Self.workLimit) works, which is as many as there may be. Delete one first.")
        }
        return number
    }

    /// - Parameter revision: what it takes the place of; nil for whatever there is.
    /// - Returns: whether there is such a one of the viewer's, as it was then; if not, nothing is changed.
    /// - Throws: an error of the form's where a picture is not there.
    package func change(
        work number: Int, to draft: WorkDraft, with album: AlbumDraft, isShown: Bool,
        over revision: Revision? = nil, for viewer: Viewer
    ) throws -> Bool {
        try AlbumDraft.checking {
            try database.web.first(
                ChangeWork(
                    number: number, draft: draft, album: album, isShown: isShown, revision: revision),
                as: viewer.identity, access: .readWrite) ?? false
        }
    }

    /// Shows it wherever the profile is seen, or does not.
    /// - Returns: whether there is such a one of the viewer's.
    package func show(work number: Int, _ isShown: Bool, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(
            ShowWork(number: number, isShown: isShown), as: viewer.identity, access: .readWrite) ?? false
    }

    /// Where a work goes among the others.
    package enum WorkMove: Int32, Sendable {
        case up = -1
        case down = 1
    }

    /// - Returns: whether there is such a one of the viewer's.
    package func move(work number: Int, _ move: WorkMove, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(
            MoveWork(number: number, move: move), as: viewer.identity, access: .readWrite) ?? false
    }

    /// Deletes it with its pictures.
    /// - Returns: whether there was such a one of the viewer's.
    package func delete(work number: Int, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(DeleteWork(number: number), as: viewer.identity, access: .readWrite) ?? false
    }

    /// The viewer's own, in their order.
    package func works(of viewer: Viewer) throws(PostgresError) -> [Work] {
        try database.web.query(ListOwnWorks(), as: viewer.identity)
    }

    /// What an agent shows everybody, in their order.
    /// - Parameter viewer: nil for whoever is not signed in.
    package func works(shownBy agent: AccountID, for viewer: Viewer?) throws(PostgresError) -> [Work] {
        if let viewer { return try database.web.query(ListWorks(agent: agent), as: viewer.identity) }
        return try database.door.query(ListWorks(agent: agent), as: .nobody)
    }

    /// The first two works of each of some agents, each with the picture that stands for it; of a hundred agents at most.
    /// - Parameter viewer: nil for whoever is not signed in.
    package func samples(
        of people: [AccountID], for viewer: Viewer?
    ) throws(PostgresError) -> [AccountID: [Work]] {
        if people.isEmpty { return [:] }
        let statement = ListSamples(people: people)
        let rows =
            if let viewer { try database.web.query(statement, as: viewer.identity) } else {
                try database.door.query(statement, as: .nobody)
            }
        return Dictionary(grouping: rows, by: \.account).mapValues { $0.map(\.work) }
    }

    /// A part of a picture that is shown with a work or a service in this moment, for whoever asks; nil for anything else.
    package func shownPicture(_ mark: String, part: String) throws(PostgresError) -> StoredPart? {
        try database.door.first(FindShownPicture(mark: mark, part: part), as: .nobody)
    }

    /// What the viewer's albums belong to.
    package func albums(of viewer: Viewer) throws(PostgresError) -> [UUID: AlbumPlace] {
        let rows = try database.web.query(ListAlbums(), as: viewer.identity)
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}

/// What an album belongs to.
package struct AlbumPlace: Hashable, Sendable {
    package let title: String
    package let number: Int
    /// Whether it is a service, or else a work.
    package let isService: Bool
}

extension WorkDraft {
    fileprivate func bind(to parameters: inout Parameters) {
        parameters.append(title)
        parameters.append(description)
        parameters.append(link)
        parameters.append(year.map(Int32.init))
    }
}

extension Work {
    /// - Parameters:
    ///   - row: of `works`.
    ///   - pictures: an expression for its pictures.
    fileprivate static func columns(of row: String, pictures: String) -> String {
        ["number", "is_shown", "hidden_at is not null", "title", "description", "link", "year", "updated_at"]
            .map { "\(row).\($0)" }
            .joined(separator: ", ") + ", \(pictures)::text, \(Revision.ofWork(row))"
    }

    fileprivate init(from columns: inout Columns) throws(PostgresError) {
        number = Int(try columns.next(Int32.self))
        isShown = try columns.next(Bool.self)
        isHidden = try columns.next(Bool.self)
        var draft = WorkDraft()
        draft.title = try columns.next(String.self)
        draft.description = try columns.next(String.self)
        draft.link = try columns.next(String?.self)
        draft.year = try columns.next(Int32?.self).map(Int.init)
        self.draft = draft
        changedAt = try columns.next(Date.self)
        pictures = try [MessageFile](from: &columns)
        revision = Revision(stored: try columns.next(String.self))
    }
}

private struct AddWork: Statement {
    let draft: WorkDraft
    let album: AlbumDraft
    let isShown: Bool
    let nonce: UUID

    static let sql = "select agentor.add_work($1, $2, $3, $4, $5, $6, $7, $8)"

    func bind(to parameters: inout Parameters) {
        draft.bind(to: &parameters)
        parameters.append(isShown)
        album.bind(to: &parameters)
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int? {
        try columns.next(Int32?.self).map(Int.init)
    }
}

private struct ChangeWork: Statement {
    let number: Int
    let draft: WorkDraft
    let album: AlbumDraft
    let isShown: Bool
    let revision: Revision?

    static let sql = "select agentor.change_work($1, $2, $3, $4, $5, $6, $7, $8, $9)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
        draft.bind(to: &parameters)
        parameters.append(isShown)
        album.bind(to: &parameters)
        parameters.append(revision?.text)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct ShowWork: Statement {
    let number: Int
    let isShown: Bool

    static let sql = "select agentor.show_work($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
        parameters.append(isShown)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct MoveWork: Statement {
    let number: Int
    let move: Profiles.WorkMove

    static let sql = "select agentor.move_work($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
        parameters.append(move.rawValue)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct DeleteWork: Statement {
    let number: Int

    static let sql = "select agentor.delete_work($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct ListSamples: Statement {
    let people: [AccountID]

    struct Row: Sendable {
        let account: AccountID
        let work: Work
    }

    static let sql =
        "select (f.work).account_id, \(Work.columns(of: "(f.work)", pictures: "f.pictures")) from agentor.samples_of($1) f"

    func bind(to parameters: inout Parameters) {
        parameters.append(people.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(account: AccountID(rawValue: try columns.next(UUID.self)), work: try Work(from: &columns))
    }
}

struct ListOwnWorks: Statement {
    static let sql = """
        select \(Work.columns(of: "w", pictures: "messaging.own_album(w.album_id)")) from agentor.works w
        where w.account_id = agentor.viewer() order by w.place
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Work { try Work(from: &columns) }
}

private struct ListWorks: Statement {
    let agent: AccountID

    static let sql =
        "select \(Work.columns(of: "(f.work)", pictures: "f.pictures")) from agentor.works_of($1) f"

    func bind(to parameters: inout Parameters) {
        parameters.append(agent.rawValue)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Work { try Work(from: &columns) }
}

private struct FindShownPicture: Statement {
    let mark: String
    let part: String

    static let sql = "select type, digest, size from agentor.shown_picture($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(mark)
        parameters.append(part)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> StoredPart {
        let type = try columns.next(String.self)
        return StoredPart(
            fileName: "", digest: try columns.next(String.self), type: type,
            size: try columns.next(Int64.self))
    }
}

private struct ListAlbums: Statement {
    static let sql = """
        select album_id, title, number, false from agentor.works where account_id = agentor.viewer()
        union all
        select album_id, title, number, true from agentor.services where account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> (UUID, AlbumPlace) {
        let album = try columns.next(UUID.self)
        let title = try columns.next(String.self)
        let number = Int(try columns.next(Int32.self))
        return (
            album, AlbumPlace(title: title, number: number, isService: try columns.next(Bool.self))
        )
    }
}
