import Postgres

extension Messenger {
    /// The tables, triggers and policies of messaging, in a schema of their own, for a `Migrator` whose `:app_role` is
    /// the role the messenger's pool connects as.
    /// - Parameter viewer: an SQL expression for who is speaking, a `uuid` or null. By default it is whom a setting
    ///   names that anybody can set (`Identity(participant:)`): good where the serving role's SQL is the host's own
    ///   alone. A host that does not trust it proves who is asking, and names what it proved.
    /// - Parameter readsTexts: an SQL expression for whether they are shown what was said; or else every text is empty. Nothing may
    ///   be kept in memory of what somebody reads who is not.
    public static func schema(viewer: String = trustedViewer, readsTexts: String = "true") -> MigrationSet {
        MigrationSet(
            name: "messaging",
            migrations: [
                Migration(number: 1, name: "channels", sql: PackageResources._001_channels_sql),
                Migration(number: 2, name: "erasure", sql: PackageResources._002_erasure_sql),
                Migration(number: 3, name: "revisions", sql: PackageResources._003_revisions_sql),
                Migration(number: 4, name: "memberships", sql: PackageResources._004_memberships_sql),
                Migration(number: 5, name: "handles", sql: PackageResources._005_handles_sql),
                Migration(number: 6, name: "conversations", sql: PackageResources._006_conversations_sql),
                Migration(number: 7, name: "versions", sql: PackageResources._007_versions_sql),
                Migration(number: 8, name: "reactions", sql: PackageResources._008_reactions_sql),
                Migration(number: 9, name: "threads", sql: PackageResources._009_threads_sql),
                Migration(number: 10, name: "mentions", sql: PackageResources._010_mentions_sql),
                Migration(number: 11, name: "keeping", sql: PackageResources._011_keeping_sql),
                Migration(number: 12, name: "presence", sql: PackageResources._012_presence_sql),
                Migration(number: 13, name: "pace", sql: PackageResources._013_pace_sql),
                Migration(
                    number: 14, name: "scheduled_quotations",
                    sql: PackageResources._014_scheduled_quotations_sql),
                Migration(number: 15, name: "groups", sql: PackageResources._015_groups_sql),
                Migration(number: 16, name: "files", sql: PackageResources._016_files_sql),
                Migration(number: 17, name: "pictures", sql: PackageResources._017_pictures_sql),
                Migration(number: 18, name: "blocks", sql: PackageResources._018_blocks_sql),
                Migration(number: 19, name: "albums", sql: PackageResources._019_albums_sql),
                Migration(number: 20, name: "permissions", sql: PackageResources._020_permissions_sql),
                Migration(number: 21, name: "invitations", sql: PackageResources._021_invitations_sql),
                Migration(number: 22, name: "levels", sql: PackageResources._022_levels_sql),
                Migration(number: 23, name: "discovery", sql: PackageResources._023_discovery_sql),
                Migration(number: 24, name: "notifications", sql: PackageResources._024_notifications_sql),
                Migration(number: 25, name: "folders", sql: PackageResources._025_folders_sql),
                Migration(number: 26, name: "keywords", sql: PackageResources._026_keywords_sql),
                Migration(number: 27, name: "sealing", sql: PackageResources._027_sealing_sql),
                Migration(number: 28, name: "requests", sql: PackageResources._028_requests_sql),
                Migration(
                    number: 29, name: "mailed_invitations",
                    sql: PackageResources._029_mailed_invitations_sql),
                Migration(number: 30, name: "search", sql: PackageResources._030_search_sql),
                Migration(number: 31, name: "file_words", sql: PackageResources._031_file_words_sql),
                Migration(number: 32, name: "file texts", sql: PackageResources._032_file_texts_sql),
                Migration(number: 33, name: "review", sql: PackageResources._033_review_sql),
                Migration(number: 34, name: "holding", sql: PackageResources._034_holding_sql),
                Migration(number: 35, name: "web", sql: PackageResources._035_web_sql),
                Migration(number: 36, name: "retention", sql: PackageResources._036_retention_sql),
                Migration(
                    number: 37, name: "withheld files", sql: PackageResources._037_withheld_files_sql),
                Migration(number: 38, name: "moderating", sql: PackageResources._038_moderating_sql),
                Migration(
                    number: 39, name: "withheld channels", sql: PackageResources._039_withheld_channels_sql),
            ],
            schema: "messaging",
            definitions: [
                Definition(name: "participants", sql: PackageResources.participants_sql),
                Definition(name: "blocks", sql: PackageResources.blocks_sql),
                Definition(name: "permissions", sql: PackageResources.permissions_sql),
                Definition(name: "channels", sql: PackageResources.channels_sql),
                Definition(name: "sealing", sql: PackageResources.sealing_sql),
                Definition(name: "folders", sql: PackageResources.folders_sql),
                Definition(name: "messages", sql: PackageResources.messages_sql),
                Definition(name: "web", sql: PackageResources.web_sql),
                Definition(name: "mentions", sql: PackageResources.mentions_sql),
                Definition(name: "conversations", sql: PackageResources.conversations_sql),
                Definition(name: "invitations", sql: PackageResources.invitations_sql),
                Definition(name: "requests", sql: PackageResources.requests_sql),
                Definition(name: "versions", sql: PackageResources.versions_sql),
                Definition(name: "reactions", sql: PackageResources.reactions_sql),
                Definition(name: "files", sql: PackageResources.files_sql),
                Definition(name: "pictures", sql: PackageResources.pictures_sql),
                Definition(name: "albums", sql: PackageResources.albums_sql),
                Definition(name: "keeping", sql: PackageResources.keeping_sql),
                Definition(name: "review", sql: PackageResources.review_sql),
                Definition(name: "holding", sql: PackageResources.holding_sql),
                Definition(name: "moderating", sql: PackageResources.moderating_sql),
                Definition(name: "retention", sql: PackageResources.retention_sql),
                Definition(name: "presence", sql: PackageResources.presence_sql),
                Definition(name: "levels", sql: PackageResources.levels_sql),
                Definition(name: "notifications", sql: PackageResources.notifications_sql),
                Definition(name: "own", sql: PackageResources.own_sql),
                Definition(name: "search", sql: PackageResources.search_sql),
                Definition(name: "erasure", sql: PackageResources.erasure_sql),
            ],
            values: ["viewer": viewer, "reads_texts": readsTexts, "permissions": Permission.rows])
    }

    /// Whom the setting `messaging.participant` names.
    public static let trustedViewer = "nullif(current_setting('messaging.participant', true), '')::uuid"
}
