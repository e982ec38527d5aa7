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
        try change(of: .viewer(viewer)) { _, transaction in
            try transaction.run(
                CancelEmail(), challenge(.oldEmail, of: viewer.id, link: old, about: moving),
                challenge(.newEmail, of: viewer.id, link: isInUse ? Secret() : new, about: moving))
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
            let list = ListChallenges(purposes: [.oldEmail, .newEmail])
            rows = try database.web.query(list, as: viewer.identity)
        } catch { throw .database(error) }
        guard let old = rows.first(where: { $0.challenge.purpose == .oldEmail }),
            let new = rows.first(where: { $0.challenge.purpose == .newEmail }), !(old.isMet && new.isMet),
            let moving = payload(Moving.self, of: new.challenge)
        else { return nil }
        return PendingEmail(address: moving.to, isConfirmedByOld: old.isMet, isConfirmedByNew: new.isMet)
    }

    package func cancelEmail(of viewer: Viewer) throws(Failure) {
        try change(of: .viewer(viewer)) { _, transaction in try transaction.run(CancelEmail()) }
    }

    /// Confirms one end. The second to be confirmed changes the address, ends the other sessions, and tells the old
    /// address, which can undo it.
    /// - Returns: whether the address has changed.
    func confirmEmail(_ challenge: Challenge) throws(Failure) -> Bool {
        guard let account = challenge.account,
            let moving = payload(Moving.self, of: challenge)
        else { throw .ended }
        let other: Challenge.Purpose = challenge.purpose == .oldEmail ? .newEmail : .oldEmail
        return try change(of: .account(account)) { state, transaction in
            try meet(challenge, in: &transaction)
            let others = try transaction.run(ListChallenges(purposes: [other]))
            guard let last = others.first, last.isMet, movingAddress(last.challenge) == moving.to else {
                return false
            }
            guard try transaction.first(SetEmail(email: moving.to)) == true else {
                throw Failure.addressInUse
            }
            // Nothing sent to the old address lets anybody in any more.
            try transaction.run(
                CloseSessions(), DropChallenges(purposes: Challenge.Purpose.waysIn))
            try tell(
                account, at: moving.from, .emailChanged(state.name, to: moving.to),
                undoing: .email(previous: moving.from), in: &transaction)
            return true
        }
    }

    func movingAddress(_ challenge: Challenge) -> String? {
        payload(Moving.self, of: challenge)?.to
    }
}

/// A change of address is not wanted any more, whatever was confirmed of it.
private struct CancelEmail: Statement {
    static let sql = "select agentor.cancel_email()"
}
