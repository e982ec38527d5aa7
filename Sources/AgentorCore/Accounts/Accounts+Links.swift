import Postgres

extension Accounts {
    /// What following a link from a mail is about. Nothing has happened yet: mail scanners follow links too.
    package enum LinkSubject: Sendable {
        /// Creates the account; in another browser than the one that asked, with the password chosen there.
        case signUp(email: String, needsPassword: Bool)
        case unlock
        /// One end of a change of address.
        case email(String)
        case undo
        /// Keeps an account that was to be erased.
        case keep
    }

    /// What came of confirming a link.
    package enum LinkOutcome: Sendable {
        case entrance(Entrance)
        case unlocked
        case emailChanged
        /// The other end has yet to be confirmed.
        case emailConfirmed
        /// The link to choose another password.
        case undone(Secret)
        case kept
    }

    package func subject(of link: Secret, in token: SessionToken) throws(Failure) -> LinkSubject {
        let challenge = try linked(link, in: token)
        switch challenge.purpose {
        case .signUp:
            guard let email = signUpAddress(challenge) else { throw .ended }
            return .signUp(email: email, needsPassword: !challenge.isSameBrowser)
        case .unlock: return .unlock
        case .oldEmail, .newEmail:
            guard let email = movingAddress(challenge) else { throw .ended }
            return .email(email)
        case .undo: return .undo
        case .keep: return .keep
        default: throw .ended
        }
    }

    /// Does what the link is for, once.
    package func confirm(
        _ link: Secret, password: String?, from arrival: Arrival
    ) throws(Failure) -> LinkOutcome {
        let challenge = try linked(link, in: arrival.token)
        switch challenge.purpose {
        case .signUp:
            return .entrance(try confirmSignUp(challenge, password: password, from: arrival))
        case .unlock:
            try unlock(challenge)
            return .unlocked
        case .oldEmail, .newEmail:
            return try confirmEmail(challenge) ? .emailChanged : .emailConfirmed
        case .undo: return .undone(try undo(challenge, from: arrival))
        case .keep:
            try keep(challenge)
            return .kept
        default: throw .ended
        }
    }
}
