import AgentorCore
import ArgumentParser
import Postgres

/// Brings the database to this version. Safe to run again, and on several machines at once.
struct Migrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to this version.",
        discussion: "DATABASE_OWNER_URL names the database, as the role that owns the tables.")

    func run() throws {
        let logger = Settings.logger()
        let owner = try Settings.ownerDatabase()
        try Schema.migrate(on: owner, logger: logger)
        if let obstacle = try Schema.obstacle(on: owner) { throw ValidationError(obstacle) }
        print("The database is at this version.")
    }
}
