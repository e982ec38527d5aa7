import FoundationEssentials
import Postgres

// Calls of the functions that work before anybody is known; see the migrations `accounts` and `access`.

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

struct FindAccountState: Statement {
    let account: AccountID

    static let sql = """
        select $1, email, full_name, password_hash, has_short_password, is_suspended, has_second_factor
        from agentor.account_state($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountState {
        try AccountState(from: &columns)
    }
}

/// Lets what is done to one account happen one after the other.
struct LockAccount: Statement {
    let account: AccountID

    static let sql = "select agentor.lock_account($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }
}

struct SetPassword: Statement {
    let account: AccountID
    let hash: String?
    let isShort: Bool

    static let sql = "select agentor.set_password($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(hash)
        parameters.append(isShort)
    }
}

/// False when the address is in use.
struct SetEmail: Statement {
    let account: AccountID
    let email: String

    static let sql = "select agentor.set_email($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct Agree: Statement {
    let account: AccountID

    static let sql = "select agentor.agree($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
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

struct Rename: Statement {
    let account: AccountID
    let name: String

    static let sql = "update agentor.accounts set full_name = $2 where id = $1"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(name)
    }
}
