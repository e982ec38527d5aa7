import FoundationEssentials
import Postgres

extension Accounts {
    private struct Keeping: Codable {}

    /// Asks for the account to be erased when the grace period is over. All sessions end.
    package func leave(_ viewer: Viewer) throws(Failure) {
        let link = Secret()
        try change { transaction in
            _ = try lock(viewer.id, in: &transaction)
            try transaction.run(DropChallenges(account: viewer.id, purposes: [.keep]))
            let set = SetErasure(account: viewer.id, after: rules.gracePeriod)
            guard let moment = try transaction.first(set) ?? nil else { throw Failure.ended }
            try transaction.run(CloseSessions(account: viewer.id))
            try transaction.run(
                BeginChallenge(
                    purpose: .keep, account: viewer.id, link: link,
                    sealed: seal(Keeping(), for: .keep), lasts: rules.gracePeriod))
            try letter(
                .leaving(viewer.name, on: moment, link: self.link(link)), to: viewer.email, expiring: nil,
                in: &transaction)
        }
    }

    /// Somebody who was leaving stays.
    package func stay(_ viewer: Viewer) throws(Failure) {
        try change { transaction in
            try transaction.run(
                SetErasure(account: viewer.id, after: nil),
                DropChallenges(account: viewer.id, purposes: [.keep]))
        }
    }

    func keep(_ challenge: Challenge) throws(Failure) {
        guard let account = challenge.account else { throw .ended }
        try change { transaction in
            _ = try lock(account, in: &transaction)
            try keep(challenge, in: &transaction)
        }
    }

    /// - Precondition: the account is locked.
    func keep(_ challenge: Challenge, in transaction: inout Transaction) throws {
        guard let account = challenge.account else { throw Failure.ended }
        try meet(challenge, in: &transaction)
        try transaction.run(SetErasure(account: account, after: nil))
    }

    /// Erases one account whose time has come, with all it owns and what it wrote, and sends a last mail.
    /// - Returns: whether there was one.
    package func eraseOne() throws(Failure) -> Bool {
        try change { transaction in
            guard let leaver = try transaction.first(EraseOne()) else { return false }
            try letter(.erased(leaver.name), to: leaver.email, expiring: nil, in: &transaction)
            return true
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
            guard let row = try pool.query(FindAccess(), as: viewer.id.identity).first else {
                throw Failure.ended
            }
            return Access(
                secondFactorSince: row.enabledAt, recoveryCodes: Int(row.unusedCodes),
                eraseAfter: row.eraseAfter, hasShortPassword: row.hasShortPassword)
        } catch let error as PostgresError { throw .database(error) } catch { throw .ended }
    }

    /// Whether somebody has a password to sign in with.
    package func hasPassword(_ viewer: Viewer) throws(Failure) -> Bool {
        try state(of: viewer.id)?.passwordHash != nil
    }
}

/// Asks for an account to be erased later; nil for it to stay.
private struct SetErasure: Statement {
    let account: AccountID
    let after: Duration?

    static let sql = "select agentor.set_erasure($1, make_interval(secs => $2))"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(after.map { $0 / .seconds(1) })
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Date? {
        try columns.next(Date?.self)
    }
}

private struct EraseOne: Statement {
    static let sql = "select email, full_name from agentor.erase_one()"

    static func row(from columns: inout Columns) throws(PostgresError) -> (email: String, name: String) {
        (try columns.next(String.self), try columns.next(String.self))
    }
}
