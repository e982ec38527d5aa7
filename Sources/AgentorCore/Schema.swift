import Messaging
import Postgres

/// The migrations of the whole application, in the order they are run.
package enum Schema {
    package static let sets = [
        Messenger.migrations,
        MigrationSet(
            name: "agentor",
            migrations: [
                Migration(number: 1, name: "accounts", sql: PackageResources._001_accounts_sql),
                Migration(number: 2, name: "mail", sql: PackageResources._002_mail_sql),
                Migration(number: 3, name: "access", sql: PackageResources._003_access_sql),
                Migration(number: 4, name: "sessions", sql: PackageResources._004_sessions_sql),
            ]),
    ]

    /// The role that serves: owns nothing, cannot bypass row level security.
    package static let servingRole = "agentor_app"

    /// Throws when the database does not answer.
    package static func probe(_ pool: Pool) throws(PostgresError) {
        _ = try pool.query(Ping(), as: .nobody)
    }
}

/// Asks for nothing.
struct Ping: Statement {
    static let sql = "select"
}
