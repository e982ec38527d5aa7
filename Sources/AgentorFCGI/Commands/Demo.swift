import AgentorCore
import ArgumentParser
import Messaging
import Postgres

/// Loads a marketplace to look around in. Its passwords are public.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load a demonstration marketplace.",
        discussion: """
            Needs what serving needs, and DATABASE_OWNER_URL: only the role that owns the tables may say when \
            something was sent. Loading again changes nothing, and completes what was interrupted.
            """)

    @Option(
        name: .customLong("from"),
        help: ArgumentHelp("The folder with its people and channels.", valueName: "dir"),
        completion: .directory)
    var folder: String

    func run() throws {
        let logger = Settings.logger()
        let settings = try Settings.site(logger: logger)
        let database = try Settings.database(logger: logger)
        defer { database.close() }
        let demonstration = try Demonstration(from: folder, options: OptionShelf(database).current())
        let owner = Pool(
            Pool.Configuration(
                conninfo: try Settings.ownerDatabase(), size: 1, applicationName: "agentor demo"),
            logger: logger)
        defer { owner.close() }
        let messenger = Messenger(
            pool: database.web, housekeepingPool: database.door, keys: settings.keys,
            listeningOn: try Settings.webDatabase(), logger: logger)
        try DemonstrationLoader(
            messenger: messenger, accounts: settings.accounts(database), owner: owner,
            files: settings.fileKeeper(messenger)
        ).load(demonstration)
        print("Sign in as one of these, and in another browser as another:")
        for person in demonstration.signIns {
            print("  \(person.email), \(person.name), \(person.kind == .agent ? "agent" : "client")")
        }
        print("Their password is \(demonstration.password)")
    }
}
