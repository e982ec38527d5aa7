import FoundationEssentials
import Postgres

extension Accounts {
    /// Changes the password, or sets the first. Other sessions end, and the owner is told.
    /// - Parameter current: the password so far; not asked for when there is none.
    /// - Returns: the session's new token.
    package func changePassword(
        to password: NewPassword, current: String, for viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> SessionToken {
        guard let state = try state(of: viewer.id) else { throw .ended }
        if let hash = state.passwordHash {
            try counting(.prove, for: viewer.session.uuidString) { () throws(Failure) in
                guard try verify(current, against: hash) else { throw .wrongCredentials }
            }
        }
        let hash = try hash(password)
        return try change { transaction in
            let present = try lock(viewer.id, in: &transaction)
            guard present.passwordHash == state.passwordHash else { throw Failure.ended }
            guard present.hasSecondFactor || !password.isShort else { throw Failure.passwordTooShort }
            try transaction.run(
                SetPassword(account: viewer.id, hash: hash, isShort: password.isShort),
                DropChallenges(account: viewer.id, purposes: Challenge.Purpose.waysIn))
            try tell(
                viewer.id, at: present.email, .passwordChanged(viewer.name), undoing: .password,
                in: &transaction)
            return try renew(token, endingOthersOf: viewer, in: &transaction)
        }
    }

    // MARK: Forgotten

    private struct Resetting: Codable {
        let email: String
    }

    /// Sends a link to choose another password; to an address without an account, that there is none.
    package func askReset(email: String, nonce: FormNonce, from arrival: Arrival) throws(Failure) {
        let found = try state(of: email)
        let link = Secret()
        try ask(
            BeginChallenge(
                purpose: .reset, account: found?.account, browser: arrival.token,
                link: found == nil ? Secret() : link, nonce: nonce.covering(email),
                sealed: seal(Resetting(email: email), for: .reset)),
            with: found == nil
                ? .noAccount(site: address)
                : .resetPassword(link: resetLink(link)), to: email)
    }

    /// Begins to choose another password, in the browser that has just undone a change, or in any for somebody whose
    /// account an operator has made.
    func beginReset(
        of account: AccountID, email: String, in token: SessionToken? = nil,
        lasts: Duration = Challenge.lifetime, _ transaction: inout Transaction
    ) throws -> Secret {
        let link = Secret()
        try transaction.run(
            BeginChallenge(
                purpose: .reset, account: account, browser: token, link: link,
                sealed: seal(Resetting(email: email), for: .reset), lasts: lasts))
        return link
    }

    func resetLink(_ link: Secret) -> String { "\(address)/reset-password?token=\(link.text)" }

    /// Whose password a link lets choose, and whether that takes the second factor too.
    package func reset(
        _ link: Secret, in token: SessionToken
    ) throws(Failure) -> (email: String, name: String, needsSecondFactor: Bool) {
        let (_, state) = try resetting(link, in: token)
        return (state.email, state.name, state.hasSecondFactor)
    }

    /// Chooses another password by the link from the mail. All sessions end, and too many failures are forgiven.
    /// - Parameter code: of the second factor, where there is one: a mailbox alone does not get around it.
    package func resetPassword(
        to password: NewPassword, code: String, by link: Secret, from arrival: Arrival
    ) throws(Failure) {
        let (challenge, state) = try resetting(link, in: arrival.token)
        let proof =
            state.hasSecondFactor
            ? try check(
                code, of: state.account, as: subject(of: state.email, in: arrival), allowingRecovery: true)
            : nil
        let hash = try hash(password)
        try change { transaction in
            let present = try lock(state.account, in: &transaction)
            try meet(challenge, in: &transaction)
            guard present.hasSecondFactor == state.hasSecondFactor else { throw Failure.ended }
            guard present.hasSecondFactor || !password.isShort else { throw Failure.passwordTooShort }
            let known = Throttle.subject(device: arrival.device.hash, email: present.email)
            try transaction.run(
                SetPassword(account: state.account, hash: hash, isShort: password.isShort),
                CloseSessions(account: state.account), ClearTurns(.signInAccount, for: present.email),
                ClearTurns(.signInAccount, for: known), ClearTurns(.newDevice, for: present.email),
                DropChallenges(account: state.account, purposes: Challenge.Purpose.waysIn))
            if proof == .recoveryCode {
                try letter(
                    .recoveryCodeUsed(present.name, site: address), to: present.email, expiring: nil,
                    in: &transaction)
            }
            try tell(
                state.account, at: present.email, .passwordChanged(present.name), undoing: .password,
                in: &transaction)
        }
    }

    private func resetting(
        _ link: Secret, in token: SessionToken
    ) throws(Failure) -> (Challenge, AccountState) {
        let challenge = try linked(link, in: token)
        guard challenge.purpose == .reset, let account = challenge.account,
            let state = try state(of: account)
        else { throw .ended }
        return (challenge, state)
    }
}
