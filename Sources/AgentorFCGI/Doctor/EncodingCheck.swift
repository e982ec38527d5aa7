extension Check {
    static let encoding = Check(subject: "Encoding", needs: [.web]) { patient in
        let name =
            try patient.ask(
                "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()")[
                0][0] ?? ""
        guard name == "UTF8" else {
            return .broken(
                "the database is encoded in \(name), which cannot keep what people write.",
                remedy: "make one encoded in UTF8 with deploy/database.sql, and restore a backup into it.")
        }
        return .fine("UTF8.")
    }
}
