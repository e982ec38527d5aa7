import FoundationEssentials
import Postgres

/// Agents who are published and in good standing, as anybody can look for them. Whoever the viewer has nothing to do with
/// (`agentor.hidden_from_viewer`) is not there for them.
package struct Directory: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Twenty agents at most.
    /// - Parameter viewer: nil for whoever is not signed in.
    package func page(_ query: DirectoryQuery, for viewer: Viewer?) throws(PostgresError) -> DirectoryPage {
        let found = try ask(FindDirectoryPage(query: query), for: viewer)
        guard let first = found.first else {
            let words =
                query.words.isEmpty ? [] : try ask(FindCorrections(query: query), for: viewer).first ?? []
            return DirectoryPage(agents: [], corrections: DirectoryPage.corrections(words), next: nil)
        }
        let shown = found.prefix(DirectoryPage.size)
        let last = shown.last { !$0.agent.isNewcomer }
        return DirectoryPage(
            agents: shown.map(\.agent), corrections: DirectoryPage.corrections(first.corrected),
            next: found.count > shown.count
                ? last.map { DirectoryCursor(order: query.order, place: $0.place) } : nil)
    }

    func ask<S: Statement>(_ statement: S, for viewer: Viewer?) throws(PostgresError) -> [S.Row] {
        if let viewer { return try database.web.query(statement, as: viewer.identity) }
        return try database.door.query(statement, as: .nobody)
    }

    /// Counts what has changed and keeps tiers in order, a little at a time.
    /// - Returns: whether there may be more to do.
    package func tidy() throws(PostgresError) -> Bool {
        try database.door.first(TidyDirectory(), as: .nobody, access: .readWriteAsynchronous) ?? false
    }
}

/// Some agents, in an order.
package struct DirectoryPage: Sendable {
    package static let size = 20

    package let agents: [ListedAgent]
    /// Words nobody has, and those that were looked for in their place, as well as themselves.
    package let corrections: [Correction]
    /// For the next page; nil where this is the last.
    package let next: DirectoryCursor?

    /// Both as words are compared: without case and accents.
    package struct Correction: Hashable, Sendable {
        package let typed: String
        package let lookedFor: String
    }

    fileprivate static func corrections(_ words: [String]) -> [Correction] {
        stride(from: 0, to: words.count - 1, by: 2).map {
            Correction(typed: words[$0], lookedFor: words[$0 + 1])
        }
    }
}

/// An agent in the directory.
package struct ListedAgent: Sendable, Identifiable {
    package let agent: PublicAgent
    /// Whether this place is kept for whoever has been there for thirty days at most.
    package let isNewcomer: Bool
    /// Why they are here, a reason for each word that was asked for.
    package let reasons: [Reason]

    package var id: AccountID { agent.account }

    package struct Reason: Hashable, Sendable {
        package enum Place: String, Sendable {
            case name, skill, headline, category, language, country
            /// What they tell about themselves, or where they live.
            case text
        }

        /// As words are compared: without case and accents. Several words where they mean something together.
        package let typed: String
        /// Which word was found where it is not the one that was typed: another form, a translation, what was meant.
        package let found: String?
        package let place: Place
    }
}

struct FindDirectoryPage: Statement {
    let query: DirectoryQuery

    struct Row: Sendable {
        let agent: ListedAgent
        let corrected: [String]
        let place: DirectoryCursor.Place
    }

    static let sql = """
        select \(PublicAgent.columns(of: "f")), f.is_newcomer,
            coalesce(f.reasons, '{}'), f.corrected, f.class, f.key, f.rank, f.id, f.day::text, f.newcomers
        from agentor.directory_page($1::jsonb, $2::jsonb) f
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(query.asked)
        parameters.append(query.after)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let found = try PublicAgent(from: &columns)
        let isNewcomer = try columns.next(Bool.self)
        let reasons = try columns.next([String].self)
        let agent = ListedAgent(
            agent: found, isNewcomer: isNewcomer,
            reasons: stride(from: 0, to: reasons.count - 2, by: 3).map { first in
                ListedAgent.Reason(
                    typed: reasons[first], found: reasons[first + 1].isEmpty ? nil : reasons[first + 1],
                    place: ListedAgent.Reason.Place(rawValue: reasons[first + 2]) ?? .text)
            })
        let corrected = try columns.next([String].self)
        let place = DirectoryCursor.Place(
            class: Int(try columns.next(Int32.self)), key: try columns.next(Int64.self),
            rank: try columns.next(Int32.self), id: try columns.next(Int32.self),
            day: try columns.next(String.self), newcomers: try columns.next([Int32].self))
        return Row(agent: agent, corrected: corrected, place: place)
    }
}

private struct FindCorrections: Statement {
    let query: DirectoryQuery

    static let sql = "select agentor.directory_corrections($1::jsonb ->> 'words')"

    func bind(to parameters: inout Parameters) {
        parameters.append(query.asked)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [String] {
        try columns.next([String].self)
    }
}

private struct TidyDirectory: Statement {
    static let sql = "select agentor.tidy_directory()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}
