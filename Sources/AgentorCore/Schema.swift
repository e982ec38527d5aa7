import Messaging
import Postgres

/// The tables of the whole application and what is defined on them, in the order they are made.
package enum Schema {
    package static let sets = [
        Messenger.schema(viewer: viewer, readsTexts: "not \(isView)"),
        MigrationSet(
            name: "agentor",
            migrations: [
                Migration(number: 1, name: "accounts", sql: PackageResources._001_accounts_sql),
                Migration(number: 2, name: "mail", sql: PackageResources._002_mail_sql),
                Migration(number: 3, name: "access", sql: PackageResources._003_access_sql),
                Migration(number: 4, name: "sessions", sql: PackageResources._004_sessions_sql),
                Migration(number: 5, name: "identity", sql: PackageResources._005_identity_sql),
                Migration(number: 6, name: "limits", sql: PackageResources._006_limits_sql),
                Migration(number: 7, name: "addresses", sql: PackageResources._007_addresses_sql),
                Migration(number: 8, name: "profiles", sql: PackageResources._008_profiles_sql),
                Migration(number: 9, name: "services", sql: PackageResources._009_services_sql),
                Migration(number: 10, name: "directory", sql: PackageResources._010_directory_sql),
                Migration(number: 11, name: "mail server", sql: PackageResources._011_mail_server_sql),
                Migration(number: 12, name: "saved people", sql: PackageResources._012_saved_people_sql),
                Migration(number: 13, name: "saved searches", sql: PackageResources._013_saved_searches_sql),
                Migration(number: 14, name: "responsiveness", sql: PackageResources._014_responsiveness_sql),
                Migration(number: 15, name: "page views", sql: PackageResources._015_page_views_sql),
                Migration(number: 16, name: "options", sql: PackageResources._016_options_sql),
                Migration(number: 17, name: "onboarding", sql: PackageResources._017_onboarding_sql),
                Migration(number: 18, name: "portfolio", sql: PackageResources._018_portfolio_sql),
                Migration(number: 19, name: "enquiries", sql: PackageResources._019_enquiries_sql),
                Migration(
                    number: 20, name: "channel directory", sql: PackageResources._020_channel_directory_sql),
                Migration(number: 21, name: "missed_mail", sql: PackageResources._021_missed_mail_sql),
                Migration(
                    number: 22, name: "mailed_invitations",
                    sql: PackageResources._022_mailed_invitations_sql),
                Migration(
                    number: 23, name: "message searches", sql: PackageResources._023_message_searches_sql),
                Migration(number: 24, name: "reports", sql: PackageResources._024_reports_sql),
                Migration(number: 25, name: "moderation", sql: PackageResources._025_moderation_sql),
                Migration(number: 26, name: "audit log", sql: PackageResources._026_audit_log_sql),
                Migration(number: 27, name: "administrators", sql: PackageResources._027_administrators_sql),
                Migration(number: 28, name: "decisions", sql: PackageResources._028_decisions_sql),
                Migration(number: 29, name: "service words", sql: PackageResources._029_service_words_sql),
                Migration(number: 30, name: "care", sql: PackageResources._030_care_sql),
                Migration(number: 31, name: "unread feeds", sql: PackageResources._031_unread_feeds_sql),
                Migration(number: 32, name: "push", sql: PackageResources._032_push_sql),
                Migration(number: 33, name: "set limits", sql: PackageResources._033_set_limits_sql),
                Migration(number: 34, name: "decided cases", sql: PackageResources._034_decided_cases_sql),
                Migration(number: 35, name: "reported files", sql: PackageResources._035_reported_files_sql),
                Migration(number: 36, name: "person views", sql: PackageResources._036_person_views_sql),
                Migration(
                    number: 37, name: "closed channels", sql: PackageResources._037_closed_channels_sql),
            ],
            schema: "agentor",
            definitions: [
                Definition(name: "identity", sql: PackageResources.identity_sql),
                Definition(name: "audit", sql: PackageResources.audit_sql),
                Definition(name: "accounts", sql: PackageResources.accounts_sql),
                Definition(name: "sessions", sql: PackageResources.sessions_sql),
                Definition(name: "challenges", sql: PackageResources.challenges_sql),
                Definition(name: "second factors", sql: PackageResources.second_factors_sql),
                Definition(name: "identities", sql: PackageResources.identities_sql),
                Definition(name: "options", sql: PackageResources.options_sql),
                Definition(name: "profiles", sql: PackageResources.profiles_sql),
                Definition(name: "services", sql: PackageResources.services_sql),
                Definition(name: "enquiries", sql: PackageResources.enquiries_sql),
                Definition(name: "portfolio", sql: PackageResources.portfolio_sql),
                Definition(name: "directory", sql: PackageResources.directory_sql),
                Definition(name: "directory terms", sql: PackageResources.directory_terms_sql),
                Definition(name: "channel directory", sql: PackageResources.channel_directory_sql),
                Definition(name: "service directory", sql: PackageResources.service_directory_sql),
                Definition(name: "responsiveness", sql: PackageResources.responsiveness_sql),
                Definition(name: "page views", sql: PackageResources.page_views_sql),
                Definition(name: "saved", sql: PackageResources.saved_sql),
                Definition(name: "message searches", sql: PackageResources.message_searches_sql),
                Definition(name: "reports", sql: PackageResources.reports_sql),
                Definition(name: "moderation", sql: PackageResources.moderation_sql),
                Definition(name: "administration", sql: PackageResources.administration_sql),
                Definition(name: "person views", sql: PackageResources.person_views_sql),
                Definition(name: "care", sql: PackageResources.care_sql),
                Definition(name: "retention", sql: PackageResources.site_retention_sql),
                Definition(name: "throttling", sql: PackageResources.throttling_sql),
                Definition(name: "set limits", sql: PackageResources.set_limits_sql),
                Definition(name: "health", sql: PackageResources.health_sql),
                Definition(name: "site health", sql: PackageResources.site_health_sql),
                Definition(name: "mail", sql: PackageResources.mail_sql),
                Definition(name: "missed_mail", sql: PackageResources.missed_mail_sql),
                Definition(name: "push", sql: PackageResources.push_sql),
                Definition(name: "unread feeds", sql: PackageResources.unread_feeds_sql),
                Definition(name: "mailed_invitations", sql: PackageResources.mailed_invitations_sql),
                Definition(name: "erasure", sql: PackageResources.erasure_sql),
            ],
            values: [
                "viewer": viewer, "proven": isProven, "view": isView,
                "identity_setting": "'\(identityParameter)'",
            ]),
    ]

    /// The roles that serve. Both own nothing and cannot bypass row level security.
    package static let roles = [
        "app_role": webRole, "door_role": doorRole, "housekeeping_role": doorRole,
    ]

    /// Their names, as PostgreSQL reads an array of text.
    package static let roleArray = "{\(Set(roles.values).sorted().joined(separator: ","))}"

    /// Serves whoever is known by a session, and nobody else.
    package static let webRole = "agentor_app"

    /// Does what happens before anybody is known. It reads no table.
    package static let doorRole = "agentor_door"

    /// The parameter of the server that says who is asking, for a transaction: text of any kind, which only superusers
    /// may set and whom they allow to. It is for something else, the names of functions of the server's source whose
    /// errors are logged with a backtrace; no account is called like one.
    ///
    /// It holds the 32 digits of an account. `_proven` behind them is an administrator who has just proved who they are with a
    /// second factor; `_view` is an administrator who looks at the site as whoever that is.
    package static let identityParameter = "backtrace_functions"

    /// A view is of nobody where something can be written: so nothing is, whatever else the transaction does. (A savepoint that is
    /// released takes the transaction's being read only back, and not who is asking.)
    private static let viewer = """
        case when not \(isView) or current_setting('transaction_read_only') = 'on' \
        then nullif(left(current_setting('\(identityParameter)'), 32), '')::uuid end
        """

    private static let isView = "(right(current_setting('\(identityParameter)'), 5) = '_view')"
    private static let isProven = "(right(current_setting('\(identityParameter)'), 7) = '_proven')"

    package static var migrator: Migrator { Migrator(sets: sets, roles: roles) }

    /// Brings a database to this version, with what SQL alone cannot fill in.
    /// - Parameter conninfo: as the owner of the tables.
    @discardableResult
    package static func migrate(on conninfo: String, logger: Logger) throws -> [Migrator.Applied] {
        let applied = try migrator.migrate(on: conninfo, logger: logger)
        try Messenger.settleParticipants(on: conninfo, logger: logger)
        try ChannelDirectory.settle(on: conninfo, logger: logger)
        return applied
    }

    /// Why nobody could be let in, in words for the operator; nil when they can.
    /// - Parameter conninfo: of any of the roles.
    package static func obstacle(on conninfo: String) throws(PostgresError) -> String? {
        let pool = Pool(
            Pool.Configuration(conninfo: conninfo, size: 1, applicationName: "agentor"),
            logger: Logger(label: "agentor"))
        defer { pool.close() }
        guard let row = try pool.first(FindObstacle(), as: .nobody) else { return nil }
        if !row.maySet {
            return "\(row.owner) may not say who is asking. As a superuser: "
                + "grant set on parameter \(identityParameter) to \(row.owner)"
        }
        return row.isEmpty ? nil : "the server's parameter \(identityParameter) must be empty: reset it"
    }

    /// Throws when the database does not answer, or takes no changes.
    package static func probe(_ pool: Pool) throws(PostgresError) {
        _ = try pool.query(Probe(), as: .nobody, access: .readWriteAsynchronous)
    }
}

/// The connections of the roles that serve.
package struct Database: Sendable {
    /// Of the web role, for whoever is known.
    package let web: Pool
    /// Of the door role, for everybody else.
    package let door: Pool

    package init(web: Pool, door: Pool) {
        self.web = web
        self.door = door
    }

    /// As the owner of the tables, who may do what both do.
    package init(owner pool: Pool) {
        self.init(web: pool, door: pool)
    }

    package func close() {
        web.close()
        door.close()
    }
}

/// Changes next to nothing.
struct Probe: Statement {
    static let sql = "select agentor.probe()"
}

/// Whether the owner of the functions may say who is asking, and whether anybody else has.
private struct FindObstacle: Statement {
    struct Row: Sendable {
        let owner: String
        let maySet: Bool
        let isEmpty: Bool
    }

    static let sql = """
        select pg_get_userbyid(nspowner)::text,
            has_parameter_privilege(nspowner, '\(Schema.identityParameter)', 'set'),
            current_setting('\(Schema.identityParameter)') = ''
        from pg_namespace where nspname = 'agentor'
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            owner: try columns.next(String.self), maySet: try columns.next(Bool.self),
            isEmpty: try columns.next(Bool.self))
    }
}
