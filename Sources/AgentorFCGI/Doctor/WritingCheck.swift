import Postgres

extension Check {
    static let writing = Check(subject: "Writing", needs: [.web, .door]) { patient in
        for role in [DatabaseRole.web, .door] {
            let row = try patient.ask(
                "select pg_is_in_recovery(), current_setting('transaction_read_only'), to_regproc('agentor.probe')",
                as: role)[0]
            guard row[0] != "t" else {
                return .broken(
                    "\(role.variable) names a replica, which takes no changes.",
                    remedy: "name the primary server, or all of them with target_session_attrs=read-write.")
            }
            guard row[1] != "on" else {
                return .broken(
                    "the server takes no changes from \(role.name ?? ""): default_transaction_read_only is on.",
                    remedy:
                        "see why, such as a full disk, and turn it off for the server, the database and the role."
                )
            }
            guard row[2] != nil else { continue }
            do { _ = try patient.ask("select agentor.probe()", as: role) } catch let error as PostgresError {
                return .broken(
                    "nothing can be written: \(DatabaseTrouble(error).summary) (\(error))",
                    remedy: "see to the server: its log says more.")
            }
        }
        return .fine("the server takes changes.")
    }
}
