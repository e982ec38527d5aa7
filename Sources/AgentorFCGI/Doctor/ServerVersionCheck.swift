extension Check {
    static let serverVersion = Check(subject: "PostgreSQL", needs: [.web]) { patient in
        let row = try patient.ask(
            "select current_setting('server_version'), current_setting('server_version_num')::integer >= 150000"
        )[0]
        let version = row[0] ?? "unknown"
        guard row[1] == "t" else {
            return .broken("the server is version \(version).", remedy: "use version 15 or later.")
        }
        return .fine("version \(version).")
    }
}
