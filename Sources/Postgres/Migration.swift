/// One step of a schema: SQL text of any number of commands, run in one transaction.
///
/// `:app_role` in the text stands for the quoted name of the serving role.
public struct Migration: Sendable {
    /// Its place: a set counts 1, 2, 3 …
    public let number: Int
    public let name: String
    let sql: [UInt8]

    public init(number: Int, name: String, sql: [UInt8]) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    public init(number: Int, name: String, sql: String) {
        self.init(number: number, name: name, sql: Array(sql.utf8))
    }

    /// The text to run.
    func script(for role: String) throws(PostgresError) -> String {
        guard let text = String(validating: sql, as: UTF8.self) else {
            throw PostgresError(.encoding, "the migration is not valid UTF-8")
        }
        var script = ""
        var rest = text[...]
        while let start = rest.firstRange(of: Self.roleToken) {
            script += rest[..<start.lowerBound]
            let isCast = script.last == ":"
            let isLonger =
                rest[start.upperBound...].first.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
            script += isCast || isLonger ? Self.roleToken : role
            rest = rest[start.upperBound...]
        }
        return script + rest
    }

    private static let roleToken = ":app_role"
}

/// The migrations of one module, counted on their own.
public struct MigrationSet: Sendable {
    public let name: String
    public let migrations: [Migration]

    public init(name: String, migrations: [Migration]) {
        self.name = name
        self.migrations = migrations
    }
}
