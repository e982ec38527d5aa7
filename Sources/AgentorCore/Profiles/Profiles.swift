import Messaging
import Postgres

/// An agent offers services, a client needs them.
package enum ProfileKind: String, Hashable, Sendable, PostgresValue {
    case agent, client
}

/// What accounts tell about themselves. Saving one finishes onboarding, and makes the account known to messaging.
package struct Profiles: Sendable {
    private let pool: Pool
    private let messenger: Messenger

    package init(pool: Pool, messenger: Messenger) {
        self.pool = pool
        self.messenger = messenger
    }

    /// Saves an agent's profile in place of an earlier one.
    package func save(_ draft: AgentProfileDraft, for viewer: Viewer) throws(PostgresError) {
        try introduce(viewer)
        _ = try pool.query(
            SetTimeZone(account: viewer.id, timeZone: draft.timeZone),
            SaveAgentProfile(account: viewer.id, draft: draft), as: viewer.id.identity, access: .readWrite)
    }

    /// Saves a client's profile in place of an earlier one.
    package func save(_ draft: ClientProfileDraft, for viewer: Viewer) throws(PostgresError) {
        try introduce(viewer)
        _ = try pool.query(
            SetTimeZone(account: viewer.id, timeZone: draft.timeZone),
            SaveClientProfile(account: viewer.id, draft: draft), as: viewer.id.identity, access: .readWrite)
    }

    /// The viewer's own profile as an agent, if they have one.
    package func agentProfile(of viewer: Viewer) throws(PostgresError) -> AgentProfile? {
        try pool.query(FindAgentProfile(account: viewer.id), as: viewer.id.identity).first
    }

    /// The viewer's own profile as a client, if they have one.
    package func clientProfile(of viewer: Viewer) throws(PostgresError) -> ClientProfile? {
        try pool.query(FindClientProfile(account: viewer.id), as: viewer.id.identity).first
    }

    /// Before the profile: whoever has one is known to messaging, whatever is killed in between.
    private func introduce(_ viewer: Viewer) throws(PostgresError) {
        do { try messenger.introduce(viewer.participant) } catch {
            if case .database(let error) = error { throw error }
        }
    }
}
