import FoundationEssentials
import Postgres

/// A line of the log of acts, as administrators read it.
package struct AuditEntry: Sendable {
    package enum Actor: String, Sendable {
        case `operator`, administrator, moderator, site
    }

    package let number: Int64
    package let moment: Date
    package let actor: Actor
    package let actorID: UUID?
    /// A handle with @, or an operator's name on the machine.
    package let actorName: String?
    package let action: String
    package let subjectKind: String
    package let subject: UUID?
    package let label: String?
    package let reason: String?
    /// In the order of their names.
    package let details: [(name: String, value: String)]
}

/// Which lines are wanted.
package struct AuditQuery: Sendable, Equatable {
    /// A handle with @, an operator's name, or a kind of actor.
    package var actor: String?
    package var subject: UUID?
    /// An action, or with a full stop at its end all that begin so.
    package var action: String?
    package var since: Date?
    package var until: Date?

    package init(
        actor: String? = nil, subject: UUID? = nil, action: String? = nil, since: Date? = nil,
        until: Date? = nil
    ) {
        self.actor = actor
        self.subject = subject
        self.action = action
        self.since = since
        self.until = until
    }
}

extension Administrators {
    /// A page of the log, the latest line first, below a number.
    package func log(
        _ query: AuditQuery, below number: Int64? = nil, for viewer: Viewer, limit: Int = 50
    ) throws(PostgresError) -> (lines: [AuditEntry], hasMore: Bool) {
        let found = try database.web.query(
            ListAuditLines(query, below: number, most: limit + 1), as: viewer.identity)
        return (Array(found.prefix(limit)), found.count > limit)
    }
}

struct ListAuditLines: Statement {
    let query: AuditQuery
    let below: Int64?
    let most: Int

    init(_ query: AuditQuery, below: Int64?, most: Int) {
        self.query = query
        self.below = below
        self.most = most
    }

    static let sql = """
        select number, moment, actor_kind, actor, actor_name, action, subject_kind, subject, label, reason,
            array(select d.key from jsonb_each_text(details) d order by d.key),
            array(select coalesce(d.value, '') from jsonb_each_text(details) d order by d.key)
        from agentor.audit_lines($1, $2, $3, $4, $5, $6, $7)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(below)
        parameters.append(query.actor)
        parameters.append(query.subject)
        parameters.append(query.action)
        parameters.append(query.since)
        parameters.append(query.until)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AuditEntry {
        AuditEntry(
            number: try columns.next(Int64.self), moment: try columns.next(Date.self),
            actor: AuditEntry.Actor(rawValue: try columns.next(String.self)) ?? .site,
            actorID: try columns.next(UUID?.self), actorName: try columns.next(String?.self),
            action: try columns.next(String.self), subjectKind: try columns.next(String.self),
            subject: try columns.next(UUID?.self), label: try columns.next(String?.self),
            reason: try columns.next(String?.self),
            details: Array(
                zip(try columns.next([String].self), try columns.next([String].self)).map {
                    (name: $0, value: $1)
                }))
    }
}
