/// One step of a schema: SQL text of any number of commands, run in one transaction.
///
/// `:app_role` in the text stands for the quoted name of the serving role, and so on for other roles: see `Migrator`.
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
    func script(with tokens: Tokens) throws(PostgresError) -> String {
        try tokens.replaced(in: sql, of: "the migration")
    }
}

/// What a schema does: functions, triggers, views, policies and grants of one subject. Unlike a migration it may be
/// edited: when the definitions of any set are not those the database has, all are taken away and laid anew.
///
/// The text may hold the same tokens as a migration's. Nothing in it is granted to PUBLIC.
public struct Definition: Sendable {
    public let name: String
    let sql: [UInt8]

    public init(name: String, sql: [UInt8]) {
        self.name = name
        self.sql = sql
    }

    public init(name: String, sql: String) {
        self.init(name: name, sql: Array(sql.utf8))
    }
}

/// The tables of one module, counted on their own, and what is defined on them.
public struct MigrationSet: Sendable {
    public let name: String
    public let migrations: [Migration]
    /// The schema that holds everything the definitions make, and nothing else but tables and types.
    public let schema: String?
    public let definitions: [Definition]
    /// SQL that stands for `:name` in the definitions.
    public let values: [String: String]

    public init(
        name: String, migrations: [Migration], schema: String? = nil, definitions: [Definition] = [],
        values: [String: String] = [:]
    ) {
        self.name = name
        self.migrations = migrations
        self.schema = schema
        self.definitions = definitions
        self.values = values
    }
}

/// What stands for `:name` in SQL text.
struct Tokens {
    let values: [String: String]

    func replaced(in sql: [UInt8], of subject: String) throws(PostgresError) -> String {
        guard let text = String(validating: sql, as: UTF8.self) else {
            throw PostgresError(.encoding, "\(subject) is not valid UTF-8")
        }
        var script = ""
        var rest = text[...]
        while let colon = rest.firstIndex(of: ":") {
            let start = rest.index(after: colon)
            let name = rest[start...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            script += rest[..<colon]
            if script.last != ":", let value = values[String(name)] {
                script += value
            } else {
                script += rest[colon..<name.endIndex]
            }
            rest = rest[name.endIndex...]
        }
        return script + rest
    }
}
