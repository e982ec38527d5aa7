import Forms
import FoundationEssentials
import Postgres

// How an administrator looks at the site as somebody sees it: `Definitions/person_views.sql`.

/// That an administrator looked at the site as somebody sees it, for whoever that is.
package struct PersonView: Sendable, Identifiable {
    package let id: UUID
    package let began: Date
    /// Nil while it goes on.
    package let ended: Date?
    package let reason: String
}

extension Administrators {
    package static let viewReasonField = FormField<String>.lines(
        "reason", "Reason", hint: "They read it in their account. The log keeps it for good.", limit: 1_000,
        missing: "Give a reason.")

    /// Begins to look at the site as somebody sees it, in the session of a token.
    /// - Returns: the token under which that session goes on, so that nothing is answered any more that was asked for as the
    ///   administrator.
    /// - Throws: `Accounts.Failure.ended` where there is nobody, or nothing for the viewer.
    package func beginView(
        of id: UUID, reason: String, for viewer: Viewer, in token: SessionToken
    ) throws -> SessionToken {
        try database.web.transaction(as: viewer.identity, access: .readWrite) { transaction in
            // First: a line of the log is the last thing that is locked. It is taken back with the rest.
            let renewed = try accounts.renew(token, isForView: true, in: &transaction)
            let begin = BeginView(id: id, token: renewed, reason: reason)
            guard let result = try transaction.first(begin) ?? nil else { throw Accounts.Failure.ended }
            if let obstacle = Obstacle(rawValue: result) { throw obstacle }
            return renewed
        }
    }

    /// Ends what is looked at in a session.
    /// - Returns: whose sight that was, and the token under which the session goes on; nil where there is nothing to end.
    package func endView(in token: SessionToken) throws(PostgresError) -> (of: UUID, token: SessionToken)? {
        let renewed = token.renewed()
        let end = EndView(token: token, renewed: renewed)
        guard let seen = try database.door.first(end, as: .nobody, access: .readWrite) ?? nil else {
            return nil
        }
        return (seen, renewed)
    }
}

extension Accounts {

    /// Writes down that views are over which ended by themselves.
    package func endViews() throws(PostgresError) {
        _ = try database.door.query(EndViews(), as: .nobody, access: .readWrite)
    }

    /// When administrators looked at the site as the viewer sees it, the latest first.
    package func views(
        of viewer: Viewer, after last: PersonView? = nil, limit: Int
    ) throws(PostgresError) -> [PersonView] {
        try database.web.query(ListOwnViews(after: last, most: limit), as: viewer.identity)
    }
}

private struct BeginView: Statement {
    let id: UUID
    let token: SessionToken
    let reason: String

    static let sql = "select agentor.begin_view($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(token.hash)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

private struct EndView: Statement {
    let token: SessionToken
    let renewed: SessionToken

    static let sql = "select agentor.end_view($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
        parameters.append(renewed.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID? {
        try columns.next(UUID?.self)
    }
}

private struct EndViews: Statement {
    static let sql = "select agentor.end_views()"
}

private struct ListOwnViews: Statement {
    let after: PersonView?
    let most: Int

    static let sql = """
        select id, began_at, case when ended_at is not null or ends_at < now() then coalesce(ended_at, ends_at) end, reason
        from agentor.person_views
        where account_id = agentor.viewer() and ($1::timestamptz is null or (began_at, id) < ($1, $2))
        order by began_at desc, id desc limit $3
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.began)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PersonView {
        PersonView(
            id: try columns.next(UUID.self), began: try columns.next(Date.self),
            ended: try columns.next(Date?.self), reason: try columns.next(String.self))
    }
}
