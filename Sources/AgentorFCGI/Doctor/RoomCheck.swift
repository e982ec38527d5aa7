extension Check {
    /// A worker has 16 connections of the web role, 8 of the door, and one that listens.
    private static let connectionsOfAWorker = 25

    static let room = Check(subject: "Room for connections", needs: [.web]) { patient in
        let row = try patient.ask(
            """
            select current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer,
                (select count(*) from pg_stat_activity where backend_type = 'client backend' or backend_type is null),
                (select rolconnlimit from pg_roles where rolname = current_user)
            """)[0].map { $0.flatMap { Int($0) } ?? 0 }
        let (most, used, limit) = (row[0], row[1], row[2])
        let needed = Self.connectionsOfAWorker
        guard most >= needed, limit < 0 || limit >= needed else {
            return .warning(
                "the server lets \(limit >= 0 ? min(limit, most) : most) in at once, and a worker may need \(needed).",
                remedy:
                    "raise max_connections, or the role's connection limit, to \(needed) for each worker and some more."
            )
        }
        guard most - used >= 5 else {
            return .warning(
                "\(used) of \(most) are in use.",
                remedy: "raise max_connections, or find out who holds so many.")
        }
        return .fine("\(used) of \(most) are in use; a worker may need \(needed).")
    }

    /// Without vacuum the server stops taking changes some two thousand million transactions after the oldest it keeps.
    static let transactionNumbers = Check(subject: "Transaction numbers", needs: [.web]) { patient in
        let row = try patient.ask(
            "select datname, age(datfrozenxid) from pg_database order by 2 desc limit 1")[0]
        let (name, age) = (row[0] ?? "", row[1].flatMap { Int($0) } ?? 0)
        guard age < 1_000_000_000 else {
            return .warning(
                "the database \(name) has used \(age / 1_000_000) million since it was last cleaned; the server stops at some 2,100.",
                remedy:
                    "see that autovacuum is on and no transaction stays open for days; as a superuser, vacuum freeze."
            )
        }
        return .fine("far from running out.")
    }
}
