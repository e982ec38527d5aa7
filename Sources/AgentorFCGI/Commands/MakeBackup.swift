import ArgumentParser

/// Makes a backup of the database while the site is in use.
struct MakeBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a backup of the database, in a folder of its own.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables. The site goes on meanwhile. The \
            folder must not exist, and nobody else can read it. The key that opens what is sealed (AGENTOR_KEY_FILE) is \
            not in it: keep a copy of that elsewhere.
            """)

    @Argument(help: ArgumentHelp("Where to make it.", valueName: "dir"))
    var folder: String

    func run() throws {
        let backup = Backup(conninfo: try Settings.ownerDatabase(), logger: Settings.logger())
        let manifest = try backup.make(at: folder)
        print(
            """
            The backup is in \(folder): \(manifest.rows.values.reduce(0, +)) rows of \(manifest.rows.count) tables.
            The key (AGENTOR_KEY_FILE) is not in it. Without the key, second factors and mails that wait are lost: keep a \
            copy of it, apart from the backup.
            """)
    }
}
