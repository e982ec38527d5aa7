import Messaging
import Postgres

/// What a conversation between two people is about: the service that one of them last asked the other about.
package struct Enquiry: Sendable {
    /// The conversation's.
    let slug: String
    /// The handle of whoever offers it.
    package let agent: String
    package let number: Int
    package let title: String
}

extension Profiles {
    /// Makes a public channel of the viewer's the room of a published service of theirs.
    /// - Returns: whether it is.
    package func open(room slug: String, for number: Int, of viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(
            OpenRoom(number: number, slug: slug), as: viewer.identity, access: .readWrite) ?? false
    }

    /// Notes that the viewer has asked about a service in their conversation with its agent; nothing where there is none.
    package func ask(
        about number: Int, of agent: AccountID, in slug: String, for viewer: Viewer
    ) throws(PostgresError) {
        _ = try database.web.first(
            AskAbout(slug: slug, agent: agent, number: number), as: viewer.identity, access: .readWrite)
    }

    /// What was asked about in conversations of the viewer's, by their slugs.
    package func enquiries(
        in slugs: [String], for viewer: Viewer
    ) throws(PostgresError) -> [String: Enquiry] {
        if slugs.isEmpty { return [:] }
        let found = try database.web.query(ListEnquiries(slugs: slugs), as: viewer.identity)
        return Dictionary(found.map { ($0.slug, $0) }) { first, _ in first }
    }
}

private struct OpenRoom: Statement {
    let number: Int
    let slug: String

    static let sql = "select agentor.open_room($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
        parameters.append(slug)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct AskAbout: Statement {
    let slug: String
    let agent: AccountID
    let number: Int

    static let sql = "select agentor.ask_about($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slug)
        parameters.append(agent.rawValue)
        parameters.append(Int32(clamping: number))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

private struct ListEnquiries: Statement {
    let slugs: [String]

    static let sql = "select slug, agent, number, title from agentor.enquiries_in($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(slugs)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Enquiry {
        Enquiry(
            slug: try columns.next(String.self), agent: try columns.next(String.self),
            number: Int(try columns.next(Int32.self)), title: try columns.next(String.self))
    }
}
