import FoundationEssentials
import Postgres

/// The viewer's second factor.
struct FindSecondFactor: Statement {
    struct Row: Sendable {
        let account: AccountID
        let sealed: [UInt8]
        /// Whether what is sealed is bound to the account: all but those from before there was that.
        let isBound: Bool
        let lastStep: Int64
        /// Of the recovery codes that were not used.
        let codeHashes: [[UInt8]]
    }

    static let sql = "select account, sealed, is_bound, last_step, code_hashes from agentor.second_factor()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            account: try columns.next(AccountID.self), sealed: try columns.next([UInt8].self),
            isBound: try columns.next(Bool.self), lastStep: try columns.next(Int64.self),
            codeHashes: try columns.next([[UInt8]].self))
    }
}

/// Takes a code of a time step: true once, and never for an earlier step.
struct TakeStep: Statement {
    let step: Int64

    static let sql = "select agentor.take_step($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(step)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct TakeRecoveryCode: Statement {
    let hash: [UInt8]

    static let sql = "select agentor.take_recovery_code($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Sets, replaces or (without a secret) takes away a second factor with its recovery codes.
struct SetSecondFactor: Statement {
    let sealed: [UInt8]?
    var isBound = true
    let lastStep: Int64
    let codeHashes: [[UInt8]]

    static let sql = "select agentor.set_second_factor($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(sealed)
        parameters.append(isBound)
        parameters.append(lastStep)
        parameters.append(codeHashes)
    }
}

struct SetRecoveryCodes: Statement {
    let codeHashes: [[UInt8]]

    static let sql = "select agentor.set_recovery_codes($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(codeHashes)
    }
}

/// What the owner of an account sees of its ways in.
struct FindAccess: Statement {
    struct Row: Sendable {
        let enabledAt: Date?
        let unusedCodes: Int64
        let eraseAfter: Date?
        let hasShortPassword: Bool
    }

    static let sql = """
        select (select enabled_at from agentor.second_factors where account_id = a.id),
            (select count(*) from agentor.recovery_codes where account_id = a.id and used_at is null),
            a.erase_after, a.has_short_password
        from agentor.accounts a where a.id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            enabledAt: try columns.next(Date?.self), unusedCodes: try columns.next(Int64.self),
            eraseAfter: try columns.next(Date?.self), hasShortPassword: try columns.next(Bool.self))
    }
}
