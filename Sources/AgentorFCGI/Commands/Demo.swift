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
        let database = try Settings.database(logger: logger)
        defer { database.close() }
        let messenger = Messenger(
            pool: database.web, listeningOn: try Settings.webDatabase(), logger: logger)
        try DemonstrationMarketplace(messenger: messenger, accounts: settings.accounts(database)).load()
        print(
            "Sign in as \(DemonstrationMarketplace.people[0].email), password \(DemonstrationMarketplace.password)"
        )
    }
}
