import Forms
import FoundationEssentials
import Postgres

/// What people save of the directory: agents, each with a note. It is theirs alone.
package struct Saved: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }
}

/// An agent the viewer has saved.
package struct SavedPerson: Sendable {
    package let agent: PublicAgent
    /// "" for none.
    package let note: String
    package let savedAt: Date

    package var position: SavedPosition { SavedPosition(at: savedAt, id: agent.account.rawValue) }

    /// How many somebody may save. The database holds to the same.
    package static let limit = 10_000

    /// What one writes down about somebody.
    package static let noteField = FormField<String>.lines(
        "note", "Your note", hint: "What you want to remember. Nobody but you sees it.", limit: 2_000,
        missing: nil)
}

/// Where one page of what is saved ends and the next begins.
package struct SavedPosition: Hashable, Sendable {
    package let at: Date
    package let id: UUID

    package init(at: Date, id: UUID) {
        self.at = at
        self.id = id
    }
}

/// A page of them.
package struct ListedPeople: Sendable {
    package let people: [SavedPerson]
    /// Where the next page begins; nil on the last.
    package let next: SavedPosition?
}

extension Saved {
    /// Saves an agent, once.
    /// - Parameters:
    ///   - handle: theirs, or one they had.
    ///   - note: in place of the one there is; nil leaves that as it is.
    /// - Returns: false where there is no such agent for the viewer to see.
    /// - Throws: an error of the form's where the viewer has saved too many.
    package func save(_ handle: String, note: String? = nil, for viewer: Viewer) throws -> Bool {
        let outcome =
            try database.web.first(
                SavePerson(handle: handle, note: note), as: viewer.identity, access: .readWrite) ?? nil
        if outcome == "too many" {
            throw FormErrors(
                SavedPerson.noteField.name, .tooMany,
                "You have saved \(SavedPerson.limit) people, which is all there may be. Remove some first.")
        }
        return outcome != nil
    }

    /// Forgets an agent, and the note.
    /// - Returns: whether they were saved.
    package func forget(_ handle: String, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(ForgetPerson(handle: handle), as: viewer.identity, access: .readWrite) == true
    }

    /// The agents the viewer has saved and can see, the last saved first. At most `limit`, after `position`.
    package func people(
        after position: SavedPosition? = nil, for viewer: Viewer, limit: Int = 20
    ) throws(PostgresError) -> ListedPeople {
        let found = try database.web.query(
            ListSavedPeople(after: position, limit: limit + 1), as: viewer.identity)
        return ListedPeople(
            people: Array(found.prefix(limit)),
            next: found.count > limit ? found[limit - 1].position : nil)
    }

    /// The notes of those among some people whom the viewer has saved; "" for none.
    package func notes(on people: [AccountID], for viewer: Viewer) throws(PostgresError) -> [AccountID:
        String]
    {
        if people.isEmpty || viewer.seen != nil { return [:] }
        let found = try database.web.query(FindNotes(people: people), as: viewer.identity)
        return Dictionary(found.map { ($0.person, $0.note) }) { first, _ in first }
    }

    /// All that are saved, whoever is shown, for their owner's file. At most `limit`, after `position`.
    func ownPeople(
        after position: SavedPosition?, for viewer: Viewer, limit: Int
    ) throws(PostgresError) -> [OwnSavedPerson] {
        try database.web.query(ListOwnSavedPeople(after: position, limit: limit), as: viewer.identity)
    }
}

struct OwnSavedPerson: Sendable {
    let handle: String?
    let note: String
    let position: SavedPosition
}

private struct SavePerson: Statement {
    let handle: String
    let note: String?

    static let sql = "select agentor.save_person($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(handle)
        parameters.append(note)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct ForgetPerson: Statement {
    let handle: String

    static let sql = "select agentor.forget_person($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(handle)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct ListSavedPeople: Statement {
    let after: SavedPosition?
    let limit: Int

    static let sql = """
        select \(PublicAgent.columns(of: "f")), f.note, f.saved_at from agentor.saved_agents($1, $2, $3) f
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.at)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: limit))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SavedPerson {
        SavedPerson(
            agent: try PublicAgent(from: &columns), note: try columns.next(String.self),
            savedAt: try columns.next(Date.self))
    }
}

private struct FindNotes: Statement {
    let people: [AccountID]

    static let sql = """
        select person_id, note from agentor.saved_people
        where account_id = agentor.viewer() and person_id = any ($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(people.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> (person: AccountID, note: String) {
        (AccountID(rawValue: try columns.next(UUID.self)), try columns.next(String.self))
    }
}

private struct ListOwnSavedPeople: Statement {
    let after: SavedPosition?
    let limit: Int

    static let sql = """
        select u.handle, s.note, s.saved_at, s.person_id
        from agentor.saved_people s left join messaging.users u on u.id = s.person_id
        where s.account_id = agentor.viewer() and (s.saved_at, s.person_id) < (
            coalesce($1, 'infinity'), coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
        order by s.saved_at desc, s.person_id desc limit $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.at)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: limit))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> OwnSavedPerson {
        OwnSavedPerson(
            handle: try columns.next(String?.self), note: try columns.next(String.self),
            position: SavedPosition(at: try columns.next(Date.self), id: try columns.next(UUID.self)))
    }
}
