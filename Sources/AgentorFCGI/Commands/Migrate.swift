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
        let migrator = Migrator(sets: Schema.sets, servingRole: Schema.servingRole)
        try migrator.migrate(on: Settings.ownerDatabase(), logger: logger)
        print("The database is at this version.")
    }
}
