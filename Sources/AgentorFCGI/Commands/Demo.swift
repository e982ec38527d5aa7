import AgentorCore
import ArgumentParser
import FoundationEssentials
import Messaging
import Postgres

/// Loads a small marketplace to look around in. Everything goes through the same code as the site, and carries fixed
/// nonces: loading it again changes nothing.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Load a small demonstration marketplace.")

    func run() throws {
        let logger = Settings.logger()
        let settings = try Settings.site()
        let database = try Settings.database()
        let pool = Pool(database, logger: logger)
        defer { pool.close() }
        let messenger = Messenger(pool: pool, listeningOn: database.conninfo, logger: logger)
        try DemonstrationMarketplace(
            pool: pool, messenger: messenger, accounts: settings.accounts(pool: pool)
        ).load()
        print(
            "Sign in as \(DemonstrationMarketplace.people[0].email), password \(DemonstrationMarketplace.password)"
        )
    }
}
