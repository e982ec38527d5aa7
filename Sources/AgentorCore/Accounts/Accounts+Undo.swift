import FoundationEssentials
import Mail
import Postgres

extension Accounts {
    /// What was changed, with what it was before.
    enum Change: Codable, Sendable {
        case signIn
        case password
        case email(previous: String)
        case secondFactor(previous: SecondFactorBefore?)
        case recoveryCodes(previous: [[UInt8]])
        case connection(issuer: String, subject: String)
    }

    struct SecondFactorBefore: Codable, Sendable {
        let sealed: [UInt8]
        /// Nil for no, in what was sealed before there was such a thing.
        let isBound: Bool?
        let lastStep: Int64
        let codeHashes: [[UInt8]]

        init(_ row: FindSecondFactor.Row) {
            sealed = row.sealed
            isBound = row.isBound
            lastStep = row.lastStep
            codeHashes = row.codeHashes
        }
    }

    private struct Undoable: Codable {
        let change: Change
        let email: String
    }

    /// Tells the owner what was changed, with a link that undoes it for a week.
    /// - Parameter byAdministrator: whether it is an administrator who has just done it to somebody else.
    func tell(
        _ account: AccountID, at email: String, _ letter: Letter, undoing change: Change,
        byAdministrator: Bool = false, in transaction: inout Transaction
    ) throws {
        let link = Secret()
        let begin = challenge(
            .undo, of: account, link: link, about: Undoable(change: change, email: email),
            lasts: Challenge.undoLifetime)
        if byAdministrator {
            try beginForOther(begin, account, in: &transaction)
        } else {
            try transaction.run(begin)
        }
        try self.letter(letter.undoable(self.link(link)), to: email, expiring: nil, in: &transaction)
    }

    /// Begins a challenge of somebody to whom an administrator has just done what it is about, in the same transaction.
    func beginForOther(
        _ begin: BeginChallenge, _ account: AccountID, in transaction: inout Transaction
    ) throws {
        guard try transaction.first(BeginChallengeOf(begin: begin, account: account)) == true else {
            throw Failure.ended
        }
    }

    /// Undoes a change and all that were made after it, the latest first: whoever made it may have made those too. All
    /// sessions end, and the password is gone; the browser at hand is let choose another.
    /// - Returns: the link to choose a password.
    func undo(_ challenge: Challenge, from arrival: Arrival) throws(Failure) -> Secret {
        guard let account = challenge.account,
            let told = payload(Undoable.self, of: challenge)
        else { throw .ended }
        return try change(of: .account(account)) { state, transaction in
            let all = try transaction.run(ListChallenges(purposes: [.undo, .keep]))
            guard let first = all.first(where: { $0.challenge.id == challenge.id }), !first.isMet else {
                throw Failure.ended
            }
            for row in all where row.begun >= first.begun && !row.isMet {
                if row.challenge.purpose == .keep {
                    try keep(row.challenge, in: &transaction)
                    continue
                }
                guard let undoable = payload(Undoable.self, of: row.challenge) else {
                    continue
                }
                try meet(row.challenge, in: &transaction)
                try revert(undoable.change, in: &transaction)
            }
            let begun = Challenge.Purpose.waysIn + [.oldEmail, .newEmail]
            try transaction.run(
                DropChallenges(purposes: begun), CloseSessions(), ForgetDevices(),
                SetPassword(hash: nil, isShort: false),
                ClearTurns(.signInAccount, for: state.email), ClearTurns(.newDevice, for: told.email))
            for email in Set([told.email, state.email]) {
                try letter(.undone(state.name), to: email, expiring: nil, in: &transaction)
            }
            return try beginReset(of: account, email: told.email, in: arrival.token, &transaction)
        }
    }

    private func revert(_ change: Change, in transaction: inout Transaction) throws {
        switch change {
        case .signIn, .password: break
        case .email(let previous):
            // Another account has the address meanwhile. Whoever has the new one must not be let in: an operator
            // decides.
            if try transaction.first(SetEmail(email: previous)) != true {
                try transaction.run(CloseAccount())
            }
        case .secondFactor(let previous):
            try transaction.run(
                SetSecondFactor(
                    sealed: previous?.sealed, isBound: previous?.isBound ?? false,
                    lastStep: previous?.lastStep ?? 0, codeHashes: previous?.codeHashes ?? []))
        case .recoveryCodes(let previous):
            try transaction.run(SetRecoveryCodes(codeHashes: previous))
        case .connection(let issuer, let subject):
            try transaction.run(RemoveIdentity(issuer: issuer, subject: subject))
        }
    }
}

/// The browsers the viewer's account was used in are as new again.
struct ForgetDevices: Statement {
    static let sql = "select agentor.forget_devices()"
}

private struct CloseAccount: Statement {
    static let sql = "select agentor.suspend()"
}

private struct RemoveIdentity: Statement {
    let issuer: String
    let subject: String

    static let sql = "select agentor.remove_identity($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(issuer)
        parameters.append(subject)
    }
}
