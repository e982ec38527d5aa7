import Postgres

extension Check {
    /// The one check that says who cannot get in; the others are left out then.
    static let connections = Check(subject: "Connections") { patient in
        for role in DatabaseRole.allCases {
            guard patient.conninfo(role) != nil else {
                if role == .owner { continue }
                return .broken(
                    "\(role.variable) is not set.", remedy: "name the database as the role it is for.")
            }
            let user: String?
            do throws(PostgresError) {
                user = try patient.ask("select current_user", as: role).first?[0]
            } catch {
                return .broken(
                    "\(role.variable) does not lead into a database: \(error)",
                    remedy: "see that the server runs, and lets this role in from here.")
            }
            if let name = role.name, user != name {
                return .broken(
                    "\(role.variable) gets in as \(user ?? "nobody"), and must as \(name).",
                    remedy: "name \(name) there.")
            }
        }
        return .fine("every role gets in.")
    }

    static let sameDatabase = Check(subject: "One database", needs: [.web, .door]) { patient in
        func place(_ role: DatabaseRole) throws -> [String?] {
            try patient.ask(
                """
                select current_database(), (select system_identifier from pg_control_system()),
                    (select oid from pg_database where datname = current_database())
                """, as: role)[0]
        }
        let web = try place(.web)
        for role in [DatabaseRole.door, .owner] where patient.conninfo(role) != nil {
            guard try place(role) == web else {
                return .broken(
                    "\(role.variable) names another database than DATABASE_URL.",
                    remedy: "name the same one in all.")
            }
        }
        return .fine("all roles work on the same.")
    }
}
