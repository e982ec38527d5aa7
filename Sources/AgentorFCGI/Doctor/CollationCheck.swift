extension Check {
    /// Indexes stand in the order of the collation they were made with. When the system sorts otherwise than it did then,
    /// as after an upgrade of its C library or with another machine's data files, they find less than there is.
    static let collation = Check(subject: "Collation", needs: [.web]) { patient in
        let row = try patient.ask(
            """
            select datcollate, datcollversion, pg_database_collation_actual_version(oid), quote_ident(datname)
            from pg_database where datname = current_database()
            """)[0]
        let (name, made, present, database) = (row[0] ?? "", row[1], row[2], row[3] ?? "")
        guard made == present else {
            return .broken(
                "texts were sorted by version \(made ?? "unknown") of \(name) when the indexes were made, and are by "
                    + "\(present ?? "unknown") now: they may not find what is there.",
                remedy: "as a superuser, while no worker runs: reindex database \(database); "
                    + "alter database \(database) refresh collation version")
        }
        return .fine("\(name), as when the indexes were made.")
    }
}
