import ArgumentParser

/// Makes a backup of the database while the site is in use.
struct MakeBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Make a backup of the database and of files, in a folder of its own.",
        discussion: """
            DATABASE_OWNER_URL names the database, as the role that owns the tables. The site goes on meanwhile. The \
            folder must not exist, and nobody else can read it. With AGENTOR_FILES_FOLDER it holds the files people have \
            sent too, unless they are in an S3 store. The key that opens what is sealed (AGENTOR_KEY_FILE) is \
            not in it: keep a copy of that elsewhere.
            """)

    @Argument(help: ArgumentHelp("Where to make it.", valueName: "dir"))
    var folder: String

    func run() throws {
        let files = try Settings.filesOnDisk()
        let backup = Backup(
            conninfo: try Settings.ownerDatabase(), files: files, logger: Settings.logger())
        let manifest = try backup.make(at: folder)
        print(
            """
            The backup is in \(folder): \(manifest.rows.values.reduce(0, +)) rows of \(manifest.rows.count) tables.
            \(Self.words(manifest.fileContents, files))
            The key (AGENTOR_KEY_FILE) is not in it. Without the key, second factors and mails that wait are lost: keep a \
            copy of it, apart from the backup.
            """)
    }

    private static func words(_ count: Int?, _ files: Backup.Files?) -> String {
        guard let count, let files else {
            return "Files people have sent are not in it: AGENTOR_FILES_FOLDER is not set."
        }
        return "With them: \(count) contents of files"
            + (files.areAll
                ? "." : ", those on this machine. The others are in the S3 store, which keeps copies itself.")
    }
}
