import FoundationEssentials
import Messaging
import Postgres

/// Accounts: how people get one, prove who they are, and stay in charge of it. Each thing they can do is an extension.
///
/// Checking and hashing passwords blocks for some 20 ms, everything else for a round trip to the database.
package struct Accounts: Sendable {
    package enum Failure: Error, Sendable {
        case wrongCredentials
        /// The code is not the one that was asked for, or was used.
        case wrongCode
        /// What was begun has ended, was finished before, or was never begun in this browser.
        case ended
        case suspended
        case addressInUse
        case notInvited
        /// Addresses of this domain may not be used here.
        case domainNotAllowed
        /// Only a second factor allows so short a password.
        case passwordTooShort
        /// An identity of another provider that belongs to another account.
        case alreadyConnected
        case tooOften(seconds: Int)
        /// The account was signed in to from too many browsers that are new to it. Another password ends the wait.
        case tooManyBrowsers(seconds: Int)
        /// No memory to check a password with just now.
        case overloaded
        indirect case database(PostgresError)
    }

    /// What somebody is given who has proved who they are.
    package enum Entrance: Sendable {
        /// A session under a new token.
        case open(SessionToken)
        /// The second factor comes next, in the same browser.
        case secondFactor
        /// Nobody is let in yet: their address is on the waiting list.
        case waitingList
    }

    package let rules: AccountRules
    let pool: Pool
    let keys: SealingKeys
    let address: String
    let throttle: Throttle

    /// - Parameter address: of the site, for links in mails: `https://agentor.example`.
    package init(pool: Pool, keys: SealingKeys, address: String, rules: AccountRules = AccountRules()) {
        self.pool = pool
        self.keys = keys
        self.address = address
        self.rules = rules
        throttle = Throttle(pool: pool)
    }

    /// Whose session a token opens; nil when it opens none or has ended.
    /// - Parameter address: where the request came from, kept for the owner to see.
    package func viewer(for token: SessionToken, from address: String) throws(PostgresError) -> Viewer? {
        let identify = Identify(token: token, idle: rules.sessionIdle)
        guard let row = try pool.query(identify, as: .nobody).first else { return nil }
        if row.isStale {
            let touch = TouchSession(token: token, address: address)
            _ = try pool.query(touch, as: .nobody, access: .readWriteAsynchronous)
        }
        return row.viewer
    }

    /// Ends a session everywhere, from the next request on.
    package func signOut(_ token: SessionToken) throws(PostgresError) {
        _ = try pool.query(CloseSession(token: token), as: .nobody, access: .readWrite)
    }

    /// Calls somebody by another name, in conversations too.
    package func rename(
        _ viewer: Viewer, to name: PersonName, in messenger: Messenger
    ) throws(Failure) {
        do {
            _ = try pool.query(
                Rename(account: viewer.id, name: name.text), as: viewer.id.identity, access: .readWrite)
            if viewer.isOnboarded {
                try messenger.introduce(Participant(id: viewer.id.participant, displayName: name.text))
            }
        } catch let error as PostgresError { throw .database(error) } catch { throw .overloaded }
    }

    /// Somebody who has agreed to the terms as they are now.
    package func agree(_ viewer: Viewer) throws(PostgresError) {
        _ = try pool.query(Agree(account: viewer.id), as: .nobody, access: .readWrite)
    }
}

// MARK: What the extensions share

extension Accounts {
    func state(of account: AccountID) throws(Failure) -> AccountState? {
        do { return try pool.query(FindAccountState(account: account), as: .nobody).first } catch {
            throw .database(error)
        }
    }

    func state(of email: String) throws(Failure) -> AccountState? {
        do { return try pool.query(FindCredentials(email: email), as: .nobody).first } catch {
            throw .database(error)
        }
    }

    /// Runs what belongs together: a change, the sessions it ends, and the mail about it.
    @discardableResult
    func change<R>(
        as identity: Identity = .nobody, _ body: (inout Transaction) throws -> R
    ) throws(Failure) -> R {
        do { return try pool.transaction(as: identity, access: .readWrite, body) } catch {
            switch error {
            case let error as Failure: throw error
            case let error as PostgresError: throw .database(error)
            default: throw .overloaded
            }
        }
    }

    /// The account as it is once what others do to it has been done, until this transaction ends. Taken before
    /// anything else of the account, so that two transactions do not wait for each other.
    func lock(_ account: AccountID, in transaction: inout Transaction) throws -> AccountState {
        let (_, states) = try transaction.run(
            LockAccount(account: account), FindAccountState(account: account))
        guard let state = states.first else { throw Failure.ended }
        return state
    }

    /// Lets in whoever has proved to be the owner of an account; asks for the second factor first, if there is one.
    /// - Parameters:
    ///   - state: the account, locked.
    ///   - connection: an identity to be connected with the account, once everything is proved.
    func enter(
        _ state: AccountState, by method: SignInMethod, connecting connection: NewConnection? = nil,
        from arrival: Arrival, in transaction: inout Transaction
    ) throws -> Entrance {
        guard state.hasSecondFactor else {
            if let connection { try connect(connection, with: state, in: &transaction) }
            return .open(try open(state, by: method, from: arrival, in: &transaction))
        }
        let sealed = seal(HalfEntrance(method: method, connection: connection), for: .secondFactor)
        try transaction.run(
            BeginChallenge(
                purpose: .secondFactor, account: state.account, browser: arrival.token,
                sealed: sealed))
        return .secondFactor
    }

    /// Opens a session under a new token, in place of the one the browser had, and tells the owner of a new device; of
    /// twenty in an hour at most, the next has to wait. Whoever is suspended learns it here, with everything proved.
    func open(
        _ state: AccountState, by method: SignInMethod, from arrival: Arrival,
        in transaction: inout Transaction
    ) throws -> SessionToken {
        guard !state.isSuspended else { throw Failure.suspended }
        let token = SessionToken()
        let opening = OpenSession(
            account: state.account, token: token, method: method, arrival: arrival,
            lifetime: rules.sessionLifetime)
        let (_, opened) = try transaction.run(CloseSession(token: arrival.token), opening)
        if opened.first?.isNewDevice == true {
            let wait = try transaction.first(TakeTurnWithin(.newDevice, for: state.email))
            if let wait, wait > 0 { throw Failure.tooManyBrowsers(seconds: Int(wait)) }
            try tell(
                state.account, at: state.email,
                .newDevice(state.name, device: arrival.deviceName, address: arrival.address),
                undoing: .signIn, in: &transaction)
        }
        return token
    }

    /// What a second factor completes.
    struct HalfEntrance: Codable {
        let method: SignInMethod
        let connection: NewConnection?
    }

    // MARK: Challenges

    func seal(_ payload: some Encodable, for purpose: Challenge.Purpose) -> [UInt8] {
        // Values of strings, numbers and dates always encode.
        let bytes = (try? JSONEncoder().encode(payload)) ?? Data()
        return keys.seal(bytes, for: "challenge \(purpose.rawValue)")
    }

    func payload<P: Decodable>(_ type: P.Type, of sealed: [UInt8], for purpose: Challenge.Purpose) -> P? {
        keys.open(sealed, for: "challenge \(purpose.rawValue)").flatMap {
            try? JSONDecoder().decode(type, from: Data($0))
        }
    }

    /// Takes one attempt at the challenge this browser has begun.
    func attempt<P: Decodable>(
        _ purpose: Challenge.Purpose, _ type: P.Type, from arrival: Arrival
    ) throws(Failure) -> (challenge: Challenge, payload: P) {
        do {
            let attempt = AttemptChallenge(purpose: purpose, browser: arrival.token)
            guard let challenge = try pool.first(attempt, as: .nobody, access: .readWrite),
                let payload = payload(type, of: challenge.sealed, for: purpose)
            else { throw Failure.ended }
            return (challenge, payload)
        } catch let error as PostgresError { throw .database(error) } catch { throw .ended }
    }

    /// What this browser has begun; nil when there is nothing, or it has ended.
    func pending<P: Decodable>(
        _ purpose: Challenge.Purpose, _ type: P.Type, in token: SessionToken
    ) throws(Failure) -> (challenge: Challenge, payload: P)? {
        do {
            let pending = PendingChallenge(purpose: purpose, browser: token)
            guard let challenge = try pool.query(pending, as: .nobody).first,
                let payload = payload(type, of: challenge.sealed, for: purpose)
            else { return nil }
            return (challenge, payload)
        } catch { throw .database(error) }
    }

    /// The challenge behind a link from a mail.
    func linked(_ link: Secret, in token: SessionToken) throws(Failure) -> Challenge {
        let challenges: [Challenge]
        do { challenges = try pool.query(FindLinkedChallenge(link: link, browser: token), as: .nobody) } catch
        {
            throw .database(error)
        }
        guard let challenge = challenges.first else { throw .ended }
        return challenge
    }

    /// Uses a challenge up, in the transaction of what it was for.
    func meet(_ challenge: Challenge, in transaction: inout Transaction) throws {
        guard try transaction.first(MeetChallenge(id: challenge.id)) == true else { throw Failure.ended }
    }

    // MARK: Mail

    func letter(
        _ letter: Letter, to email: String, expiring: Duration? = Challenge.lifetime,
        in transaction: inout Transaction
    ) throws {
        try transaction.run(EnqueueMail(letter, to: email, keys: keys, expiring: expiring))
    }

    /// Begins a challenge and sends the mail about it; the same form sent again does neither.
    func ask(_ begin: BeginChallenge, with letter: Letter, to email: String) throws(Failure) {
        try change { transaction in
            guard try transaction.first(begin) == true else { return }
            try self.letter(letter, to: email, in: &transaction)
        }
    }

    func link(_ secret: Secret) -> String { "\(address)/confirm?token=\(secret.text)" }

    // MARK: Passwords and counting

    func verify(_ password: String, against hash: String) throws(Failure) -> Bool {
        guard password.unicodeScalars.count <= 2 * NewPassword.maximum else { return false }
        do { return try Password.verify(password, against: hash) } catch { throw .overloaded }
    }

    func hash(_ password: NewPassword) throws(Failure) -> String {
        do { return try password.hash() } catch { throw .overloaded }
    }

    /// Takes a turn that only a wrong password or code keeps: otherwise it is given back.
    func counting<R>(
        _ limit: Throttle.Limit, for subject: String, _ body: () throws(Failure) -> R
    ) throws(Failure) -> R {
        do {
            if let seconds = try throttle.take(limit, for: subject) {
                throw Failure.tooOften(seconds: seconds)
            }
        } catch let error as PostgresError { throw .database(error) } catch {
            throw error as? Failure ?? .overloaded
        }
        let result = Result(catching: body)
        switch result {
        case .failure(.wrongCredentials), .failure(.wrongCode): break
        default: do { try throttle.giveBack(limit, for: subject) } catch { throw .database(error) }
        }
        return try result.get()
    }
}
