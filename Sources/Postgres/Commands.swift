/// The statements the module itself runs.
struct Begin: Statement {
    static let sql = "begin"
}

/// The same, for `Access.readOnlySnapshot`.
struct BeginSnapshot: Statement {
    static let sql = "begin isolation level repeatable read"
}

struct Commit: Statement {
    static let sql = "commit"
}

struct Rollback: Statement {
    static let sql = "rollback"
}

/// Names the identity until the end of the transaction, after which the setting reads `''`.
struct SetIdentity: Statement {
    static let sql = "select set_config($1, $2, true)"
    let setting: String
    let value: String

    func bind(to parameters: inout Parameters) {
        parameters.append(setting)
        parameters.append(value)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

/// What makes a transaction what its access says, where nobody is to be proved.
struct SetReadOnly: Statement {
    static let sql = "select set_config('transaction_read_only', 'on', true)"
}

struct SetAsynchronous: Statement {
    static let sql = "select set_config('synchronous_commit', 'off', true)"
}

/// Has what follows planned by its values, in this transaction.
struct PlanEachTime: Statement {
    static let sql = """
        select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'on', true),
            set_config('enable_bitmapscan', 'on', true)
        """
}

/// Has what follows planned as the connection is set up.
struct PlanOnce: Statement {
    static let sql = """
        select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
            set_config('enable_bitmapscan', 'off', true)
        """
}

/// For as long as the connection lasts. An index is read in its order: a bitmap of it would be read whole before the
/// first row, however few are wanted, and a plan made once does not know how many there are.
struct SetUpSession: Statement {
    static let sql = """
        select set_config('statement_timeout', coalesce($1, current_setting('statement_timeout')), false),
            set_config('lock_timeout', coalesce($2, current_setting('lock_timeout')), false),
            set_config('plan_cache_mode', 'force_generic_plan', false),
            set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),
            set_config('jit', 'off', false)
        """
    /// Nil for what the server is configured to.
    let statementTimeout: Duration?
    let lockTimeout: Duration?

    func bind(to parameters: inout Parameters) {
        parameters.append(statementTimeout.map { "\($0.milliseconds)ms" })
        parameters.append(lockTimeout.map { "\($0.milliseconds)ms" })
    }
}

extension Duration {
    /// At least one, since the server takes zero for none.
    fileprivate var milliseconds: Int64 {
        max(1, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
