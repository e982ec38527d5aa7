import FoundationEssentials
import Postgres

/// What Agentor keeps about somebody, for themselves, as JSON.
package struct AccountData: Encodable, Sendable {
    struct Account: Encodable, Sendable {
        /// In lower case, as logs have it.
        let id: String
        let email: String
        let name: String
        let timeZone: String
        let createdAt: Date
        let role: String
        let secondFactorSince: Date?
        let unusedRecoveryCodes: Int
    }

    struct Consent: Encodable, Sendable {
        let document: String
        let version: String
        let agreedAt: Date
    }

    struct Session: Encodable, Sendable {
        let device: String
        let address: String
        let method: String
        let began: Date
        let lastSeen: Date
    }

    struct Connection: Encodable, Sendable {
        let provider: String
        let email: String?
        let connectedAt: Date
    }

    let account: Account
    let consents: [Consent]
    let sessions: [Session]
    let connections: [Connection]
    let agentProfile: AgentProfile?
    let clientProfile: ClientProfile?

    /// Keys in alphabetical order, moments as RFC 3339.
    package func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return Array(try encoder.encode(self))
    }
}

extension Accounts {
    /// What accounts and profiles keep about the viewer: their account, what they agreed to, where they are signed in,
    /// and their profile. One moment's state, read in one transaction.
    package func data(of viewer: Viewer) throws(Failure) -> AccountData {
        do {
            let (owners, access, consents, sessions, connections, agents, clients) = try database.web.query(
                FindOwner(), FindAccess(), ListConsents(), ListSessions(idle: rules.sessionIdle),
                ListConnections(),
                FindAgentProfile(), FindClientProfile(), as: viewer.identity)
            guard let owner = owners.first, let access = access.first else { throw Failure.ended }
            return AccountData(
                account: AccountData.Account(
                    id: viewer.id.rawValue.uuidString.lowercased(), email: owner.email, name: owner.name,
                    timeZone: owner.timeZone,
                    createdAt: owner.createdAt, role: owner.role, secondFactorSince: access.enabledAt,
                    unusedRecoveryCodes: Int(access.unusedCodes)),
                consents: consents,
                sessions: sessions.map {
                    AccountData.Session(
                        device: $0.device, address: $0.address, method: $0.method.rawValue, began: $0.began,
                        lastSeen: $0.lastSeen)
                },
                connections: connections.map {
                    AccountData.Connection(
                        provider: $0.provider, email: $0.email, connectedAt: $0.connectedAt)
                },
                agentProfile: agents.first, clientProfile: clients.first)
        } catch let error as PostgresError { throw .database(error) } catch { throw .ended }
    }
}

private struct FindOwner: Statement {
    struct Row: Sendable {
        let email: String
        let name: String
        let timeZone: String
        let createdAt: Date
        let role: String
    }

    static let sql = """
        select email, full_name, time_zone, created_at, role from agentor.accounts where id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            email: try columns.next(String.self), name: try columns.next(String.self),
            timeZone: try columns.next(String.self), createdAt: try columns.next(Date.self),
            role: try columns.next(String.self))
    }
}

private struct ListConsents: Statement {
    static let sql = """
        select document, version, agreed_at from agentor.consents where account_id = agentor.viewer() order by agreed_at
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountData.Consent {
        AccountData.Consent(
            document: try columns.next(String.self), version: try columns.next(String.self),
            agreedAt: try columns.next(Date.self))
    }
}
