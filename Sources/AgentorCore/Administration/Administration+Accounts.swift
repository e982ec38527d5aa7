import FoundationEssentials
import Postgres
import Text

extension Administration {
    /// How long somebody has to choose a first password.
    static let invitationLifetime = Duration.days(7)

    /// Creates an account with a password. Nobody has agreed to the terms yet: its owner is asked at signing in.
    package func create(_ draft: AccountDraft, password: NewPassword) throws(Failure) -> AccountID {
        try mustReach(draft.email)
        let hash: String
        do { hash = try password.hash() } catch { throw .overloaded }
        let account = try change { transaction in
            let account = try create(draft, passwordHash: hash, in: &transaction)
            try record("account.created", account, ["role": draft.role.rawValue], in: &transaction)
            return account
        }
        log("account created", account)
        return account
    }

    /// Creates an account without a password, and sends its owner a link to choose one.
    /// - Parameter accounts: on the same pool.
    package func create(_ draft: AccountDraft, through accounts: Accounts) throws(Failure) -> AccountID {
        try mustReach(draft.email)
        let account = try change { transaction in
            let account = try create(draft, passwordHash: nil, in: &transaction)
            try accounts.enterAs(account, in: &transaction)
            let link = try accounts.beginReset(
                of: account, email: draft.email, lasts: Self.invitationLifetime, &transaction)
            try accounts.letter(
                .accountCreated(draft.name, link: accounts.resetLink(link)), to: draft.email,
                expiring: nil, in: &transaction)
            try record("account.created", account, ["role": draft.role.rawValue], in: &transaction)
            return account
        }
        log("account created", account)
        return account
    }

    private func create(
        _ draft: AccountDraft, passwordHash: String?, in transaction: inout Transaction
    ) throws -> AccountID {
        guard let account = try transaction.first(CreateAccount(draft: draft, passwordHash: passwordHash))
        else { throw Failure.addressInUse(draft.email) }
        return account
    }

    /// What came of vouching for an address.
    package enum Verification: Sendable {
        /// There is an account for whoever chose the password; they sign in with it.
        case account(AccountID, name: String)
        /// New accounts are let in from the waiting list, where the address is now.
        case waitingList
    }

    /// Completes the newest sign-up that waits for an address to be proved, as the code from the mail would have done.
    /// Nobody is signed in by it, and nothing is sent.
    /// - Parameter accounts: on the same pool.
    package func verify(_ email: String, through accounts: Accounts) throws(Failure) -> Verification {
        let email = EmailAddress.normalized(email)
        let verification: Verification = try change { transaction in
            let challenges = try transaction.run(ListPendingSignUps())
            for challenge in challenges {
                guard
                    let pending = accounts.payload(Accounts.PendingSignUp.self, of: challenge),
                    pending.email == email
                else { continue }
                guard pending.code != nil else {
                    let isInUse = try transaction.first(FindManagedAccount(email: email)) != nil
                    throw isInUse ? Failure.addressInUse(email) : .notInvited(email)
                }
                do {
                    try accounts.meet(challenge, in: &transaction)
                    let account = try accounts.register(
                        email, name: pending.name, passwordHash: pending.passwordHash, nonce: challenge.id,
                        in: &transaction)
                    try record(
                        "account.verified", account, ["waits": account == nil ? "yes" : "no"],
                        in: &transaction)
                    return account.map { .account($0, name: pending.name) } ?? .waitingList
                } catch Accounts.Failure.addressInUse {
                    throw Failure.addressInUse(email)
                } catch Accounts.Failure.notInvited {
                    throw Failure.notInvited(email)
                } catch Accounts.Failure.ended {
                    throw Failure.noPendingSignUp(email)
                }
            }
            throw Failure.noPendingSignUp(email)
        }
        switch verification {
        case .account(let account, _): log("address verified", account)
        case .waitingList: logger.notice("address put on the waiting list")
        }
        return verification
    }

    /// Has an account erased by the next worker that looks, which they do once a minute. Its owner cannot get in any
    /// more, and no link keeps it.
    /// - Returns: false where a legal hold keeps it until it is lifted.
    @discardableResult
    package func erase(_ email: String) throws(Failure) -> Bool {
        let account = try find(email).id
        let isHeld = try change { transaction in
            let isHeld = try transaction.first(AskHold(account: account)) ?? false
            try transaction.run(EraseNow(account: account))
            try endSessions(of: account, in: &transaction)
            try transaction.run(DropChallenges(purposes: [.keep]))
            try record("account.erased", account, in: &transaction)
            return isHeld
        }
        log("account to be erased", account)
        return !isHeld
    }
}

private struct AskHold: Statement {
    let account: AccountID

    static let sql = "select messaging.is_on_hold(null, $1)"

    func bind(to parameters: inout Parameters) { parameters.append(account) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}
