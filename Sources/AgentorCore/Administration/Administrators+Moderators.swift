import Forms
import Postgres

extension Administrators {
    package enum Deciders: String, Sendable {
        case one, two
    }

    package static let decidersField = FormField<Deciders>.radios(
        "moderators", "How many moderators a grave decision takes",
        [
            (.one, "One", nil),
            (
                .two, "Two",
                "Taking something away, closing a channel and suspending an account wait until another moderator has agreed."
            ),
        ], missing: "Choose how many.")

    /// Nil where there is nothing for the viewer.
    package func takesTwoModerators(for viewer: Viewer) throws(PostgresError) -> Bool? {
        try database.web.first(AskTwoModerators(), as: viewer.identity) ?? nil
    }

    /// Says whether they do.
    /// - Returns: false where there is nothing for the viewer.
    package func setTwoModerators(_ isWanted: Bool, reason: String, for viewer: Viewer) throws -> Bool {
        try Self.isDone(
            try database.web.first(
                SetTwoModerators(isWanted: isWanted, reason: reason), as: viewer.identity,
                access: .readWrite) ?? nil)
    }
}

private struct AskTwoModerators: Statement {
    static let sql = "select agentor.takes_two_moderators()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool? {
        try columns.next(Bool?.self)
    }
}

struct SetTwoModerators: Statement {
    let isWanted: Bool
    /// Nil for an administrator.
    var operatorName: String?
    let reason: String?

    static let sql = "select agentor.set_two_moderators($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(isWanted)
        parameters.append(operatorName)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}
