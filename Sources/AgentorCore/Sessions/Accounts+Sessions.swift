import FoundationEssentials
import Postgres

extension Accounts {
    /// How somebody signed in proves again who they are.
    package enum Proof: Sendable {
        case secondFactor
        case password
        /// By a code to their address: they have neither.
        case mail
    }

    package func proof(of viewer: Viewer) throws(Failure) -> Proof {
        guard let state = try state(of: viewer) else { throw .ended }
        return state.hasSecondFactor ? .secondFactor : state.passwordHash != nil ? .password : .mail
    }

    /// Proves again who it is, with what `proof(of:)` asks for. The session goes on under a new token.
    package func prove(
        _ typed: String, by viewer: Viewer, from arrival: Arrival
    ) throws(Failure) -> SessionToken {
        guard let state = try state(of: viewer) else { throw .ended }
        if state.hasSecondFactor {
            try check(typed, of: .viewer(viewer), as: viewer.session.uuidString, allowingRecovery: false)
        } else if let hash = state.passwordHash {
            try counting(.prove, for: viewer.session.uuidString, of: viewer.id, from: arrival) {
                () throws(Failure) in
                guard try verify(typed, against: hash) else { throw .wrongCredentials }
            }
        } else {
            try useCode(typed, of: viewer, from: arrival)
        }
        return try change(of: .viewer(viewer)) { _, transaction in
            let token = try renew(arrival.token, isProved: true, in: &transaction)
            securityLog?(SecurityEvent(.proved, of: viewer.id, from: arrival.address))
            return token
        }
    }

    /// The viewer's sessions, the one used last first.
    package func sessions(of viewer: Viewer) throws(Failure) -> [SessionSummary] {
        do {
            return try database.web.query(ListSessions(idle: rules.sessionIdle), as: viewer.identity)
        } catch { throw .database(error) }
    }

    /// Ends one of the viewer's sessions; another's is as if it were not there.
    package func end(_ session: UUID, of viewer: Viewer) throws(Failure) {
        do {
            _ = try database.web.query(EndSession(id: session), as: viewer.identity, access: .readWrite)
        } catch { throw .database(error) }
    }

    /// Ends all of the viewer's sessions but the one they are in.
    package func endOthers(of viewer: Viewer) throws(Failure) {
        try change(of: .viewer(viewer)) { _, transaction in
            try transaction.run(CloseSessions(keeping: viewer.session))
        }
    }

    /// After a change of what gets people in: other sessions end, and this one goes on under a new token.
    func renew(
        _ token: SessionToken, endingOthersOf viewer: Viewer, in transaction: inout Transaction
    ) throws -> SessionToken {
        try transaction.run(CloseSessions(keeping: viewer.session))
        return try renew(token, isProved: false, in: &transaction)
    }

    /// The session goes on under a new token. One that was ended meanwhile changes nothing.
    func renew(
        _ token: SessionToken, isProved: Bool = false, isForView: Bool = false,
        in transaction: inout Transaction
    ) throws -> SessionToken {
        let renewed = token.renewed(isForView: isForView)
        let renewing = RenewSession(token: token, renewed: renewed, isProved: isProved)
        guard try transaction.first(renewing) == true else { throw Failure.ended }
        return renewed
    }
}
