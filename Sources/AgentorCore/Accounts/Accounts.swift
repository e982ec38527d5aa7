import FoundationEssentials
import Mail
import Messaging
import Passwords
import Postgres
import Text

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
        /// Mail does not get to this address.
        case outOfReach
        /// Only a second factor allows so short a password.
        case passwordTooShort
        /// An identity of another provider that belongs to another account.
        case alreadyConnected
        case tooOften(seconds: Int, Throttle.Limit)
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
    let database: Database
    let keys: SealingKeys
    let address: String
    package let throttle: Throttle
    /// Knows which addresses are thrown away; nil for whoever sets up accounts without that.
    package var care: Care?
    /// Told of whatever concerns who somebody is; nil for whoever sets up accounts without a log.
    package var securityLog: (@Sendable (SecurityEvent) -> Void)?

    /// - Parameters:
    ///   - address: of the site, for links in mails: `https://agentor.example`.
    ///   - paces: how often things may be done.
    package init(
        database: Database, keys: SealingKeys, address: String, rules: AccountRules = AccountRules(),
        paces: Throttle.Paces = .usual
    ) {
        self.database = database
        self.keys = keys
        self.address = address
        self.rules = rules
        throttle = Throttle(pool: database.door, paces: paces)
    }

    /// What an address has to keep to be used for an account. The database is asked only about one that mail may not get to.
    package func rules(for typed: String) throws(Failure) -> AccountRules {
        var rules = rules
        let email = EmailAddress.normalized(typed)
        rules.takesUTF8 = try reaches(email)
        rules.isThrownAway = try isThrownAway(email)
        return rules
    }

    /// Whether an address is of a kind that is thrown away, which no account may have.
    func isThrownAway(_ email: String) throws(Failure) -> Bool {
        do { return try care?.rules().isThrownAway(email) ?? false } catch { throw .database(error) }
    }

    /// Whether mail gets to an address.
    /// - Parameter email: normalised.
    func reaches(_ email: String) throws(Failure) -> Bool {
        do { return try MailTakesUTF8.reaches(email, askedOn: database.door) } catch {
            throw .database(error)
        }
    }

    /// What proves to the database whose session a token opens, in the first statement of each transaction.
    /// - Parameter entered: is told who that is, and whether it is time to `touch` the session; it says whether they may
    ///   go on.
    package func identity(
        of token: SessionToken,
        entered: @escaping @Sendable (_ viewer: Viewer, _ isStale: Bool) -> Bool = { _, _ in true }
    ) -> Identity {
        let enter = Enter(token: token, idle: rules.sessionIdle)
        let identity = Identity(proving: enter)
        return Identity(proving: enter) { row in entered(Viewer(row, identity: identity), row.isStale) }
    }

    /// Whose session a token opens; nil when it opens none or has ended.
    package func viewer(for token: SessionToken) throws(PostgresError) -> (viewer: Viewer, isStale: Bool)? {
        let enter = Enter(token: token, idle: rules.sessionIdle)
        return try database.web.query(enter, as: .nobody).first.map {
            (Viewer($0, identity: Identity(proving: enter)), $0.isStale)
        }
    }

    /// Keeps when and from where a session was last used, for its owner to see.
    package func touch(_ token: SessionToken, of viewer: Viewer, from address: String) throws(PostgresError) {
        let touch = TouchSession(token: token, address: address)
        _ = try database.web.query(touch, as: viewer.identity, access: .readWriteAsynchronous)
    }

    /// Ends a session everywhere, from the next request on.
    package func signOut(_ token: SessionToken) throws(PostgresError) {
        _ = try database.door.query(CloseSession(token: token), as: .nobody, access: .readWrite)
    }

    /// Calls somebody by another name, in conversations too.
    package func rename(_ viewer: Viewer, to name: PersonName) throws(PostgresError) {
        _ = try database.web.query(Rename(name: name.text), as: viewer.identity, access: .readWrite)
    }

    /// Somebody who has agreed to the terms as they are now.
    package func agree(_ viewer: Viewer) throws(PostgresError) {
        _ = try database.web.query(Agree(), as: viewer.identity, access: .readWrite)
    }
}

// MARK: What the extensions share

extension Accounts {
    /// Whose account a change is of.
    enum Owner {
        /// Somebody signed in.
        case viewer(Viewer)
        /// Somebody who has just proved to own an account, and is not known by a session.
        case account(AccountID)
    }

    func state(of viewer: Viewer) throws(Failure) -> AccountState? {
        do { return try database.web.query(FindOwnState(), as: viewer.identity).first } catch {
            throw .database(error)
        }
    }

    func state(of email: String) throws(Failure) -> AccountState? {
        do { return try database.door.query(FindCredentials(email: email), as: .nobody).first } catch {
            throw .database(error)
        }
    }

    /// Runs what belongs together, of nobody's account.
    @discardableResult
    func change<R>(_ body: (inout Transaction) throws -> R) throws(Failure) -> R {
        try transact(database.door, as: .nobody, body)
    }

    /// Runs what belongs together: a change of an account, the sessions it ends, and the mail about it. The account is
    /// as it is once what others do to it has been done. It is taken before anything else of it, so that two
    /// transactions do not wait for each other.
    @discardableResult
    func change<R>(
        of owner: Owner, _ body: (AccountState, inout Transaction) throws -> R
    ) throws(Failure) -> R {
        switch owner {
        case .viewer(let viewer):
            try transact(database.web, as: viewer.identity) { transaction in
                guard let state = try transaction.first(LockViewer()) else { throw Failure.ended }
                return try body(state, &transaction)
            }
        case .account(let account):
            try transact(database.door, as: .nobody) { transaction in
                try body(try enterAs(account, in: &transaction), &transaction)
            }
        }
    }

    /// Goes on as the owner of an account, at the door.
    @discardableResult
    func enterAs(_ account: AccountID, in transaction: inout Transaction) throws -> AccountState {
        guard let state = try transaction.first(EnterAs(account: account)) else { throw Failure.ended }
        return state
    }

    private func transact<R>(
        _ pool: Pool, as identity: Identity, _ body: (inout Transaction) throws -> R
    ) throws(Failure) -> R {
        do { return try pool.transaction(as: identity, access: .readWrite, body) } catch {
            switch error {
            case let error as Failure: throw error
            case let error as PostgresError: throw .database(error)
            default: throw .overloaded
            }
        }
    }

    /// Lets in whoever has proved to be the owner of an account; asks for the second factor first, if there is one.
    /// - Parameters:
    ///   - state: the account, entered.
    ///   - connection: an identity to be connected with the account, once everything is proved.
    func enter(
        _ state: AccountState, by method: SignInMethod, connecting connection: NewConnection? = nil,
        from arrival: Arrival, in transaction: inout Transaction
    ) throws -> Entrance {
        guard state.hasSecondFactor else {
            if let connection { try connect(connection, with: state, in: &transaction) }
            return .open(try open(state, by: method, from: arrival, in: &transaction))
        }
        try transaction.run(
            challenge(
                .secondFactor, of: state.account, in: arrival.token,
                about: HalfEntrance(method: method, connection: connection)))
        securityLog?(SecurityEvent(.firstFactor, of: state.account, method.rawValue, from: arrival.address))
        return .secondFactor
    }

    /// Opens a session under a new token, in place of the one the browser had, and tells the owner of a new device; of
    /// twenty in an hour at most, the next has to wait. Whoever is suspended learns it here, with everything proved.
    func open(
        _ state: AccountState, by method: SignInMethod, from arrival: Arrival,
        in transaction: inout Transaction
    ) throws -> SessionToken {
        guard !state.isSuspended else {
            securityLog?(SecurityEvent(.signInRefused, of: state.account, "suspended", from: arrival.address))
            throw Failure.suspended
        }
        let token = SessionToken()
        let opening = OpenSession(
            token: token, method: method, arrival: arrival, lifetime: rules.sessionLifetime)
        let (_, opened) = try transaction.run(CloseSession(token: arrival.token), opening)
        if opened.first?.isNewDevice == true {
            if let wait = try throttle.take(.newDevice, for: state.email, in: &transaction) {
                securityLog?(
                    SecurityEvent(.signInRefused, of: state.account, "new device", from: arrival.address))
                throw Failure.tooManyBrowsers(seconds: wait)
            }
            try tell(
                state.account, at: state.email,
                .newDevice(state.name, device: arrival.deviceName, address: arrival.address),
                undoing: .signIn, in: &transaction)
        }
        securityLog?(SecurityEvent(.signedIn, of: state.account, method.rawValue, from: arrival.address))
        return token
    }

    /// What a second factor completes.
    struct HalfEntrance: Codable {
        let method: SignInMethod
        let connection: NewConnection?
    }

    // MARK: Challenges

    /// A challenge that is yet to be begun, about something that is sealed for it alone.
    /// - Parameter account: whose transaction it is begun in; nil in nobody's.
    func challenge(
        _ purpose: Challenge.Purpose, of account: AccountID?, in browser: SessionToken? = nil,
        link: Secret? = nil, nonce: UUID? = nil, about payload: some Encodable,
        lasts: Duration = Challenge.lifetime
    ) -> BeginChallenge {
        let id = UUID()
        // Values of strings, numbers and dates always encode.
        let bytes = (try? JSONEncoder().encode(payload)) ?? Data()
        return BeginChallenge(
            id: id, purpose: purpose, browser: browser, link: link, nonce: nonce,
            sealed: keys.seal(bytes, for: Challenge.use(of: purpose, id, account)), lasts: lasts)
    }

    /// What a challenge is about; nil when it was sealed for another, or its key is gone.
    func payload<P: Decodable>(_ type: P.Type, of challenge: Challenge) -> P? {
        keys.open(challenge.sealed, for: challenge.use).flatMap {
            try? JSONDecoder().decode(type, from: Data($0))
        }
    }

    /// Takes one attempt at the challenge this browser has begun.
    func attempt<P: Decodable>(
        _ purpose: Challenge.Purpose, _ type: P.Type, from arrival: Arrival
    ) throws(Failure) -> (challenge: Challenge, payload: P) {
        do {
            let attempt = AttemptChallenge(purpose: purpose, browser: arrival.token)
            guard let challenge = try database.door.first(attempt, as: .nobody, access: .readWrite),
                let payload = payload(type, of: challenge)
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
            guard let challenge = try database.door.query(pending, as: .nobody).first,
                let payload = payload(type, of: challenge)
            else { return nil }
            return (challenge, payload)
        } catch { throw .database(error) }
    }

    /// The challenge behind a link from a mail.
    func linked(_ link: Secret, in token: SessionToken) throws(Failure) -> Challenge {
        let challenges: [Challenge]
        do {
            let find = FindLinkedChallenge(link: link, browser: token)
            challenges = try database.door.query(find, as: .nobody)
        } catch { throw .database(error) }
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
    /// - Parameter account: whose challenge it is; nil when the address has none.
    func ask(
        _ begin: BeginChallenge, of account: AccountID?, with letter: Letter, to email: String
    ) throws(Failure) {
        try change { transaction in
            try transaction.run(EnterAs(account: account))
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
    /// - Parameters:
    ///   - account: who it is said to be, for the log.
    ///   - arrival: where that is known.
    func counting<R>(
        _ limit: Throttle.Limit, for subject: String, of account: AccountID?, from arrival: Arrival? = nil,
        _ body: () throws(Failure) -> R
    ) throws(Failure) -> R {
        func refused(_ note: String) {
            let kind: SecurityEvent.Kind =
                switch limit {
                case .prove: .proofRefused
                case .secondFactor: .secondFactorRefused
                default: .signInRefused
                }
            securityLog?(SecurityEvent(kind, of: account, note, from: arrival?.address))
        }
        do {
            if let seconds = try throttle.take(limit, for: subject) {
                refused("too often")
                throw Failure.tooOften(seconds: seconds, limit)
            }
        } catch let error as PostgresError { throw .database(error) } catch {
            throw error as? Failure ?? .overloaded
        }
        let result = Result(catching: body)
        switch result {
        case .failure(.wrongCredentials), .failure(.wrongCode): refused("wrong")
        default: do { try throttle.giveBack(limit, for: subject) } catch { throw .database(error) }
        }
        return try result.get()
    }
}
