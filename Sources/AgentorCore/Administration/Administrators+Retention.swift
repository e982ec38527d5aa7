import FoundationEssentials
import Messaging
import Postgres

/// A legal hold: what is said in a channel, or by somebody, is kept until it is lifted.
package struct LegalHold: Encodable, Sendable {
    /// Of the channel or the account.
    package let id: UUID
    package let isChannel: Bool
    /// An address or a handle.
    package let label: String
    package let heldAt: Date
    /// Who placed it, and why.
    package let actor: String?
    package let reason: String?
}

extension Administrators {
    /// Sets for how long the whole site keeps messages and files.
    /// - Returns: false where there is nothing for the viewer.
    package func setRetention(_ retention: Retention, reason: String, for viewer: Viewer) throws -> Bool {
        try Self.isDone(
            try database.web.first(
                SetSiteRetention(retention: retention, reason: reason), as: viewer.identity,
                access: .readWrite) ?? nil)
    }

    /// What is held, the latest first.
    package func holds(
        before moment: Date? = nil, for viewer: Viewer, limit: Int = 50
    ) throws(PostgresError) -> (holds: [LegalHold], hasMore: Bool) {
        let found = try database.web.query(ListHolds(before: moment, most: limit + 1), as: viewer.identity)
        return (Array(found.prefix(limit)), found.count > limit)
    }
}

struct SetSiteRetention: Statement {
    let retention: Retention
    /// Nil for an administrator.
    var operatorName: String?
    let reason: String?

    static let sql = "select agentor.set_retention($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(retention.messageDays.map { Int32(clamping: $0) })
        parameters.append(retention.fileDays.map { Int32(clamping: $0) })
        parameters.append(operatorName)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct HoldPerson: Statement {
    let id: UUID
    let isWanted: Bool
    /// Nil for an administrator.
    var operatorName: String?
    let reason: String?

    static let sql = "select agentor.hold_person($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
        parameters.append(operatorName)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct HoldChannel: Statement {
    let id: UUID
    let isWanted: Bool
    /// Nil for an administrator.
    var operatorName: String?
    let reason: String?

    static let sql = "select agentor.hold_channel($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(isWanted)
        parameters.append(operatorName)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct ListHolds: Statement {
    let before: Date?
    let most: Int

    static let sql = "select id, is_channel, label, held_at, actor, reason from agentor.holds($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(before)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> LegalHold {
        LegalHold(
            id: try columns.next(UUID.self), isChannel: try columns.next(Bool.self),
            label: try columns.next(String.self), heldAt: try columns.next(Date.self),
            actor: try columns.next(String?.self), reason: try columns.next(String?.self))
    }
}
