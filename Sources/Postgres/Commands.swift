/// The statements the module itself runs.
struct Begin: Statement {
    static let sql = "begin"
}

struct Commit: Statement {
    static let sql = "commit"
}

struct Rollback: Statement {
    static let sql = "rollback"
}

/// Until the end of the transaction, after which the setting reads `''`.
struct SetIdentity: Statement {
    static let sql = "select set_config($1, $2, true)"
    let identity: Identity

    func bind(to parameters: inout Parameters) {
        parameters.append(identity.setting)
        parameters.append(identity.value)
    }
}

/// The same, in a transaction that may only read from here on.
struct SetReadOnlyIdentity: Statement {
    static let sql = "select set_config('transaction_read_only', 'on', true), set_config($1, $2, true)"
}

/// For as long as the connection lasts. What is prepared is planned once, not for each set of parameters: a statement with
/// a limit or a policy seems cheaper to the planner each time it knows the values, and planning takes longer than running.
struct SetUpSession: Statement {
    static let sql = """
        select set_config('statement_timeout', coalesce($1, current_setting('statement_timeout')), false),
            set_config('plan_cache_mode', 'force_generic_plan', false)
        """
    /// Nil for what the server is configured to.
    let timeout: Duration?

    func bind(to parameters: inout Parameters) {
        parameters.append(timeout.map { "\($0.milliseconds)ms" })
    }
}

extension Duration {
    /// At least one, since the server takes zero for none.
    fileprivate var milliseconds: Int64 {
        max(1, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
