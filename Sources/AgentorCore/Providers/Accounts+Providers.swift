import FoundationEssentials
import IdentityProviders
import Postgres
import Text

extension Accounts {
    /// A visit to another provider that is under way in a browser.
    package struct Authorizing: Codable, Sendable {
        package let authorization: Authorization
        /// Where to go afterwards.
        package let next: String?

        package init(_ authorization: Authorization, next: String?) {
            self.authorization = authorization
            self.next = next
        }
    }

    /// An identity that is to be connected with an account.
    package struct NewConnection: Codable, Sendable {
        package let provider: String
        /// What people know the provider by.
        package let label: String
        package let identity: ProviderIdentity
        package let next: String?

        package init(provider: String, label: String, identity: ProviderIdentity, next: String?) {
            self.provider = provider
            self.label = label
            self.identity = identity
            self.next = next
        }
    }

    package enum ProviderOutcome: Sendable {
        case entrance(Entrance)
        /// There is an account with the same address: its owner is asked whether to connect the two.
        case askToConnect
        /// There is no account yet: whoever it is is asked whether to create one.
        case askToJoin
        /// The provider vouches for no address.
        case noAddress
    }

    /// Keeps what has to be known when the browser comes back from the provider.
    package func begin(
        _ authorizing: Authorizing, for viewer: Viewer?, in token: SessionToken
    ) throws(Failure) {
        let begin = challenge(.authorize, of: viewer?.id, in: token, about: authorizing)
        if let viewer {
            try change(of: .viewer(viewer)) { _, transaction in try transaction.run(begin) }
        } else {
            try change { transaction in try transaction.run(begin) }
        }
    }

    /// What was kept, once; `viewer` is whoever was connecting a provider to their account.
    /// - Parameter state: as it came back. With another than was sent nothing is used up: anybody can make a link that
    ///   leads here.
    package func finishAuthorizing(
        state: String?, in token: SessionToken
    ) throws(Failure) -> (authorizing: Authorizing, viewer: AccountID?) {
        guard let pending = try pending(.authorize, Authorizing.self, in: token) else { throw .ended }
        if pending.payload.authorization.isState(state) {
            try change { transaction in try meet(pending.challenge, in: &transaction) }
        }
        return (pending.payload, pending.challenge.account)
    }

    /// Lets in whoever a provider says it is. An unknown identity is connected with an account by an address the
    /// provider vouches for, and only when the person agrees.
    package func enter(
        with connection: NewConnection, from arrival: Arrival
    ) throws(Failure) -> ProviderOutcome {
        let known: AccountID?
        do {
            let find = FindIdentity(identity: connection.identity)
            known = try database.door.query(find, as: .nobody, access: .readWrite).first ?? nil
        } catch { throw .database(error) }
        if let known {
            return .entrance(
                try change(of: .account(known)) { state, transaction in
                    try enter(state, by: .provider, from: arrival, in: &transaction)
                })
        }
        guard connection.identity.isEmailVerified, let email = connection.identity.email,
            EmailAddress.isPlausible(EmailAddress.normalized(email))
        else { return .noAddress }
        let owner = try state(of: EmailAddress.normalized(email))
        let purpose: Challenge.Purpose = owner == nil ? .join : .connect
        try change { transaction in
            try transaction.run(EnterAs(account: owner?.account))
            try transaction.run(
                challenge(purpose, of: owner?.account, in: arrival.token, about: connection))
        }
        return owner == nil ? .askToJoin : .askToConnect
    }

    /// What this browser is asked to connect; nil when nothing is.
    package func pendingConnection(in token: SessionToken) throws(Failure) -> NewConnection? {
        try pending(.connect, NewConnection.self, in: token)?.payload
    }

    /// Connects the identity with the account of the same address, and lets in.
    package func connect(from arrival: Arrival) throws(Failure) -> (entrance: Entrance, next: String?) {
        guard let pending = try pending(.connect, NewConnection.self, in: arrival.token),
            let account = pending.challenge.account
        else { throw .ended }
        let entrance = try change(of: .account(account)) { state, transaction in
            try meet(pending.challenge, in: &transaction)
            return try enter(
                state, by: .provider, connecting: pending.payload, from: arrival, in: &transaction)
        }
        return (entrance, pending.payload.next)
    }

    /// What this browser is asked to create an account from; nil when nothing is.
    package func pendingJoin(in token: SessionToken) throws(Failure) -> NewConnection? {
        try pending(.join, NewConnection.self, in: token)?.payload
    }

    /// Creates an account with the address the provider vouches for, and without a password.
    package func join(name: PersonName, from arrival: Arrival) throws(Failure) -> Entrance {
        guard let pending = try pending(.join, NewConnection.self, in: arrival.token),
            let email = pending.payload.identity.email.map(EmailAddress.normalized)
        else { throw .ended }
        guard try reaches(email) else { throw .outOfReach }
        guard rules.admits(email), try !isThrownAway(email) else { throw .domainNotAllowed }
        return try change { transaction in
            try meet(pending.challenge, in: &transaction)
            let entrance = try create(
                email, name: name.text, passwordHash: nil, nonce: pending.challenge.id, by: .provider,
                from: arrival,
                in: &transaction)
            if case .open = entrance {
                try transaction.run(
                    ConnectIdentity(
                        identity: pending.payload.identity, provider: pending.payload.provider))
            }
            return entrance
        }
    }

    // MARK: Somebody signed in

    /// Connects an identity with the viewer's account.
    /// - Returns: the session's new token.
    package func connect(
        _ connection: NewConnection, to viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> SessionToken {
        try change(of: .viewer(viewer)) { state, transaction in
            try connect(connection, with: state, in: &transaction)
            return try renew(token, in: &transaction)
        }
    }

    /// The providers the viewer can sign in with.
    package func connections(of viewer: Viewer) throws(Failure) -> [ConnectedProvider] {
        do { return try database.web.query(ListConnections(), as: viewer.identity) } catch {
            throw .database(error)
        }
    }

    /// A code by mail always remains as a way in. The owner is told.
    /// - Returns: the session's new token.
    package func disconnect(
        _ provider: String, called label: String, from viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> SessionToken {
        try change(of: .viewer(viewer)) { _, transaction in
            try transaction.run(Disconnect(provider: provider))
            try letter(
                .disconnected(viewer.name, provider: label), to: viewer.email, expiring: nil,
                in: &transaction)
            return try renew(token, in: &transaction)
        }
    }

    func connect(
        _ connection: NewConnection, with state: AccountState, in transaction: inout Transaction
    ) throws {
        let identity = connection.identity
        let connect = ConnectIdentity(identity: identity, provider: connection.provider)
        guard try transaction.first(connect) == true else { throw Failure.alreadyConnected }
        try tell(
            state.account, at: state.email, .connected(state.name, provider: connection.label),
            undoing: .connection(issuer: identity.issuer, subject: identity.subject), in: &transaction)
    }
}
