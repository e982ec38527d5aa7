import FoundationEssentials
import Postgres
import Text

// Calls of the functions in `Definitions/accounts.sql` and `Definitions/identity.sql`.

/// Creates an account whose address was proved; nil when the address is in use.
struct Register: Statement {
    let email: String
    let name: String
    let passwordHash: String?
    /// Of what proved the address: met twice, it creates one account.
    let nonce: UUID

    static let sql = "select agentor.register($1, $2, $3, $4, $5)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
        parameters.append(name)
        parameters.append(passwordHash)
        parameters.append(nonce)
        parameters.append(Terms.version)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountID? {
        try columns.next(AccountID?.self)
    }
}

/// What it takes to get into an account.
struct AccountState: Sendable {
    let account: AccountID
    let email: String
    let name: String
    let passwordHash: String?
    let hasShortPassword: Bool
    let isSuspended: Bool
    let hasSecondFactor: Bool
}

struct FindCredentials: Statement {
    let email: String

    static let sql = """
        select account, $1::text, full_name, password_hash, has_short_password, is_suspended, has_second_factor
        from agentor.credentials($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountState {
        try AccountState(from: &columns)
    }
}

extension AccountState {
    fileprivate init(from columns: inout Columns) throws(PostgresError) {
        account = try columns.next(AccountID.self)
        email = try columns.next(String.self)
        name = try columns.next(String.self)
        passwordHash = try columns.next(String?.self)
        hasShortPassword = try columns.next(Bool.self)
        isSuspended = try columns.next(Bool.self)
        hasSecondFactor = try columns.next(Bool.self)
    }
}

/// Goes on as the owner of an account, who has just proved to be that; the account is locked until this transaction ends.
/// No row for no account. For the door alone.
struct EnterAs: Statement {
    let account: AccountID?

    static let sql = """
        select $1, email, full_name, password_hash, has_short_password, is_suspended, has_second_factor
        from agentor.enter_as($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountState {
        try AccountState(from: &columns)
    }
}

/// The viewer's account, locked until this transaction ends.
struct LockViewer: Statement {
    static let sql = """
        select agentor.viewer(), email, full_name, password_hash, has_short_password, is_suspended, has_second_factor
        from agentor.lock_viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountState {
        try AccountState(from: &columns)
    }
}

struct FindOwnState: Statement {
    static let sql = """
        select agentor.viewer(), email, full_name, password_hash, has_short_password, is_suspended, has_second_factor
        from agentor.state()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountState {
        try AccountState(from: &columns)
    }
}

/// Sets or takes away the viewer's password.
struct SetPassword: Statement {
    let hash: String?
    let isShort: Bool

    static let sql = "select agentor.set_password($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(hash)
        parameters.append(isShort)
    }
}

/// Another address for the viewer; false when it is in use.
struct SetEmail: Statement {
    let email: String

    static let sql = "select agentor.set_email($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// The viewer agrees to the terms as they are now.
struct Agree: Statement {
    static let sql = "select agentor.agree($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(Terms.version)
    }
}

struct JoinWaitingList: Statement {
    let email: String
    let name: String

    static let sql = "select agentor.join_waiting_list($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
        parameters.append(name)
    }
}

/// Whether an operator has let an address in.
struct IsAdmitted: Statement {
    let email: String

    static let sql = "select agentor.is_admitted($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Calls the viewer by another name, in conversations too.
struct Rename: Statement {
    let name: String

    static let sql = "select agentor.rename($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(name)
        parameters.append(PlainText.skeleton(name))
    }
}
