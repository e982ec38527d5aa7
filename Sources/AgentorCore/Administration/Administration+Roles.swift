import Postgres

extension Administration {
    /// Makes somebody an administrator. Their sessions end: a token is never good for more than it was when it was
    /// given.
    /// - Returns: false when they were one already.
    package func promote(_ email: String) throws(Failure) -> Bool {
        let account = try find(email).id
        let isNew = try change { transaction in
            let isNew = try transaction.execute(SetRole(account: account, role: .admin)) > 0
            if isNew {
                try endSessions(of: account, in: &transaction)
                try record("administrator.added", account, in: &transaction)
            }
            return isNew
        }
        if isNew { log("account promoted", account) }
        return isNew
    }

    /// Makes an administrator a member. Their sessions end.
    /// - Parameter isForced: also when nobody else is an active administrator.
    /// - Returns: false when they were none.
    package func demote(_ email: String, isForced: Bool = false) throws(Failure) -> Bool {
        let account = try find(email)
        let isNew = try change { transaction in
            // Two who demote each other do it one after the other.
            let administrators = try transaction.run(LockAdministrators())
            guard administrators.contains(where: { $0.id == account.id }) else { return false }
            guard isForced || administrators.contains(where: { $0.id != account.id && $0.isActive }) else {
                throw Failure.lastAdministrator(account.email)
            }
            let isNew = try transaction.execute(SetRole(account: account.id, role: .member)) > 0
            if isNew {
                try endSessions(of: account.id, in: &transaction)
                try record("administrator.removed", account.id, in: &transaction)
            }
            return isNew
        }
        if isNew { log("account demoted", account.id) }
        return isNew
    }
}
