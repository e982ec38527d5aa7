import AgentorCore
import ArgumentParser
import Logging
import Postgres

/// What an operator does to accounts. The exit code is 0 when it is done, or was before, 1 when it cannot be, and 64
/// when the command or a setting makes no sense.
struct Admin: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look after accounts.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables. Commands that send a mail, and \
            verify, also need AGENTOR_KEY_FILE and AGENTOR_ADDRESS, as for serving; the workers send the mail. Doing \
            something a second time changes nothing.
            """,
        subcommands: [
            List.self, Create.self, Verify.self, Promote.self, Demote.self, Suspend.self, Restore.self,
            Unlock.self, RevokeSessions.self, ResetFactor.self, Invite.self, Admit.self, Erase.self,
            Moderator.self, Administrator.self, Keep.self, Hold.self,
        ])

    /// Runs a command on the database as its owner.
    /// - Parameter logger: where one has been set up.
    static func withDatabase(
        reason: ReasonOption? = nil, logger: Logger? = nil, _ body: (Administration) throws -> Void
    ) throws {
        try withPool(reason, logger ?? Settings.logger()) { pool, administration in try body(administration) }
    }

    /// The same for what takes the keys and the site's address.
    static func withAccounts(
        reason: ReasonOption? = nil, _ body: (Administration, Accounts) throws -> Void
    ) throws {
        let logger = Settings.logger()
        try withPool(reason, logger) { pool, administration in
            try body(administration, try Settings.accounts(Database(owner: pool), logger: logger))
        }
    }

    private static func withPool(
        _ reason: ReasonOption?, _ logger: Logger, _ body: (Pool, Administration) throws -> Void
    ) throws {
        let conninfo = try Settings.ownerDatabase()
        // However long the server lets it take: an operator can stop it.
        let configuration = Pool.Configuration(
            conninfo: conninfo, size: 1, applicationName: "agentor admin", statementTimeout: nil)
        let pool = Pool(configuration, logger: logger)
        defer { pool.close() }
        let administration = Administration(
            pool: pool, logger: logger, operatorName: Operator.name, reason: reason?.reason)
        try body(pool, administration)
    }
}

/// Why something is done, for the log of acts.
struct ReasonOption: ParsableArguments {
    @Option(help: "Why, for the log that administrators read.")
    var reason: String?

    func validate() throws {
        guard (reason ?? "").utf8.count <= 2_000 else {
            throw ValidationError("A reason has 2,000 bytes at most.")
        }
    }
}

/// The account a command is about.
struct AddressArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The account's address.", valueName: "email"))
    var email: String
}
