import FoundationEssentials
import Postgres

/// What somebody has not read, for a program that reads feeds: who wrote where, and how much, and never what.
package struct UnreadFeeds: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Since when whoever holds a token can read the viewer's; nil where nobody can.
    package func since(of viewer: Viewer) throws(PostgresError) -> Date? {
        try database.web.first(FindUnreadFeed(), as: viewer.identity)
    }

    /// Has it read by whoever holds what is returned, and by nobody who held what was returned before.
    package func make(for viewer: Viewer) throws(PostgresError) -> Secret {
        let secret = Secret()
        _ = try database.web.query(SetUnreadFeed(token: secret), as: viewer.identity, access: .readWrite)
        return secret
    }

    package func end(for viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(SetUnreadFeed(token: nil), as: viewer.identity, access: .readWrite)
    }

    /// Nil for what is no feed's token.
    package func read(_ token: Secret) throws(PostgresError) -> UnreadFeed? {
        let enter = EnterByUnreadFeed(token: token)
        guard let row = try database.door.first(enter, as: .nobody) else { return nil }
        let places = try database.door.query(ListUnreadPlaces(), as: Identity(proving: enter))
        return UnreadFeed(account: row.account, createdAt: row.createdAt, places: places)
    }
}

package struct UnreadFeed: Sendable {
    package let account: UUID
    package let createdAt: Date
    /// Where something was said last first; two hundred at most.
    package let places: [Place]

    package struct Place: Sendable {
        /// Nil for a direct conversation.
        package let name: String?
        package let isRequest: Bool
        /// Of the latest two hundred.
        package let messages: Int
        package let people: [String]
        package let slug: String
        package let latest: Date

        package var words: String {
            let shown = people.prefix(3)
            let more = people.count - shown.count
            let names = shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
            let count = messages == 1 ? "1 message" : "\(messages) messages"
            if isRequest { return "\(names): asks to talk with you, \(count)" }
            return name.map { "\($0): \(count) from \(names)" } ?? "\(names): \(count) to you"
        }
    }
}

private struct FindUnreadFeed: Statement {
    static let sql = "select created_at from agentor.unread_feeds where account_id = agentor.viewer()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Date { try columns.next(Date.self) }
}

private struct SetUnreadFeed: Statement {
    let token: Secret?

    static let sql = "select agentor.set_unread_feed($1)"

    func bind(to parameters: inout Parameters) { parameters.append(token?.hash) }
}

private struct EnterByUnreadFeed: Statement {
    let token: Secret

    struct Row: Sendable {
        let account: UUID
        let createdAt: Date
    }

    static let sql = "select account, created_at from agentor.enter_by_unread_feed($1)"

    func bind(to parameters: inout Parameters) { parameters.append(token.hash) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(account: try columns.next(UUID.self), createdAt: try columns.next(Date.self))
    }
}

private struct ListUnreadPlaces: Statement {
    static let sql = "select place, is_request, messages, people, slug, latest from messaging.unread_places()"

    static func row(from columns: inout Columns) throws(PostgresError) -> UnreadFeed.Place {
        UnreadFeed.Place(
            name: try columns.next(String?.self), isRequest: try columns.next(Bool.self),
            messages: Int(try columns.next(Int64.self)), people: try columns.next([String].self),
            slug: try columns.next(String.self), latest: try columns.next(Date.self))
    }
}
