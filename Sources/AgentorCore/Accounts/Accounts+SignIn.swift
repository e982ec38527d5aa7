import FoundationEssentials
import Passwords
import Postgres

extension Accounts {
    /// What a code by mail stands for.
    private struct Asked: Codable {
        let code: MailCode
        let email: String
    }

    /// Signs in with a password. Takes as long for an address without an account as for one with a wrong password.
    /// - Parameter email: as `EmailAddress.normalized`.
    /// - Throws: `.tooOften` after ten failures in an hour: for the account, or in a browser that has signed in to it
    ///   before, which strangers cannot lock out.
    package func signIn(email: String, password: String, from arrival: Arrival) throws(Failure) -> Entrance {
        let found = try state(of: email)
        let subject = try subject(of: email, in: arrival)
        let state = try counting(.signInAccount, for: subject, of: found?.account, from: arrival) {
            () throws(Failure) in
            guard try verify(password, against: found?.passwordHash ?? Password.nobody), let found,
                found.passwordHash != nil
            else { throw .wrongCredentials }
            return found
        }
        return try change(of: .account(state.account)) { present, transaction in
            // Changed while it was compared: whoever knew the one before is not let in.
            guard present.passwordHash == state.passwordHash else { throw Failure.wrongCredentials }
            return try enter(present, by: .password, from: arrival, in: &transaction)
        }
    }

    /// What limits on an address are counted for: the address, or, in a browser that has signed in with it before, that
    /// browser alone. Whatever strangers do, its owner has turns of their own there.
    package func subject(of email: String, in arrival: Arrival) throws(Failure) -> String {
        let knows = KnowsDevice(email: email, device: arrival.device)
        do {
            let isKnown = try database.door.query(knows, as: .nobody).first ?? false
            return isKnown ? Throttle.subject(device: arrival.device.hash, email: email) : email
        } catch { throw .database(error) }
    }

    // MARK: By a code from a mail

    /// Sends a code to sign in with; to an address without an account, that there is none.
    package func askCode(email: String, nonce: FormNonce, from arrival: Arrival) throws(Failure) {
        let asked = Asked(code: MailCode(), email: email)
        let found = try state(of: email)
        try ask(
            challenge(
                .signIn, of: found?.account, in: arrival.token, nonce: nonce.covering(email), about: asked),
            of: found?.account, with: found == nil ? .noAccount(site: address) : .signInCode(asked.code),
            to: email)
    }

    /// The address this browser was sent a code to; nil when none was.
    package func pendingCode(in token: SessionToken) throws(Failure) -> String? {
        try pending(.signIn, Asked.self, in: token)?.payload.email
    }

    /// Signs in with the code, in the browser that asked for it.
    package func signIn(code: String, from arrival: Arrival) throws(Failure) -> Entrance {
        let (challenge, asked) = try attempt(.signIn, Asked.self, from: arrival)
        guard asked.code.isTyped(as: code), let account = challenge.account else {
            securityLog?(SecurityEvent(.signInRefused, of: challenge.account, "wrong", from: arrival.address))
            throw .wrongCode
        }
        return try change(of: .account(account)) { state, transaction in
            try meet(challenge, in: &transaction)
            return try enter(state, by: .mail, from: arrival, in: &transaction)
        }
    }

    /// Uses up the code sent to somebody signed in.
    func useCode(_ code: String, of viewer: Viewer, from arrival: Arrival) throws(Failure) {
        let (challenge, asked) = try attempt(.signIn, Asked.self, from: arrival)
        guard asked.code.isTyped(as: code), challenge.account == viewer.id else {
            securityLog?(SecurityEvent(.proofRefused, of: viewer.id, "wrong", from: arrival.address))
            throw .wrongCode
        }
        try change { transaction in try meet(challenge, in: &transaction) }
    }

    // MARK: The second factor

    /// Whether this browser has proved the first factor and not yet the second.
    package func awaitsSecondFactor(in token: SessionToken) throws(Failure) -> Bool {
        try pending(.secondFactor, HalfEntrance.self, in: token) != nil
    }

    /// Completes a sign-in with a code of the authenticator app, or with a recovery code. The code is used up only if
    /// it lets in.
    package func signIn(secondFactor code: String, from arrival: Arrival) throws(Failure) -> SessionToken {
        let (challenge, half) = try attempt(.secondFactor, HalfEntrance.self, from: arrival)
        guard let account = challenge.account else { throw .ended }
        let email = try change(of: .account(account)) { state, _ in state.email }
        return try counting(
            .secondFactor, for: subject(of: email, in: arrival), of: account, from: arrival
        ) {
            () throws(Failure) in
            try change(of: .account(account)) { state, transaction in
                let proof = try use(code, allowingRecovery: true, in: &transaction)
                try meet(challenge, in: &transaction)
                securityLog?(SecurityEvent(.secondFactor, of: account, proof.words, from: arrival.address))
                if proof == .recoveryCode {
                    try letter(
                        .recoveryCodeUsed(state.name, site: address), to: state.email, expiring: nil,
                        in: &transaction)
                }
                if let connection = half.connection {
                    try connect(connection, with: state, in: &transaction)
                }
                return try open(state, by: half.method, from: arrival, in: &transaction)
            }
        }
    }

    // MARK: Locked out

    private struct Unlocking: Codable {
        /// Of the limits: the address, and the address in the browser that asked.
        let subjects: [String]
    }

    /// Sends a link that unlocks an account after too many failures; to an address without one, that there is none.
    package func askUnlock(email: String, nonce: FormNonce, from arrival: Arrival) throws(Failure) {
        let found = try state(of: email)
        let link = Secret()
        try ask(
            challenge(
                .unlock, of: found?.account, in: arrival.token, link: found == nil ? Secret() : link,
                nonce: nonce.covering(email),
                about: Unlocking(
                    subjects: [email, Throttle.subject(device: arrival.device.hash, email: email)])),
            of: found?.account,
            with: found == nil ? .noAccount(site: address) : .unlock(link: self.link(link)), to: email)
    }

    func unlock(_ challenge: Challenge) throws(Failure) {
        guard let unlocking = payload(Unlocking.self, of: challenge) else {
            throw .ended
        }
        try change { transaction in
            try meet(challenge, in: &transaction)
            for subject in unlocking.subjects {
                try transaction.run(
                    ClearTurns(.signInAccount, for: subject), ClearTurns(.secondFactor, for: subject))
            }
        }
    }
}
