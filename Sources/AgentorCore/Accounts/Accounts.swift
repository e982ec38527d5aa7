import FoundationEssentials
import Postgres

/// Accounts and their sessions.
package struct Accounts: Sendable {
    /// How long a session lasts at most; it ends earlier after 14 days without use.
    package static let sessionLifetime = Duration.seconds(30 * 24 * 60 * 60)

    package enum Failure: Error {
        /// The address and the password do not belong together, or there is no such account: one answer.
        case wrongCredentials
        case addressInUse
        /// No memory to check a password with just now.
        case overloaded
        case database(PostgresError)
    }

    private let pool: Pool

    package init(pool: Pool) {
        self.pool = pool
    }

    /// Creates an account, and signs in to it. The same draft again, within the hour, signs in to the account it
    /// created.
    /// - Parameter replaced: the token the browser has had so far; a session it opened ends.
    package func signUp(
        _ draft: SignUpDraft, replacing replaced: SessionToken? = nil
    ) throws(Failure) -> SessionToken {
        let registration: Register.Row?
        do {
            let hash = try Password.hash(draft.password)
            registration = try pool.query(
                Register(draft: draft, passwordHash: hash), as: .nobody, access: .readWrite
            ).first
        } catch { throw Failure(error) }
        guard let registration, let account = registration.account else { throw .addressInUse }
        if let earlier = registration.earlierHash {
            guard try verify(draft.password, against: earlier) else { throw .addressInUse }
        }
        return try openSession(of: account, replacing: replaced)
    }

    /// Opens a session under a new token. Takes as long for an address without an account as for one with a wrong
    /// password.
    /// - Parameters:
    ///   - email: as `EmailAddress.normalized`.
    ///   - replaced: the token the browser has had so far; a session it opened ends.
    package func signIn(
        email: String, password: String, replacing replaced: SessionToken? = nil
    ) throws(Failure) -> SessionToken {
        let found: FindCredentials.Row?
        do { found = try pool.query(FindCredentials(email: email), as: .nobody).first } catch {
            throw Failure(error)
        }
        guard password.unicodeScalars.count <= Password.maximum,
            try verify(password, against: found?.passwordHash ?? Password.nobody), let found
        else { throw .wrongCredentials }
        return try openSession(of: found.account, replacing: replaced)
    }

    /// Ends a session everywhere, from the next request on.
    package func signOut(_ token: SessionToken) throws(PostgresError) {
        _ = try pool.query(CloseSession(token: token), as: .nobody, access: .readWrite)
    }

    /// Whose session a token opens; nil when it opens none or has ended.
    package func viewer(for token: SessionToken) throws(PostgresError) -> Viewer? {
        guard let row = try pool.query(Identify(token: token), as: .nobody).first else { return nil }
        if row.isStale { _ = try pool.query(TouchSession(token: token), as: .nobody, access: .readWrite) }
        return row.viewer
    }

    private func openSession(
        of account: AccountID, replacing replaced: SessionToken?
    ) throws(Failure) -> SessionToken {
        let token = SessionToken()
        let open = OpenSession(account: account, token: token)
        do {
            if let replaced {
                _ = try pool.query(CloseSession(token: replaced), open, as: .nobody, access: .readWrite)
            } else {
                _ = try pool.query(open, as: .nobody, access: .readWrite)
            }
        } catch { throw Failure(error) }
        return token
    }

    private func verify(_ password: String, against hash: String) throws(Failure) -> Bool {
        do { return try Password.verify(password, against: hash) } catch { throw .overloaded }
    }
}

extension Accounts.Failure {
    fileprivate init(_ error: any Error) {
        self = (error as? PostgresError).map(Self.database) ?? .overloaded
    }
}
