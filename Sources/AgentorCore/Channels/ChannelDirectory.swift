import FoundationEssentials
import Messaging
import Postgres
import Text

/// Public channels, as whoever is signed in can look for them. It stands here and not in messaging because words are compared,
/// and subjects offered, as those of agents are; messaging alone lists channels by name (`Messenger.discover`).
package struct ChannelDirectory: Sendable {
    let database: Database
    let messenger: Messenger

    package init(database: Database, messenger: Messenger) {
        self.database = database
        self.messenger = messenger
    }

    /// Twenty channels at most; fewer, or none, where the next few hundred are all the viewer's own, and then there is a next page
    /// all the same.
    package func page(_ query: ChannelQuery, for viewer: Viewer) throws -> ChannelDirectoryPage {
        guard let found = try database.web.first(FindChannels(query: query), as: viewer.identity) else {
            return ChannelDirectoryPage(channels: [], corrections: [], next: nil)
        }
        return ChannelDirectoryPage(
            channels: try messenger.channels(found.ids, as: viewer.identity),
            corrections: found.corrections, next: found.next)
    }

    /// A few of the subjects the viewer's channels have, which they are not in.
    package func likeOwn(for viewer: Viewer, limit: Int = 3) throws -> [ListedChannel] {
        let ids = try database.web.query(FindKindredChannels(limit: Int32(limit)), as: viewer.identity)
        return try messenger.channels(ids, as: viewer.identity)
    }

    /// A page of channels on the web, for whoever has no account: by words, or the largest first.
    package func webPage(_ query: ChannelQuery) throws -> WebDirectoryPage {
        let found = try database.door.first(
            FindWebChannels(words: query.words, after: query.after), as: .nobody)
        return WebDirectoryPage(
            channels: try messenger.webChannels(among: found?.ids ?? []),
            corrections: found?.corrections ?? [], next: found?.next)
    }

    /// What there are public channels of.
    package func facets(for viewer: Viewer) throws(PostgresError) -> ChannelFacets {
        let facets = try database.web.query(ListChannelFacets(), as: viewer.identity)
        return ChannelFacets(
            categories: facets.filter { $0.hasPrefix("c:") }.map { String($0.dropFirst(2)) },
            languages: facets.filter { $0.hasPrefix("l:") }.map { String($0.dropFirst(2)) })
    }

    /// Lists all channels anew where the program does it by other rules than the database has it. To be run after every migration.
    /// - Parameter conninfo: as the owner of the tables.
    static func settle(on conninfo: String, logger: Logger) throws(PostgresError) {
        let connection = try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: "agentor", timeout: .seconds(10),
            logger: logger)
        _ = try connection.run("select agentor.list_channels()")
    }
}

/// What somebody looks for among channels.
package struct ChannelQuery: Hashable, Sendable {
    package enum Order: String, CaseIterable, Sendable, PostgresValue {
        /// By how well the words fit; without words, as `members`.
        case best, members, active
    }

    package var words = ""
    package var category: String?
    package var language: String?
    package var order = Order.best
    package var after: ChannelCursor?
    /// Whether those the viewer is in are there too.
    package var hasOwn = false

    package init() {}
}

/// Where a page of channels ends. It holds for one query.
package struct ChannelCursor: Hashable, Sendable {
    package let rank: Int64
    package let channel: ChannelID

    package init(rank: Int64, channel: ChannelID) {
        self.rank = rank
        self.channel = channel
    }
}

package struct ChannelDirectoryPage: Sendable {
    package static let size = 20

    package let channels: [ListedChannel]
    /// Words nobody writes, and those that were looked for in their place.
    package let corrections: [DirectoryPage.Correction]
    /// For the next page; nil where this is the last.
    package let next: ChannelCursor?
}

package struct WebDirectoryPage: Sendable {
    package let channels: [WebChannel]
    package let corrections: [DirectoryPage.Correction]
    package let next: ChannelCursor?
}

/// Subjects and languages, by what is kept of them.
package struct ChannelFacets: Sendable {
    package let categories: [String]
    package let languages: [String]
}

private struct FindChannels: Statement {
    let query: ChannelQuery

    struct Row: Sendable {
        let ids: [ChannelID]
        let next: ChannelCursor?
        let corrected: [String]

        var corrections: [DirectoryPage.Correction] {
            stride(from: 0, to: corrected.count - 1, by: 2).map {
                .init(typed: corrected[$0], lookedFor: corrected[$0 + 1])
            }
        }
    }

    static let sql = """
        select channels, next_rank, next_id, corrected
        from agentor.find_channels(
            $1, $2, $3, $4, coalesce($5, 9223372036854775807), coalesce($6, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid),
            \(ChannelDirectoryPage.size), $7)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(query.words)
        parameters.append(query.category)
        parameters.append(query.language)
        parameters.append(query.order)
        parameters.append(query.after?.rank)
        parameters.append(query.after?.channel)
        parameters.append(query.hasOwn)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let ids = try columns.next([UUID].self).map(ChannelID.init(rawValue:))
        let rank = try columns.next(Int64?.self)
        let last = try columns.next(ChannelID?.self)
        let next = rank.flatMap { rank in last.map { ChannelCursor(rank: rank, channel: $0) } }
        return Row(ids: ids, next: next, corrected: try columns.next([String].self))
    }
}

private struct FindWebChannels: Statement {
    let words: String
    let after: ChannelCursor?

    static let sql = """
        select channels, next_rank, next_id, corrected
        from agentor.find_web_channels(
            $1, coalesce($2, 9223372036854775807), coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid),
            \(ChannelDirectoryPage.size))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(words)
        parameters.append(after?.rank)
        parameters.append(after?.channel)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> FindChannels.Row {
        try FindChannels.row(from: &columns)
    }
}

private struct FindKindredChannels: Statement {
    let limit: Int32

    static let sql = "select id from agentor.kindred_channels($1) id"

    func bind(to parameters: inout Parameters) { parameters.append(limit) }

    static func row(from columns: inout Columns) throws(PostgresError) -> ChannelID {
        try columns.next(ChannelID.self)
    }
}

private struct ListChannelFacets: Statement {
    static let sql = "select facet from agentor.channel_facets() facet"

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}
