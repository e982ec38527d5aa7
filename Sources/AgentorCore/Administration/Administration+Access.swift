import FoundationEssentials
import Postgres
import Text

extension Administration {
    /// Signs somebody out everywhere and lets them in no more. Whoever knows the password is told so at signing in.
    /// - Returns: false when they were suspended already.
    package func suspend(_ email: String) throws(Failure) -> Bool {
        let account = try find(email).id
        let isNew = try change { transaction in
            let isNew = try transaction.execute(Suspend(account: account)) > 0
            try endSessions(of: account, in: &transaction)
            if isNew { try record("account.suspended", account, in: &transaction) }
            return isNew
        }
        if isNew { log("account suspended", account) }
        return isNew
    }

    /// Lets somebody in again who was suspended.
    /// - Returns: false when they were not.
    package func restore(_ email: String) throws(Failure) -> Bool {
        let account = try find(email).id
        let isNew = try change { transaction in
            let isNew = try transaction.execute(Restore(account: account)) > 0
            if isNew { try record("account.restored", account, in: &transaction) }
            return isNew
        }
        if isNew { log("account restored", account) }
        return isNew
    }

    /// Forgives the failed passwords and codes of an account, in every browser.
    /// - Returns: false when there was nothing to forgive.
    package func unlock(_ email: String) throws(Failure) -> Bool {
        let account = try find(email)
        let isNew = try change { transaction in
            let devices = try transaction.run(ListDevices(account: account.id))
            let email = EmailAddress.normalized(account.email)
            let subjects = [email] + devices.map { Throttle.subject(device: $0, email: email) }
            let keys =
                [Throttle.Limit.signInAccount, .secondFactor, .newDevice].flatMap { subjects.map($0.key) }
            let isNew = try transaction.execute(ForgiveTurns(keys: keys)) > 0
            if isNew { try record("account.unlocked", account.id, in: &transaction) }
            return isNew
        }
        if isNew { log("account unlocked", account.id) }
        return isNew
    }

    /// Signs somebody out everywhere.
    /// - Returns: how many sessions that were.
    package func revokeSessions(of email: String) throws(Failure) -> Int {
        let account = try find(email).id
        let count = try change { transaction in
            let count = try endSessions(of: account, in: &transaction)
            try record("account.signed-out", account, ["sessions": "\(count)"], in: &transaction)
            return count
        }
        log("sessions revoked", account)
        return count
    }

    /// Signs everybody out everywhere, as after a break-in. Who is half way into an account begins again.
    /// - Returns: how many sessions that were.
    package func revokeAllSessions() throws(Failure) -> Int {
        let count = try change { transaction in
            let (_, _, _, ended, _) = try transaction.run(
                LimitLockWait(), LockAccounts(), DropAllEntrances(), EndAllSessions(), ForgetAllDevices())
            let count = ended.count { $0 }
            try record("site.signed-out", nil, kind: "site", ["sessions": "\(count)"], in: &transaction)
            return count
        }
        logger.notice("all sessions revoked", metadata: ["sessions": "\(count)"])
        return count
    }

    /// Takes a second factor away from somebody who has lost it with its recovery codes. Their sessions end, a password
    /// that is too short alone goes too, and they are told by a mail that can undo it.
    /// - Parameter accounts: on the same pool.
    /// - Returns: false when there was none.
    package func resetSecondFactor(of email: String, through accounts: Accounts) throws(Failure) -> Bool {
        let account = try find(email)
        let isNew = try change { transaction in
            try transaction.run(EnterAs(account: account.id))
            guard let previous = try transaction.first(FindSecondFactor()) else {
                return false
            }
            try transaction.run(
                SetSecondFactor(sealed: nil, lastStep: 0, codeHashes: []),
                DropChallenges(purposes: [.factor]),
                DropShortPassword(account: account.id))
            try accounts.tell(
                account.id, at: account.email, .secondFactorOff(account.name),
                undoing: .secondFactor(previous: Accounts.SecondFactorBefore(previous)), in: &transaction)
            try endSessions(of: account.id, in: &transaction)
            try record("account.factor-removed", account.id, in: &transaction)
            return true
        }
        if isNew { log("second factor reset", account.id) }
        return isNew
    }
}
