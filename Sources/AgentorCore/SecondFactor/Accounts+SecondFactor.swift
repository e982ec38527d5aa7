import FoundationEssentials
import Postgres

extension Accounts {
    enum SecondFactorProof {
        case oneTimePassword, recoveryCode
    }

    /// What a browser is setting up.
    private struct SettingUp: Codable {
        let secret: [UInt8]
    }

    /// Begins to set up an authenticator app; the same one until it is set up or given up.
    /// - Returns: the secret, to be shown as a QR code and as text.
    package func beginSecondFactor(for viewer: Viewer, in token: SessionToken) throws(Failure)
        -> OneTimePassword
    {
        if let pending = try pending(.factor, SettingUp.self, in: token),
            pending.challenge.account == viewer.id
        {
            return OneTimePassword(secret: pending.payload.secret)
        }
        let factor = OneTimePassword()
        try change { transaction in
            try transaction.run(
                BeginChallenge(
                    purpose: .factor, account: viewer.id, browser: token,
                    sealed: seal(SettingUp(secret: factor.secret), for: .factor), lasts: .minutes(30)))
        }
        return factor
    }

    /// Turns the second factor on, once the app has shown a right code. Other sessions end.
    /// - Returns: the recovery codes, which are told this once, and the session's new token.
    package func enableSecondFactor(
        code: String, for viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> (codes: [String], token: SessionToken) {
        guard let pending = try pending(.factor, SettingUp.self, in: token),
            pending.challenge.account == viewer.id
        else {
            throw .ended
        }
        let factor = OneTimePassword(secret: pending.payload.secret)
        guard let step = factor.step(of: code, at: .now) else { throw .wrongCode }
        let codes = RecoveryCode.make()
        let set = SetSecondFactor(
            account: viewer.id, sealed: sealSecret(factor.secret), lastStep: step,
            codeHashes: codes.compactMap(RecoveryCode.hash))
        let renewed = try change { transaction in
            _ = try lock(viewer.id, in: &transaction)
            try meet(pending.challenge, in: &transaction)
            let previous = try transaction.first(FindSecondFactor(account: viewer.id))
            try transaction.run(set)
            try tell(
                viewer.id, at: viewer.email, .secondFactorOn(viewer.name),
                undoing: .secondFactor(previous: previous.map(SecondFactorBefore.init)), in: &transaction)
            return try renew(token, endingOthersOf: viewer, in: &transaction)
        }
        return (codes, renewed)
    }

    /// Turns the second factor off. Other sessions end.
    /// - Throws: `.passwordTooShort` when the password would not do alone; `.ended` when there is none to turn off.
    package func disableSecondFactor(
        for viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> SessionToken {
        return try change { transaction in
            guard try !lock(viewer.id, in: &transaction).hasShortPassword else {
                throw Failure.passwordTooShort
            }
            guard let previous = try transaction.first(FindSecondFactor(account: viewer.id)) else {
                throw Failure.ended
            }
            try transaction.run(
                SetSecondFactor(account: viewer.id, sealed: nil, lastStep: 0, codeHashes: []))
            try tell(
                viewer.id, at: viewer.email, .secondFactorOff(viewer.name),
                undoing: .secondFactor(previous: SecondFactorBefore(previous)), in: &transaction)
            return try renew(token, endingOthersOf: viewer, in: &transaction)
        }
    }

    /// Ten new recovery codes in place of what is left of the old ones. Other sessions end.
    /// - Returns: the codes, and the session's new token.
    package func renewRecoveryCodes(
        for viewer: Viewer, in token: SessionToken
    ) throws(Failure) -> (codes: [String], token: SessionToken) {
        let codes = RecoveryCode.make()
        let renewed = try change { transaction in
            _ = try lock(viewer.id, in: &transaction)
            guard let previous = try transaction.first(FindSecondFactor(account: viewer.id)) else {
                throw Failure.ended
            }
            try transaction.run(
                SetRecoveryCodes(account: viewer.id, codeHashes: codes.compactMap(RecoveryCode.hash)))
            try tell(
                viewer.id, at: viewer.email, .recoveryCodesRenewed(viewer.name),
                undoing: .recoveryCodes(previous: previous.codeHashes), in: &transaction)
            return try renew(token, endingOthersOf: viewer, in: &transaction)
        }
        return (codes, renewed)
    }

    /// Checks a code of the second factor and uses it up. Ten failures in an hour are too many.
    /// - Parameter subject: what failures are counted for, so that nobody uses up the turns of another's browser.
    @discardableResult
    func check(
        _ code: String, of account: AccountID, as subject: String, allowingRecovery: Bool
    ) throws(Failure) -> SecondFactorProof {
        try counting(.secondFactor, for: subject) { () throws(Failure) in
            try change { try use(code, of: account, allowingRecovery: allowingRecovery, in: &$0) }
        }
    }

    /// Uses up a code of the second factor, if it is a right one.
    func use(
        _ code: String, of account: AccountID, allowingRecovery: Bool, in transaction: inout Transaction
    ) throws -> SecondFactorProof {
        guard let row = try transaction.first(FindSecondFactor(account: account)),
            let secret = keys.open(row.sealed, for: "second factor")
        else { throw Failure.ended }
        if let step = OneTimePassword(secret: secret).step(of: code, at: .now),
            try transaction.first(TakeStep(account: account, step: step)) == true
        {
            return .oneTimePassword
        }
        if allowingRecovery, let hash = RecoveryCode.hash(code),
            try transaction.first(TakeRecoveryCode(account: account, hash: hash)) == true
        {
            return .recoveryCode
        }
        throw Failure.wrongCode
    }

    func sealSecret(_ secret: [UInt8]) -> [UInt8] { keys.seal(secret, for: "second factor") }
}

extension Int64 {
    /// Seconds since 1970.
    fileprivate static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
