import FoundationEssentials
import IdentityProviders
import Postgres

/// The account an identity of another provider belongs to.
struct FindIdentity: Statement {
    let identity: ProviderIdentity

    static let sql = "select agentor.find_identity($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(identity.issuer)
        parameters.append(identity.subject)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountID? {
        try columns.next(AccountID?.self)
    }
}

/// Connects an identity with the viewer's account; false when it belongs to one already.
struct ConnectIdentity: Statement {
    let identity: ProviderIdentity
    let provider: String

    static let sql = "select agentor.connect_identity($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(identity.issuer)
        parameters.append(identity.subject)
        parameters.append(provider)
        parameters.append(identity.email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// An account at another provider that its owner can sign in with.
package struct ConnectedProvider: Sendable {
    package let provider: String
    package let email: String?
    package let connectedAt: Date
    package let lastUsedAt: Date?
}

struct ListConnections: Statement {
    static let sql = """
        select provider, email, connected_at, last_used_at from agentor.identities
        where account_id = agentor.viewer() order by connected_at
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> ConnectedProvider {
        ConnectedProvider(
            provider: try columns.next(String.self), email: try columns.next(String?.self),
            connectedAt: try columns.next(Date.self), lastUsedAt: try columns.next(Date?.self))
    }
}

struct Disconnect: Statement {
    let provider: String

    static let sql = "select agentor.disconnect($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(provider)
    }
}
