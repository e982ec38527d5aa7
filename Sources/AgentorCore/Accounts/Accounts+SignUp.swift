import FoundationEssentials
import Mail
import Postgres

extension Accounts {
    /// What a sign-up waits with until its address is proved. The password is in it as a hash only.
    struct PendingSignUp: Codable {
        /// None when no account can come of it: then nothing that is typed is right.
        let code: MailCode?
        let name: String
        let email: String
        let passwordHash: String
        /// Of the form.
        let nonce: UUID
    }

    /// Asks for an account: sends a code and a link to the address. Its owner is told instead when there is an account
    /// already, or when they have not been invited. Takes the same steps in all cases.
    package func signUp(_ draft: SignUpDraft, from arrival: Arrival) throws(Failure) {
        let nonce = draft.nonce.covering(draft.email, draft.name)
        let earlier = try pending(.signUp, PendingSignUp.self, in: arrival.token)?.payload
        let isSentAgain = earlier?.nonce == nonce
        if isSentAgain, let earlier, try verify(draft.password.text, against: earlier.passwordHash) { return }
        let hash = try hash(draft.password)
        let code = MailCode()
        let link = Secret()
        let isInUse = try state(of: draft.email) != nil
        let isInvited = try isAdmitted(draft.email) || rules.registration != .invitation
        let letter: Letter =
            isInUse
            ? .addressInUse(site: address)
            : isInvited ? .confirmSignUp(code: code, link: self.link(link)) : .notInvited()
        let isPossible = isInvited && !isInUse
        let pending = PendingSignUp(
            code: isPossible ? code : nil, name: draft.name, email: draft.email, passwordHash: hash,
            nonce: nonce)
        try ask(
            challenge(
                .signUp, of: nil, in: arrival.token, link: isPossible ? link : Secret(),
                nonce: isSentAgain ? nil : nonce, about: pending),
            of: nil, with: letter, to: draft.email)
    }

    /// Creates an account for an address that whoever runs the site vouches for; nil when there is one already.
    package func register(_ draft: SignUpDraft) throws(Failure) -> AccountID? {
        let hash = try hash(draft.password)
        return try change { transaction in
            let register = Register(
                email: draft.email, name: draft.name, passwordHash: hash,
                nonce: draft.nonce.covering(draft.email))
            return try transaction.first(register) ?? nil
        }
    }

    /// The address this browser's sign-up waits for; nil when none does.
    package func pendingSignUp(in token: SessionToken) throws(Failure) -> String? {
        try pending(.signUp, PendingSignUp.self, in: token)?.payload.email
    }

    /// Creates the account, with the code from the mail typed into the browser that asked.
    package func confirmSignUp(code: String, from arrival: Arrival) throws(Failure) -> Entrance {
        let (challenge, pending) = try attempt(.signUp, PendingSignUp.self, from: arrival)
        guard let wanted = pending.code, wanted.isTyped(as: code) else { throw .wrongCode }
        return try create(pending, challenge: challenge, from: arrival)
    }

    /// Creates the account by the link from the mail. In another browser than the one that asked, whoever follows it
    /// has to know the password that was chosen: otherwise the owner of the address could be led to confirm an account
    /// whose password somebody else knows.
    func confirmSignUp(
        _ challenge: Challenge, password: String?, from arrival: Arrival
    ) throws(Failure) -> Entrance {
        guard let pending = payload(PendingSignUp.self, of: challenge) else {
            throw .ended
        }
        if !challenge.isSameBrowser {
            try counting(.signInAccount, for: "sign-up \(challenge.id)", of: nil, from: arrival) {
                () throws(Failure) in
                guard try verify(password ?? "", against: pending.passwordHash) else {
                    throw .wrongCredentials
                }
            }
        }
        return try create(pending, challenge: challenge, from: arrival)
    }

    func signUpAddress(_ challenge: Challenge) -> String? {
        payload(PendingSignUp.self, of: challenge)?.email
    }

    private func create(_ pending: PendingSignUp, challenge: Challenge, from arrival: Arrival) throws(Failure)
        -> Entrance
    {
        try change { transaction in
            try meet(challenge, in: &transaction)
            return try create(
                pending.email, name: pending.name, passwordHash: pending.passwordHash, nonce: challenge.id,
                by: .signUp, from: arrival, in: &transaction)
        }
    }

    /// Creates an account for an address that was proved, or puts the address on the waiting list.
    func create(
        _ email: String, name: String, passwordHash: String?, nonce: UUID, by method: SignInMethod,
        from arrival: Arrival, in transaction: inout Transaction
    ) throws -> Entrance {
        let registered = try register(
            email, name: name, passwordHash: passwordHash, nonce: nonce, in: &transaction)
        guard let account = registered else { return .waitingList }
        let state = try enterAs(account, in: &transaction)
        return .open(try open(state, by: method, from: arrival, in: &transaction))
    }

    /// The same without signing anybody in.
    /// - Returns: nil when the address is on the waiting list.
    func register(
        _ email: String, name: String, passwordHash: String?, nonce: UUID, in transaction: inout Transaction
    ) throws -> AccountID? {
        if rules.registration != .open, try transaction.first(IsAdmitted(email: email)) != true {
            guard rules.registration == .waitingList else { throw Failure.notInvited }
            try transaction.run(JoinWaitingList(email: email, name: name))
            return nil
        }
        let register = Register(email: email, name: name, passwordHash: passwordHash, nonce: nonce)
        guard let account = try transaction.first(register) ?? nil else { throw Failure.addressInUse }
        return account
    }

    private func isAdmitted(_ email: String) throws(Failure) -> Bool {
        do { return try database.door.query(IsAdmitted(email: email), as: .nobody).first ?? false } catch {
            throw .database(error)
        }
    }
}
