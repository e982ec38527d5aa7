import ArgumentParser

/// Restores a backup into an empty database.
struct RestoreBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore a backup into an empty database.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that is to own the tables: one that deploy/database.sql \
            has made and nobody has used. Files go to AGENTOR_FILES_FOLDER, beside what is there. All of the backup is restored or nothing, and compared with what it says of \
            itself.
            """)

    @Argument(help: ArgumentHelp("The backup.", valueName: "dir"))
    var folder: String

    func run() throws {
        let backup = Backup(
            conninfo: try Settings.ownerDatabase(), files: try Settings.filesOnDisk(),
            logger: Settings.logger())
        let restored = try backup.restore(from: folder)
        let rows = restored.manifest.rows
        print(
            """
            Restored, and compared: \(rows.values.reduce(0, +)) rows of \(rows.count) tables.
            Everything is as it was then: passwords and addresses changed since, and sessions that were ended. To have \
            everybody sign in again: agentor admin revoke-sessions --everybody
            """)
        if let obstacle = restored.obstacle {
            print("Before it is served: \(obstacle)")
        }
    }
}
