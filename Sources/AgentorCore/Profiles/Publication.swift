import FoundationEssentials
import Postgres

/// What an agent's profile said when it was published.
package struct AgentVersion: Sendable, Identifiable {
    /// Which of theirs, from 1.
    package let number: Int
    package let publishedAt: Date
    /// Whether everybody sees it now.
    package let isShown: Bool
    package let profile: AgentProfile

    package var id: Int { number }
}

/// Where the viewer's own profile stands.
package struct Publication: Sendable {
    /// As it is written now.
    package let profile: AgentProfile
    package let handle: String
    /// The version everybody sees; nil while nobody does.
    package let shown: Int?
    /// Whether what is written now is something else than what is shown.
    package let hasChanges: Bool
    /// How many versions there are.
    package let count: Int
    /// Whether moderators hide it from everybody else.
    package let isHidden: Bool
}

/// An agent as everybody may see them.
package struct PublicAgent: Sendable {
    package let account: AccountID
    package let name: String
    package let handle: String
    /// As `Participant.picture`; nil for none.
    package let picture: String?
    /// Since when there has been something to see.
    package let since: Date
    package let publishedAt: Date
    package let profile: AgentProfile
}

extension Profiles {
    /// Shows the viewer's profile to everybody, as it is written now.
    /// - Returns: the number of that version, which stays the same where nothing has changed; nil without a profile.
    @discardableResult
    package func publish(for viewer: Viewer) throws(PostgresError) -> Int? {
        try database.web.first(PublishAgent(), as: viewer.identity, access: .readWrite) ?? nil
    }

    /// Shows it to nobody any more.
    package func withdraw(for viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(WithdrawAgent(), as: viewer.identity, access: .readWrite)
    }

    /// Nil for whoever has no profile as an agent.
    package func publication(of viewer: Viewer) throws(PostgresError) -> Publication? {
        try database.web.first(FindPublication(), as: viewer.identity)
    }

    /// Whether nobody can see the viewer's profile.
    package func isUnseen(_ viewer: Viewer) throws(PostgresError) -> Bool {
        try database.web.first(IsUnseen(), as: viewer.identity) ?? true
    }

    /// How many versions a page lists.
    package static let versionLimit = 50

    /// What the viewer has published, the latest first.
    /// - Parameter before: those with smaller numbers.
    package func versions(of viewer: Viewer, before: Int? = nil) throws(PostgresError) -> [AgentVersion] {
        try database.web.query(ListVersions(before: before), as: viewer.identity)
    }

    /// One of the viewer's own.
    package func version(_ number: Int, of viewer: Viewer) throws(PostgresError) -> AgentVersion? {
        try database.web.first(FindVersion(number: number), as: viewer.identity)
    }

    /// - Parameters:
    ///   - handle: theirs, or one they had.
    ///   - viewer: nil for whoever is not signed in.
    package func agent(_ handle: String, for viewer: Viewer?) throws(PostgresError) -> PublicAgent? {
        if let viewer { return try database.web.first(FindAgent(handle: handle), as: viewer.identity) }
        return try database.door.first(FindAgent(handle: handle), as: .nobody)
    }
}

struct PublishAgent: Statement {
    static let sql = "select agentor.publish_agent()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Int? {
        try columns.next(Int32?.self).map(Int.init)
    }
}

private struct WithdrawAgent: Statement {
    static let sql = "select agentor.withdraw_agent()"
}

private struct IsUnseen: Statement {
    static let sql =
        "select not exists (select from agentor.published_agents where account_id = agentor.viewer())"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

private struct FindPublication: Statement {
    static let sql = """
        select \(AgentProfile.columns(of: "p", zone: "a.time_zone")), u.handle, s.number,
            v.content is distinct from agentor.content_of(p),
            (select count(*)::integer from agentor.agent_versions o where o.account_id = p.account_id), a.hidden_at is not null
        from agentor.agent_profiles p join agentor.accounts a on a.id = p.account_id
            join messaging.users u on u.id = p.account_id
            left join agentor.published_agents s on s.account_id = p.account_id
            left join agentor.agent_versions v on (v.account_id, v.number) = (s.account_id, s.number)
        where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Publication {
        let profile = try AgentProfile(from: &columns)
        return Publication(
            profile: profile, handle: try columns.next(String.self),
            shown: try columns.next(Int32?.self).map(Int.init), hasChanges: try columns.next(Bool.self),
            count: Int(try columns.next(Int32.self)), isHidden: try columns.next(Bool.self))
    }
}

/// What `AgentVersion` is read from.
private let versionColumns = """
    v.number, v.published_at, s.number is not null,
        \(AgentProfile.columns(of: "p", zone: "a.time_zone"))
    from agentor.agent_versions v join agentor.accounts a on a.id = v.account_id
        left join agentor.published_agents s on (s.account_id, s.number) = (v.account_id, v.number)
        cross join lateral jsonb_populate_record(null::agentor.agent_profiles, v.content) p
    where v.account_id = agentor.viewer()
    """

extension AgentVersion {
    fileprivate init(from columns: inout Columns) throws(PostgresError) {
        number = Int(try columns.next(Int32.self))
        publishedAt = try columns.next(Date.self)
        isShown = try columns.next(Bool.self)
        profile = try AgentProfile(from: &columns)
    }
}

private struct ListVersions: Statement {
    let before: Int?

    static let sql = """
        select \(versionColumns) and ($1::integer is null or v.number < $1)
        order by v.number desc limit \(Profiles.versionLimit + 1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(before.map { Int32(clamping: $0) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AgentVersion {
        try AgentVersion(from: &columns)
    }
}

private struct FindVersion: Statement {
    let number: Int

    static let sql = "select \(versionColumns) and v.number = $1"

    func bind(to parameters: inout Parameters) {
        parameters.append(Int32(clamping: number))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AgentVersion {
        try AgentVersion(from: &columns)
    }
}

private struct FindAgent: Statement {
    let handle: String

    static let sql = """
        select \(PublicAgent.columns(of: "f", handle: "current_handle")) from agentor.find_agent($1) f
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(handle)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> PublicAgent {
        try PublicAgent(from: &columns)
    }
}

extension PublicAgent {
    /// Of what the functions that find agents return.
    static func columns(of row: String, handle: String = "handle") -> String {
        """
        \(row).account, \(row).full_name, \(row).\(handle), \(row).picture, \(row).since, \(row).published_at,
            \(AgentProfile.columns(of: "(\(row).profile)", zone: "\(row).time_zone"))
        """
    }

    init(from columns: inout Columns) throws(PostgresError) {
        self.init(
            account: AccountID(rawValue: try columns.next(UUID.self)), name: try columns.next(String.self),
            handle: try columns.next(String.self), picture: try columns.next(String?.self),
            since: try columns.next(Date.self),
            publishedAt: try columns.next(Date.self), profile: try AgentProfile(from: &columns))
    }
}
