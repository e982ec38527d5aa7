import Forms
import FoundationEssentials
import Postgres

/// A search of the directory that somebody keeps.
package struct SavedSearch: Sendable, Identifiable {
    package let id: UUID
    package let name: String
    /// As in an address of the directory, without "?".
    package let query: String
    package let createdAt: Date
    /// When its owner last looked, or changed it.
    package let seenAt: Date
    /// Whether whoever holds its token can read it as a feed.
    package let hasFeed: Bool

    /// How many somebody may have. The database holds to the same.
    package static let limit = 50
    /// Characters of a query.
    package static let queryLimit = 4_000

    package static let nameField = FormField<String>.line(
        "name", "Name", hint: "What you call it. For example: Labels, in French.", limit: 80,
        missing: "Enter a name.")
}

/// What somebody's feed looks for, as whoever holds its token reads it.
package struct SearchFeed: Sendable {
    package let search: UUID
    package let name: String
    package let query: String
    /// Its owner's.
    package let timeZone: String
    package let hours: WorkingHours
    package let createdAt: Date
    /// Leaves out whom its owner is not shown.
    let identity: Identity
}

extension Saved {
    /// Saves a search, once for each form.
    /// - Throws: an error of the form's where there are too many, or too much is asked for.
    package func save(_ query: String, named name: String, nonce: UUID, for viewer: Viewer) throws -> UUID {
        try Self.check(query)
        let saved = try database.web.first(
            SaveSearch(name: name, query: query, nonce: nonce), as: viewer.identity, access: .readWrite)
        guard let id = saved ?? nil else {
            throw FormErrors(
                "name", .tooMany,
                "You have \(SavedSearch.limit) saved searches, which is as many as there may be. Remove one first."
            )
        }
        return id
    }

    private static func check(_ query: String) throws {
        if query.unicodeScalars.count > SavedSearch.queryLimit {
            throw FormErrors("name", .tooLong, "That is too much to look for at once. Choose fewer filters.")
        }
    }

    /// All of the viewer's, the last saved first.
    package func searches(of viewer: Viewer) throws(PostgresError) -> [SavedSearch] {
        try database.web.query(ListSavedSearches(id: nil), as: viewer.identity)
    }

    /// One of the viewer's.
    package func search(_ id: UUID, of viewer: Viewer) throws(PostgresError) -> SavedSearch? {
        try database.web.first(ListSavedSearches(id: id), as: viewer.identity)
    }

    /// - Parameters:
    ///   - name: nil leaves it as it is.
    ///   - query: nil leaves it as it is. With another one nothing is new.
    /// - Returns: whether there is such a one of the viewer's.
    package func change(
        _ id: UUID, name: String? = nil, query: String? = nil, for viewer: Viewer
    ) throws -> Bool {
        if let query { try Self.check(query) }
        return try database.web.first(
            ChangeSearch(id: id, name: name, query: query), as: viewer.identity, access: .readWrite) != nil
    }

    /// Nothing of what was there until now is new any more.
    package func see(_ id: UUID, for viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(SeeSearch(id: id), as: viewer.identity, access: .readWriteAsynchronous)
    }

    /// - Returns: whether there was such a one of the viewer's.
    package func remove(_ id: UUID, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(RemoveSearch(id: id), as: viewer.identity, access: .readWrite) == true
    }

    /// Has a search read as a feed by whoever holds what is returned, and by nobody who held what was returned before.
    /// - Returns: nil where there is no such search of the viewer's.
    package func makeFeed(of id: UUID, for viewer: Viewer) throws(PostgresError) -> Secret? {
        let secret = Secret()
        let isThere = try database.web.first(
            SetFeed(id: id, token: secret), as: viewer.identity, access: .readWrite)
        return isThere == true ? secret : nil
    }

    /// Ends that.
    /// - Returns: whether there is such a search of the viewer's.
    package func endFeed(of id: UUID, for viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(SetFeed(id: id, token: nil), as: viewer.identity, access: .readWrite) == true
    }

    /// Nil for what is no feed's token.
    package func feed(_ token: Secret) throws(PostgresError) -> SearchFeed? {
        let enter = EnterByFeed(token: token)
        return try database.door.first(enter, as: .nobody).map { row in
            SearchFeed(
                search: row.search, name: row.name, query: row.query, timeZone: row.timeZone,
                hours: WorkingHours(from: row.worksFrom, until: row.worksUntil, in: row.timeZone),
                createdAt: row.createdAt, identity: Identity(proving: enter))
        }
    }
}

extension Directory {
    /// How many agents fit a search who did not at an earlier moment.
    package struct News: Hashable, Sendable {
        /// A hundred at most.
        package let count: Int
        /// Whether there may be more.
        package let isLeast: Bool
    }

    /// Of each of some searches, in their order.
    package func news(
        of searches: [(query: DirectoryQuery, since: Date)], for viewer: Viewer
    ) throws(PostgresError) -> [News] {
        if searches.isEmpty { return [] }
        return try database.web.query(CountNews(searches: searches), as: viewer.identity)
    }

    /// Those who fit now, the last published first: twenty at most.
    package func agents(_ query: DirectoryQuery, in feed: SearchFeed) throws(PostgresError) -> [PublicAgent] {
        var query = query
        query.order = .newest
        query.page = nil
        return try database.door.query(FindDirectoryPage(query: query), as: feed.identity)
            .prefix(DirectoryPage.size).map(\.agent.agent)
    }
}

private struct SaveSearch: Statement {
    let name: String
    let query: String
    let nonce: UUID

    static let sql = "select agentor.save_search($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(query)
        parameters.append(nonce)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID? {
        try columns.next(UUID?.self)
    }
}

private struct ListSavedSearches: Statement {
    let id: UUID?

    static let sql = """
        select id, name, query, created_at, seen_at, has_feed from agentor.saved_searches
        where account_id = agentor.viewer() and ($1::uuid is null or id = $1)
        order by created_at desc, id desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SavedSearch {
        SavedSearch(
            id: try columns.next(UUID.self), name: try columns.next(String.self),
            query: try columns.next(String.self), createdAt: try columns.next(Date.self),
            seenAt: try columns.next(Date.self), hasFeed: try columns.next(Bool.self))
    }
}

private struct ChangeSearch: Statement {
    let id: UUID
    let name: String?
    let query: String?

    static let sql = """
        update agentor.saved_searches set name = coalesce($2, name), query = coalesce($3, query),
            seen_at = case when $3 is distinct from query and $3 is not null then clock_timestamp() else seen_at end
        where account_id = agentor.viewer() and id = $1 returning true
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(name)
        parameters.append(query)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct SeeSearch: Statement {
    let id: UUID

    static let sql = """
        update agentor.saved_searches set seen_at = clock_timestamp() where account_id = agentor.viewer() and id = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }
}

private struct RemoveSearch: Statement {
    let id: UUID

    static let sql = "select agentor.remove_search($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct SetFeed: Statement {
    let id: UUID
    let token: Secret?

    static let sql = "select agentor.set_feed($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(token?.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct EnterByFeed: Statement {
    let token: Secret

    struct Row: Sendable {
        let search: UUID
        let name: String
        let query: String
        let timeZone: String
        let worksFrom: String?
        let worksUntil: String?
        let createdAt: Date
    }

    static let sql = """
        select search, name, query, time_zone, works_from, works_until, created_at from agentor.enter_by_feed($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            search: try columns.next(UUID.self), name: try columns.next(String.self),
            query: try columns.next(String.self), timeZone: try columns.next(String.self),
            worksFrom: try columns.next(String?.self), worksUntil: try columns.next(String?.self),
            createdAt: try columns.next(Date.self))
    }
}

private struct CountNews: Statement {
    let searches: [(query: DirectoryQuery, since: Date)]

    static let sql = """
        select n.agents, n.is_least
        from unnest($1::text[], $2::timestamptz[]) with ordinality s (asked, since, place),
            agentor.directory_news(s.asked::jsonb, s.since) n
        order by s.place
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(searches.map(\.query.asked))
        parameters.append(searches.map(\.since))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Directory.News {
        Directory.News(count: Int(try columns.next(Int32.self)), isLeast: try columns.next(Bool.self))
    }
}
