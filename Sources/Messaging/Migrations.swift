import Postgres

extension Messenger {
    /// The tables, triggers and policies of messaging, in a schema of their own. Run them with a `Migrator`, whose
    /// serving role is the one the messenger's pool connects as.
    public static let migrations = MigrationSet(
        name: "messaging",
        migrations: [
            Migration(number: 1, name: "channels", sql: PackageResources._001_channels_sql),
            Migration(number: 2, name: "erasure", sql: PackageResources._002_erasure_sql),
            Migration(number: 3, name: "revisions", sql: PackageResources._003_revisions_sql),
        ])
}
