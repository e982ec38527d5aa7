import AgentorCore
import ArgumentParser
import Glibc
import Logging
import Postgres
import Storage

/// What the operator sets. Everything that may hold a secret comes from the environment, never from a flag.
enum Settings {
    /// Where the site's data is, as the role that serves whoever is known: a libpq connection string.
    static func webDatabase() throws -> String {
        guard let url = environment("DATABASE_URL") else {
            throw ValidationError(
                "DATABASE_URL is not set. It names the database to serve from, as the role \(Schema.webRole)."
            )
        }
        return url
    }

    /// The same database, as the role that does what happens before anybody is known.
    static func doorDatabase() throws -> String {
        guard let url = environment("DATABASE_DOOR_URL") else {
            throw ValidationError(
                "DATABASE_DOOR_URL is not set. It names the same database, as the role \(Schema.doorRole), "
                    + "which does what happens before anybody is known.")
        }
        return url
    }

    /// The connections of the roles that serve.
    static func database(logger: Logger) throws -> Database {
        func pool(_ url: String, size: Int) -> Pool {
            // A page waits for nobody's transaction for longer than a person for a page.
            let configuration = Pool.Configuration(
                conninfo: url, size: size, applicationName: "agentor", lockTimeout: .seconds(2))
            return Pool(configuration, logger: logger)
        }
        return Database(web: pool(try webDatabase(), size: 16), door: pool(try doorDatabase(), size: 8))
    }

    /// The same database as its owner: a libpq connection string.
    static func ownerDatabase() throws -> String {
        guard let url = environment("DATABASE_OWNER_URL") else {
            throw ValidationError(
                "DATABASE_OWNER_URL is not set. It names the database, as the role that owns it.")
        }
        return url
    }

    static func site(
        executor: (any TaskExecutor)? = nil, patience: Duration = .zero, logger: Logger
    ) throws -> SiteSettings {
        try SiteSettings(environment: environment, executor: executor, patience: patience, logger: logger)
    }

    /// What an operator's commands need that send mails or read what is sealed.
    static func accounts(_ database: Database, logger: Logger) throws -> Accounts {
        try SiteSettings.accounts(environment: environment, database: database, logger: logger)
    }

    /// The folder of files on this machine, and whether all of them are there; nil where none is named.
    static func filesOnDisk() throws -> Backup.Files? {
        try FileSettings(environment: environment).map {
            Backup.Files(store: DiskStore(folder: $0.folder), areAll: $0.store is DiskStore)
        }
    }

    static func accountRules() throws -> AccountRules {
        try AccountRules(environment: environment)
    }

    /// Writes to standard error. `AGENTOR_LOG_LEVEL` is trace, debug, info (the default), notice, warning or error.
    static func logger() -> Logger {
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "agentor")
        logger.logLevel = environment("AGENTOR_LOG_LEVEL").flatMap(Logger.Level.init(rawValue:)) ?? .info
        return logger
    }

    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
