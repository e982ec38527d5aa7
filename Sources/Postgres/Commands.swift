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

/// The same, in a transaction whose commit does not wait for the disk.
struct SetAsynchronousIdentity: Statement {
    static let sql = "select set_config('synchronous_commit', 'off', true), set_config($1, $2, true)"
}

/// For as long as the connection lasts.
struct SetUpSession: Statement {
    static let sql = """
        select set_config('statement_timeout', coalesce($1, current_setting('statement_timeout')), false),
            set_config(
                'plan_cache_mode',
                case when $2 then 'force_generic_plan' else current_setting('plan_cache_mode') end, false),
            set_config('enable_seqscan', case when $2 then 'off' else current_setting('enable_seqscan') end, false),
            set_config('jit', case when $2 then 'off' else current_setting('jit') end, false)
        """
    /// Nil for what the server is configured to.
    let timeout: Duration?
    /// As in `Pool.Configuration`.
    let plansOnce: Bool

    func bind(to parameters: inout Parameters) {
        parameters.append(timeout.map { "\($0.milliseconds)ms" })
        parameters.append(plansOnce)
    }
}

extension Duration {
    /// At least one, since the server takes zero for none.
    fileprivate var milliseconds: Int64 {
        max(1, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
