import AgentorCore

extension Check {
    /// What `deploy/database.sql` takes away.
    static let rights = Check(subject: "Rights", needs: [.web]) { patient in
        let found = try patient.ask(
            """
            select distinct what from unnest($1::text[]) role, lateral (
                select 'make temporary tables' as what
                where has_database_privilege(role, current_database(), 'temporary')
                union all
                select format('make things in the schema %I', nspname) from pg_namespace
                where has_schema_privilege(role, oid, 'create')
                union all
                select case when proname ~ '^lo' then 'make large objects' when proname ~ 'advisory' then 'take locks by number'
                    else format('call %s', proname) end
                from pg_proc where pronamespace = 'pg_catalog'::regnamespace
                    and (proname ~ '^(lo_.*|loread|lowrite)$' or proname ~ 'advisory' or proname in (
                        'pg_cancel_backend', 'pg_terminate_backend', 'pg_export_snapshot', 'pg_logical_emit_message'))
                    and has_function_privilege(role, oid, 'execute')) rights
            order by 1
            """, [Schema.roleArray]
        ).compactMap { $0[0] }
        guard found.isEmpty else {
            return .warning(
                "those that serve may \(found.joined(separator: ", ")), and need not.",
                remedy: "run deploy/database.sql as a superuser.")
        }
        let lacking = try patient.ask(
            """
            select distinct pg_get_userbyid(proowner) from pg_proc
            where oid = to_regprocedure('messaging.unused_contents(integer, integer)')
                and not has_function_privilege(proowner, 'pg_try_advisory_xact_lock_shared(bigint)', 'execute')
            """)
        guard lacking.isEmpty else {
            return .warning(
                "the owner may not take the lock that deleting files takes, so that no file's bytes are ever deleted.",
                remedy: "run deploy/database.sql as a superuser.")
        }
        return .fine("those that serve may do no more than they need, as far as PostgreSQL can say.")
    }
}
