import FoundationEssentials
import Postgres

/// How the site is: what is stored, what waits and since when. What is counted of big tables is about so many.
package struct SiteHealth: Sendable {
    /// Something that is done later, by whichever worker comes first.
    package struct Queue: Sendable {
        /// Up to `SiteHealth.mostCounted`.
        package let count: Int
        package let oldest: Date?
    }

    package static let mostCounted = 10_000

    package let serverVersion: String
    package let databaseBytes: Int64
    package let connections: Int
    package let mostConnections: Int
    package let migrations: Int
    package let migratedAt: Date?
    package let messages: Int64
    package let mail: Queue
    package let hookCalls: Queue
    package let pushes: Queue
    package let scheduled: Queue
    package let erasures: Queue
    /// Since when it should have been looked whether somebody has missed something; nil where nobody waits for that.
    package let missedSince: Date?
    package let files: Int64
    package let contents: Int64
    package let contentBytes: Int64
    /// Of no file any more, and not deleted yet.
    package let unusedContents: Int
    package let unusedBytes: Int64
    /// Of nobody's message yet.
    package let unsentFiles: Int
    package let dataKeys: Int64
    /// Up to `SiteHealth.mostCounted`.
    package let plainTexts: Int
    /// How many channels were looked at for what is too old, the first; nil for all.
    package let expiringLooked: Int?
    package let expiring: Int
}

/// What somebody keeps in files.
package struct QuotaUse: Sendable {
    package let account: UUID
    /// With @; nil for somebody without one.
    package let handle: String?
    package let bytes: Int64
}

extension Administrators {
    /// - Returns: nil where there is nothing for the viewer.
    package func health(for viewer: Viewer) throws(PostgresError) -> SiteHealth? {
        try database.web.first(ReadSiteHealth(), as: viewer.identity)
    }

    /// Who keeps most in files.
    package func greatestQuotas(_ most: Int = 10, for viewer: Viewer) throws(PostgresError) -> [QuotaUse] {
        try database.web.query(ListGreatestQuotas(most: most), as: viewer.identity)
    }
}

private struct ReadSiteHealth: Statement {
    static let sql = """
        select server_version, database_bytes, connections, most_connections, migrations, migrated_at, messages, mail_waiting,
            mail_oldest, hook_waiting, hook_oldest, push_waiting, push_oldest, scheduled_due, scheduled_oldest, erasures_due,
            erasures_oldest, missed_oldest, files, contents, content_bytes, unused_contents, unused_bytes, unsent_files, data_keys,
            plain_texts, expiring_looked, expiring
        from agentor.site_health()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> SiteHealth {
        SiteHealth(
            serverVersion: try columns.next(String.self), databaseBytes: try columns.next(Int64.self),
            connections: try count(&columns), mostConnections: try count(&columns),
            migrations: try count(&columns), migratedAt: try columns.next(Date?.self),
            messages: try columns.next(Int64.self), mail: try queue(&columns), hookCalls: try queue(&columns),
            pushes: try queue(&columns), scheduled: try queue(&columns), erasures: try queue(&columns),
            missedSince: try columns.next(Date?.self), files: try columns.next(Int64.self),
            contents: try columns.next(Int64.self), contentBytes: try columns.next(Int64.self),
            unusedContents: try count(&columns), unusedBytes: try columns.next(Int64.self),
            unsentFiles: try count(&columns), dataKeys: try columns.next(Int64.self),
            plainTexts: try count(&columns), expiringLooked: try columns.next(Int32?.self).map(Int.init),
            expiring: try count(&columns))
    }

    private static func count(_ columns: inout Columns) throws(PostgresError) -> Int {
        Int(try columns.next(Int32.self))
    }

    private static func queue(_ columns: inout Columns) throws(PostgresError) -> SiteHealth.Queue {
        SiteHealth.Queue(count: try count(&columns), oldest: try columns.next(Date?.self))
    }
}

private struct ListGreatestQuotas: Statement {
    let most: Int

    static let sql = "select account, handle, bytes from agentor.greatest_quotas($1)"

    func bind(to parameters: inout Parameters) { parameters.append(Int32(clamping: most)) }

    static func row(from columns: inout Columns) throws(PostgresError) -> QuotaUse {
        QuotaUse(
            account: try columns.next(UUID.self), handle: try columns.next(String?.self),
            bytes: try columns.next(Int64.self))
    }
}
