import AgentorCore
import Logging
import Postgres

/// As whom the database is asked.
enum DatabaseRole: CaseIterable, Hashable, Sendable {
    case web, door, owner

    var variable: String {
        switch self {
        case .web: "DATABASE_URL"
        case .door: "DATABASE_DOOR_URL"
        case .owner: "DATABASE_OWNER_URL"
        }
    }

    /// What the role has to be called; nil for the owner.
    var name: String? {
        switch self {
        case .web: Schema.webRole
        case .door: Schema.doorRole
        case .owner: nil
        }
    }
}

/// What is checked: the environment of a worker, and the database it names.
struct Patient: Sendable {
    /// The value of a variable; nil when it is not set, or empty.
    let environment: @Sendable (String) -> String?
    let logger: Logger

    func conninfo(_ role: DatabaseRole) -> String? { environment(role.variable) }

    /// A connection made for this question alone. Only for roles a check needs.
    func connect(as role: DatabaseRole) throws(PostgresError) -> Connection {
        guard let conninfo = conninfo(role) else {
            throw PostgresError(.connection, "\(role.variable) is not set")
        }
        return try Connection.open(
            try ConnectionParameters(parsing: conninfo), applicationName: "agentor doctor",
            timeout: .seconds(5),
            logger: logger)
    }

    /// The rows of a query.
    func ask(
        _ sql: String, _ parameters: [String?] = [], as role: DatabaseRole = .web
    ) throws(PostgresError) -> [[String?]] {
        let connection = try connect(as: role)
        return try connection.run(sql, parameters, patience: .seconds(10))
    }

    func isReachable(as role: DatabaseRole) -> Bool { (try? ask("select 1", as: role)) != nil }
}
