import FoundationEssentials
import Postgres

extension Accounts {
    /// Changes the password, or sets the first. Other sessions end, and the owner is told.
    /// - Parameter current: the password so far; not asked for when there is none.
    /// - Returns: the session's new token.
    package func changePassword(
        to password: NewPassword, current: String, for viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> SessionToken {
        guard let state = try state(of: viewer) else { throw .ended }
        if let hash = state.passwordHash {
            try counting(.prove, for: viewer.session.uuidString, of: viewer.id) { () throws(Failure) in
                guard try verify(current, against: hash) else { throw .wrongCredentials }
            }
        }
        let hash = try hash(password)
        return try change(of: .viewer(viewer)) { present, transaction in
            guard present.passwordHash == state.passwordHash else { throw Failure.ended }
            guard present.hasSecondFactor || !password.isShort else { throw Failure.passwordTooShort }
            try transaction.run(
                SetPassword(hash: hash, isShort: password.isShort),
                DropChallenges(purposes: Challenge.Purpose.waysIn))
            try tell(
                viewer.id, at: present.email, .passwordChanged(viewer.name), undoing: .password,
                in: &transaction)
            return try renew(token, endingOthersOf: viewer, in: &transaction)
        }
    }

    // MARK: Forgotten

    struct Resetting: Codable {
        let email: String
    }

    /// Sends a link to choose another password; to an address without an account, that there is none.
    package func askReset(email: String, nonce: FormNonce, from arrival: Arrival) throws(Failure) {
        let found = try state(of: email)
        let link = Secret()
        try ask(
            challenge(
                .reset, of: found?.account, in: arrival.token, link: found == nil ? Secret() : link,
                nonce: nonce.covering(email), about: Resetting(email: email)),
            of: found?.account,
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
            challenge(
                .reset, of: account, in: token, link: link, about: Resetting(email: email), lasts: lasts))
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
                code, of: .account(state.account), as: subject(of: state.email, in: arrival),
                allowingRecovery: true)
            : nil
        let hash = try hash(password)
        try change(of: .account(state.account)) { present, transaction in
            try meet(challenge, in: &transaction)
            guard present.hasSecondFactor == state.hasSecondFactor else { throw Failure.ended }
            guard present.hasSecondFactor || !password.isShort else { throw Failure.passwordTooShort }
            let known = Throttle.subject(device: arrival.device.hash, email: present.email)
            try transaction.run(
                SetPassword(hash: hash, isShort: password.isShort),
                CloseSessions(), ClearTurns(.signInAccount, for: present.email),
                ClearTurns(.signInAccount, for: known), ClearTurns(.newDevice, for: present.email),
                DropChallenges(purposes: Challenge.Purpose.waysIn))
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
            payload(Resetting.self, of: challenge) != nil
        else { throw .ended }
        return (challenge, try change(of: .account(account)) { state, _ in state })
    }
}
