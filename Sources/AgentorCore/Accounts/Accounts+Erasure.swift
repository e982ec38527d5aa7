import FoundationEssentials
import Postgres

extension Accounts {
    private struct Keeping: Codable {}

    /// Asks for the account to be erased when the grace period is over. All sessions end.
    package func leave(_ viewer: Viewer) throws(Failure) {
        let link = Secret()
        try change(of: .viewer(viewer)) { _, transaction in
            try transaction.run(DropChallenges(purposes: [.keep]))
            let set = SetErasure(after: rules.gracePeriod)
            guard let moment = try transaction.first(set) ?? nil else { throw Failure.ended }
            try transaction.run(CloseSessions())
            try transaction.run(
                challenge(.keep, of: viewer.id, link: link, about: Keeping(), lasts: rules.gracePeriod))
            try letter(
                .leaving(viewer.name, on: moment, link: self.link(link)), to: viewer.email, expiring: nil,
                in: &transaction)
        }
    }

    /// Somebody who was leaving stays.
    package func stay(_ viewer: Viewer) throws(Failure) {
        try change(of: .viewer(viewer)) { _, transaction in
            try transaction.run(SetErasure(after: nil), DropChallenges(purposes: [.keep]))
        }
    }

    func keep(_ challenge: Challenge) throws(Failure) {
        guard let account = challenge.account else { throw .ended }
        try change(of: .account(account)) { _, transaction in try keep(challenge, in: &transaction) }
    }

    /// - Precondition: the account is entered.
    func keep(_ challenge: Challenge, in transaction: inout Transaction) throws {
        try meet(challenge, in: &transaction)
        try transaction.run(SetErasure(after: nil))
    }

    /// Erases some of an account whose time has come: all it owns and what it wrote. Each call is short, so that nobody
    /// who writes meanwhile waits for long, and the next goes on where this one ended, also in another process. When all
    /// is gone a last mail is sent.
    /// - Returns: whether there may be more to erase; `isDone` when an account is gone.
    package func eraseSome() throws(Failure) -> (isDone: Bool, mayBeMore: Bool) {
        try change { transaction in
            guard let step = try transaction.first(EraseSome()) else { return (false, false) }
            if let email = step.email, let name = step.name {
                try letter(.erased(name), to: email, expiring: nil, in: &transaction)
            }
            return (step.isDone, true)
        }
    }

    // MARK: What is known of somebody

    package struct Access: Sendable {
        package let secondFactorSince: Date?
        package let recoveryCodes: Int
        package let eraseAfter: Date?
        package let hasShortPassword: Bool
    }

    /// How somebody gets into their account.
    package func access(of viewer: Viewer) throws(Failure) -> Access {
        do {
            guard let row = try database.web.query(FindAccess(), as: viewer.identity).first else {
                throw Failure.ended
            }
            return Access(
                secondFactorSince: row.enabledAt, recoveryCodes: Int(row.unusedCodes),
                eraseAfter: row.eraseAfter, hasShortPassword: row.hasShortPassword)
        } catch let error as PostgresError { throw .database(error) } catch { throw .ended }
    }

    /// Whether somebody has a password to sign in with.
    package func hasPassword(_ viewer: Viewer) throws(Failure) -> Bool {
        try state(of: viewer)?.passwordHash != nil
    }
}

/// Asks for the viewer's account to be erased later; nil for it to stay.
private struct SetErasure: Statement {
    let after: Duration?

    static let sql = "select agentor.set_erasure(make_interval(secs => $1))"

    func bind(to parameters: inout Parameters) {
        parameters.append(after.map { $0 / .seconds(1) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Date? {
        try columns.next(Date?.self)
    }
}

private struct EraseSome: Statement {
    struct Row: Sendable {
        let isDone: Bool
        let email: String?
        let name: String?
    }

    static let sql = "select is_done, email, full_name from agentor.erase_some()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            isDone: try columns.next(Bool.self), email: try columns.next(String?.self),
            name: try columns.next(String?.self))
    }
}
