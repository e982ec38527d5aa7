import FoundationEssentials
import Postgres

extension Accounts {
    enum SecondFactorProof {
        case oneTimePassword, recoveryCode

        /// For the log.
        var words: String {
            switch self {
            case .oneTimePassword: "app"
            case .recoveryCode: "recovery code"
            }
        }
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
        try change(of: .viewer(viewer)) { _, transaction in
            try transaction.run(
                challenge(
                    .factor, of: viewer.id, in: token, about: SettingUp(secret: factor.secret),
                    lasts: .minutes(30)))
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
            sealed: sealSecret(factor.secret, of: viewer.id), lastStep: step,
            codeHashes: codes.compactMap(RecoveryCode.hash))
        let renewed = try change(of: .viewer(viewer)) { _, transaction in
            try meet(pending.challenge, in: &transaction)
            let previous = try transaction.first(FindSecondFactor())
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
        try change(of: .viewer(viewer)) { state, transaction in
            guard !state.hasShortPassword else { throw Failure.passwordTooShort }
            guard let previous = try transaction.first(FindSecondFactor()) else {
                throw Failure.ended
            }
            try transaction.run(
                SetSecondFactor(sealed: nil, lastStep: 0, codeHashes: []))
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
        let renewed = try change(of: .viewer(viewer)) { _, transaction in
            guard let previous = try transaction.first(FindSecondFactor()) else {
                throw Failure.ended
            }
            try transaction.run(
                SetRecoveryCodes(codeHashes: codes.compactMap(RecoveryCode.hash)))
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
        _ code: String, of owner: Owner, as subject: String, allowingRecovery: Bool
    ) throws(Failure) -> SecondFactorProof {
        let account =
            switch owner {
            case .viewer(let viewer): viewer.id
            case .account(let account): account
            }
        let proof = try counting(.secondFactor, for: subject, of: account) { () throws(Failure) in
            try change(of: owner) { _, transaction in
                try use(code, allowingRecovery: allowingRecovery, in: &transaction)
            }
        }
        securityLog?(SecurityEvent(.secondFactor, of: account, proof.words))
        return proof
    }

    /// Uses up a code of the viewer's second factor, if it is a right one.
    func use(
        _ code: String, allowingRecovery: Bool, in transaction: inout Transaction
    ) throws -> SecondFactorProof {
        guard let row = try transaction.first(FindSecondFactor()),
            let secret = keys.open(row.sealed, for: Self.use(ofSecretOf: row.isBound ? row.account : nil))
        else { throw Failure.ended }
        if let step = OneTimePassword(secret: secret).step(of: code, at: .now),
            try transaction.first(TakeStep(step: step)) == true
        {
            return .oneTimePassword
        }
        if allowingRecovery, let hash = RecoveryCode.hash(code),
            try transaction.first(TakeRecoveryCode(hash: hash)) == true
        {
            return .recoveryCode
        }
        throw Failure.wrongCode
    }

    /// Bound to its account: in another's row it cannot be opened.
    func sealSecret(_ secret: [UInt8], of account: AccountID) -> [UInt8] {
        keys.seal(secret, for: Self.use(ofSecretOf: account))
    }

    /// - Parameter account: nil for secrets from before they were bound to one.
    private static func use(ofSecretOf account: AccountID?) -> String {
        account.map { "second factor of \($0.rawValue.uuidString)" } ?? "second factor"
    }
}

extension Int64 {
    /// Seconds since 1970.
    fileprivate static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
