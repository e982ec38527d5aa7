import FoundationEssentials
import Postgres

// Calls of the functions that work before anybody is known; see the migration `accounts`.

struct Register: Statement {
    let draft: SignUpDraft
    let passwordHash: String

    struct Row: Sendable {
        /// Nil when the address is in use.
        let account: AccountID?
        /// Of the account the same form has created before.
        let earlierHash: String?
    }

    static let sql = "select account, password_hash from agentor.register($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(draft.email)
        parameters.append(draft.name)
        parameters.append(passwordHash)
        parameters.append(draft.nonce.covering(draft.email))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(account: try columns.next(AccountID?.self), earlierHash: try columns.next(String?.self))
    }
}

struct FindCredentials: Statement {
    let email: String

    struct Row: Sendable {
        let account: AccountID
        let passwordHash: String
    }

    static let sql = "select account, password_hash from agentor.credentials($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(account: try columns.next(AccountID.self), passwordHash: try columns.next(String.self))
    }
}

struct OpenSession: Statement {
    let account: AccountID
    let token: SessionToken

    static let sql = "select agentor.open_session($1, $2, make_interval(secs => $3))"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(token.hash)
        parameters.append(Double(Accounts.sessionLifetime.components.seconds))
    }
}

struct CloseSession: Statement {
    let token: SessionToken

    static let sql = "select agentor.close_session($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
    }
}

struct TouchSession: Statement {
    let token: SessionToken

    static let sql = "select agentor.touch_session($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
    }
}

struct Identify: Statement {
    let token: SessionToken

    struct Row: Sendable {
        let viewer: Viewer
        let isStale: Bool
    }

    static let sql =
        "select account, email, full_name, time_zone, profile, is_stale from agentor.identify($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            viewer: Viewer(
                id: try columns.next(AccountID.self), email: try columns.next(String.self),
                name: try columns.next(String.self), timeZone: try columns.next(String.self),
                profile: try columns.next(ProfileKind?.self)),
            isStale: try columns.next(Bool.self))
    }
}
