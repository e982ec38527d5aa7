import Messaging
import Postgres

/// An agent offers services, a client needs them.
package enum ProfileKind: String, Hashable, Sendable, CaseIterable, Encodable, PostgresValue {
    case agent, client
}

/// What accounts tell about themselves. Saving one finishes onboarding, and makes the account known to messaging. What an
/// agent has saved is theirs alone until they publish it.
package struct Profiles: Sendable {
    let database: Database

    package init(database: Database) {
        self.database = database
    }

    /// Saves an agent's profile in place of an earlier one.
    /// - Parameters:
    ///   - revision: what it takes the place of; nil for whatever there is.
    ///   - publishing: whether everybody is to see it, as it is then.
    /// - Returns: whether it was saved: not where something else has been saved meanwhile.
    @discardableResult
    package func save(
        _ profile: AgentProfile, over revision: Revision? = nil, for viewer: Viewer, publishing: Bool = false
    ) throws(PostgresError) -> Bool {
        // Only the first has to do with what is saved: the others do nothing where it was not.
        let saved = try database.web.query(
            SaveAgentProfile(profile: profile, revision: revision),
            IntroduceParticipant(name: viewer.name), SetTimeZone(timeZone: profile.timeZone),
            DropProfileDraft(kind: .agent), PublishSavedAgent(isWanted: publishing), as: viewer.identity,
            access: .readWrite
        ).0
        return !saved.isEmpty
    }

    /// Saves a client's profile in place of an earlier one.
    /// - Parameter revision: as for an agent's.
    @discardableResult
    package func save(
        _ profile: ClientProfile, over revision: Revision? = nil, for viewer: Viewer
    ) throws(PostgresError) -> Bool {
        let saved = try database.web.query(
            SaveClientProfile(profile: profile, revision: revision),
            IntroduceParticipant(name: viewer.name), SetTimeZone(timeZone: profile.timeZone),
            DropProfileDraft(kind: .client), as: viewer.identity, access: .readWrite
        ).0
        return !saved.isEmpty
    }

    /// The viewer's own profile as an agent, if they have one.
    package func agentProfile(of viewer: Viewer) throws(PostgresError) -> AgentProfile? {
        try database.web.query(FindAgentProfile(), as: viewer.identity).first
    }

    /// The viewer's own profile as a client, if they have one.
    package func clientProfile(of viewer: Viewer) throws(PostgresError) -> ClientProfile? {
        try database.web.query(FindClientProfile(), as: viewer.identity).first
    }
}

/// For whoever has saved a profile in the same transaction.
private struct SetTimeZone: Statement {
    let timeZone: String

    static let sql = """
        update agentor.accounts a set time_zone = $1 where a.id = agentor.viewer() and (
            exists (select from agentor.agent_profiles p where p.account_id = a.id and p.updated_at = now())
            or exists (select from agentor.client_profiles p where p.account_id = a.id and p.updated_at = now()))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(timeZone)
    }
}

/// Publishes what was saved by the same transaction.
private struct PublishSavedAgent: Statement {
    let isWanted: Bool

    static let sql = """
        select agentor.publish_agent() from agentor.agent_profiles p
        where p.account_id = agentor.viewer() and p.updated_at = now() and $1
        """

    func bind(to parameters: inout Parameters) { parameters.append(isWanted) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32? {
        try columns.next(Int32?.self)
    }
}
