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
    /// - Parameter publishing: whether everybody is to see it, as it is then.
    package func save(
        _ profile: AgentProfile, for viewer: Viewer, publishing: Bool = false
    ) throws(PostgresError) {
        let introduction = IntroduceParticipant(name: viewer.name)
        let zone = SetTimeZone(timeZone: profile.timeZone)
        let saving = SaveAgentProfile(profile: profile)
        let dropping = DropProfileDraft(kind: .agent)
        if publishing {
            _ = try database.web.query(
                introduction, zone, saving, dropping, PublishAgent(), as: viewer.identity,
                access: .readWrite)
        } else {
            _ = try database.web.query(
                introduction, zone, saving, dropping, as: viewer.identity, access: .readWrite)
        }
    }

    /// Saves a client's profile in place of an earlier one.
    package func save(_ profile: ClientProfile, for viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(
            IntroduceParticipant(name: viewer.name), SetTimeZone(timeZone: profile.timeZone),
            SaveClientProfile(profile: profile), DropProfileDraft(kind: .client), as: viewer.identity,
            access: .readWrite)
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

private struct SetTimeZone: Statement {
    let timeZone: String

    static let sql = "update agentor.accounts set time_zone = $1 where id = agentor.viewer()"

    func bind(to parameters: inout Parameters) {
        parameters.append(timeZone)
    }
}
