import FoundationEssentials
import Postgres

extension Accounts {
    private struct Moving: Codable {
        let from: String
        let to: String
    }

    /// A change of address that waits for its two confirmations.
    package struct PendingEmail: Sendable {
        package let address: String
        package let isConfirmedByOld: Bool
        package let isConfirmedByNew: Bool
    }

    /// Asks for another address: it changes when links sent to the old and to the new one were both confirmed. When the
    /// new one is another account's, its owner is told, and nothing else is different.
    package func askEmail(_ email: String, for viewer: Viewer) throws(Failure) {
        let isInUse = try state(of: email) != nil
        let old = Secret()
        let new = Secret()
        let moving = Moving(from: viewer.email, to: email)
        try change { transaction in
            try transaction.run(LockAccount(account: viewer.id), CancelEmail(account: viewer.id))
            try transaction.run(
                BeginChallenge(
                    purpose: .oldEmail, account: viewer.id, link: old,
                    sealed: seal(moving, for: .oldEmail)))
            try transaction.run(
                BeginChallenge(
                    purpose: .newEmail, account: viewer.id, link: isInUse ? Secret() : new,
                    sealed: seal(moving, for: .newEmail)))
            try letter(
                .leaveEmail(viewer.name, for: email, link: link(old)), to: viewer.email, in: &transaction)
            try letter(
                isInUse ? .addressInUse(site: address) : .confirmEmail(link: link(new)),
                to: email,
                in: &transaction)
        }
    }

    /// The change of address that waits; nil when none does.
    package func pendingEmail(of viewer: Viewer) throws(Failure) -> PendingEmail? {
        let rows: [ListChallenges.Row]
        do {
            let list = ListChallenges(account: viewer.id, purposes: [.oldEmail, .newEmail])
            rows = try pool.query(list, as: .nobody)
        } catch { throw .database(error) }
        guard let old = rows.first(where: { $0.challenge.purpose == .oldEmail }),
            let new = rows.first(where: { $0.challenge.purpose == .newEmail }), !(old.isMet && new.isMet),
            let moving = payload(Moving.self, of: new.challenge.sealed, for: .newEmail)
        else { return nil }
        return PendingEmail(address: moving.to, isConfirmedByOld: old.isMet, isConfirmedByNew: new.isMet)
    }

    package func cancelEmail(of viewer: Viewer) throws(Failure) {
        try change { transaction in
            try transaction.run(CancelEmail(account: viewer.id))
        }
    }

    /// Confirms one end. The second to be confirmed changes the address, ends the other sessions, and tells the old
    /// address, which can undo it.
    /// - Returns: whether the address has changed.
    func confirmEmail(_ challenge: Challenge) throws(Failure) -> Bool {
        guard let account = challenge.account,
            let moving = payload(Moving.self, of: challenge.sealed, for: challenge.purpose)
        else { throw .ended }
        let other: Challenge.Purpose = challenge.purpose == .oldEmail ? .newEmail : .oldEmail
        return try change { transaction in
            let state = try lock(account, in: &transaction)
            try meet(challenge, in: &transaction)
            let others = try transaction.run(ListChallenges(account: account, purposes: [other]))
            guard let last = others.first, last.isMet, movingAddress(last.challenge) == moving.to else {
                return false
            }
            guard try transaction.first(SetEmail(account: account, email: moving.to)) == true else {
                throw Failure.addressInUse
            }
            // Nothing sent to the old address lets anybody in any more.
            try transaction.run(
                CloseSessions(account: account),
                DropChallenges(account: account, purposes: Challenge.Purpose.waysIn))
            try tell(
                account, at: moving.from, .emailChanged(state.name, to: moving.to),
                undoing: .email(previous: moving.from), in: &transaction)
            return true
        }
    }

    func movingAddress(_ challenge: Challenge) -> String? {
        payload(Moving.self, of: challenge.sealed, for: challenge.purpose)?.to
    }
}

/// A change of address is not wanted any more, whatever was confirmed of it.
private struct CancelEmail: Statement {
    let account: AccountID

    static let sql = "select agentor.cancel_email($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }
}
