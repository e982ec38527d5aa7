import AgentorCore

extension Check {
    /// The tables' rows are kept apart by policies, which have to hold for whoever serves, and for the owner too.
    static let rowSecurity = Check(subject: "Row level security", needs: [.web]) { patient in
        let loose = try patient.ask(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and n.nspname in ('agentor', 'messaging')
                and not (c.relrowsecurity and c.relforcerowsecurity)
            order by 1
            """
        ).compactMap { $0[0] }
        guard loose.isEmpty else {
            return .broken(
                "it is not forced on \(loose.joined(separator: ", ")).",
                remedy:
                    "somebody has turned it off: alter table … enable row level security, force row level security"
            )
        }
        return .fine("every table forces it.")
    }

    static let roles = Check(subject: "Roles", needs: [.web]) { patient in
        let faults = try patient.ask(
            """
            select format('%s %s', rolname, what) from pg_roles, lateral (values
                (rolsuper, 'is a superuser'), (rolbypassrls, 'bypasses row level security'),
                (rolcreaterole, 'may make roles'), (rolcreatedb, 'may make databases'),
                (rolreplication, 'may copy the server'),
                (exists (select from pg_auth_members m where m.member = pg_roles.oid), 'is a member of other roles'),
                (exists (select from pg_class c where c.relowner = pg_roles.oid), 'owns tables')) fault (holds, what)
            where holds and rolname = any ($1::text[]) order by 1
            """, [Schema.roleArray]
        ).compactMap { $0[0] }
        guard faults.isEmpty else {
            return .broken(
                "\(faults.joined(separator: ", ")): what serves could be more than the person who asks.",
                remedy:
                    "take that away: alter role … nosuperuser nobypassrls nocreaterole nocreatedb noreplication, "
                    + "revoke … from …")
        }
        return .fine("those that serve own nothing and bypass nothing.")
    }

    /// PostgreSQL lets every role change its own settings. What it has in other databases is theirs.
    static let roleSettings = Check(subject: "Settings of the roles", needs: [.web]) { patient in
        let found = try patient.ask(
            """
            select format('%s: %s', r.rolname, array_to_string(s.setconfig, ', '))
            from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
            where r.rolname = any ($1::text[])
                and s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
            order by 1
            """, [Schema.roleArray]
        ).compactMap { $0[0] }
        guard found.isEmpty else {
            return .warning(
                "some are not the server's own: \(found.joined(separator: "; ")).",
                remedy:
                    "if that was not you, it was the role itself: alter role … reset all, and give it another password."
            )
        }
        return .fine("the server's own.")
    }
}
