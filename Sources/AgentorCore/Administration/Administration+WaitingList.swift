import Forms
import FoundationEssentials
import Postgres
import Text

extension Administration {
    /// Lets an address in that may not have asked, and sends it an invitation; once more when it was let in before.
    /// - Parameter accounts: on the same pool.
    /// - Returns: false when it was let in before.
    package func invite(_ email: String, through accounts: Accounts) throws(Failure) -> Bool {
        var errors = FormErrors()
        guard let email = errors.read(.email(), email) else { throw .unusable(errors) }
        try mustReach(email)
        let isNew = try change { transaction in
            guard try transaction.first(FindManagedAccount(email: email)) == nil else {
                throw Failure.addressInUse(email)
            }
            let isNew = try transaction.first(Invite(email: email)) == true
            try accounts.letter(
                .invitation(site: accounts.address), to: email, expiring: nil, in: &transaction)
            try record("address.invited", nil, kind: "address", in: &transaction)
            return isNew
        }
        logger.notice("address invited")
        return isNew
    }

    /// Lets an address in from the waiting list, and sends it an invitation.
    /// - Parameter accounts: on the same pool.
    /// - Returns: false when it was let in before.
    package func admit(_ email: String, through accounts: Accounts) throws(Failure) -> Bool {
        let email = EmailAddress.normalized(email)
        let isNew = try change { transaction in
            guard let isNew = try transaction.first(Admit(email: email)) else {
                throw Failure.notWaiting(email)
            }
            if isNew {
                try accounts.letter(
                    .invitation(site: accounts.address), to: email, expiring: nil, in: &transaction)
                try record("address.admitted", nil, kind: "address", in: &transaction)
            }
            return isNew
        }
        if isNew { logger.notice("address admitted") }
        return isNew
    }

    /// Lets in those who have waited longest, all or none of them.
    /// - Parameter accounts: on the same pool.
    /// - Returns: their addresses.
    package func admit(longestWaiting most: Int, through accounts: Accounts) throws(Failure) -> [String] {
        let admitted = try change { transaction in
            let admitted = try transaction.run(AdmitLongestWaiting(most: most))
            for email in admitted {
                try accounts.letter(
                    .invitation(site: accounts.address), to: email, expiring: nil, in: &transaction)
            }
            if !admitted.isEmpty {
                try record(
                    "address.admitted", nil, kind: "address", ["addresses": "\(admitted.count)"],
                    in: &transaction)
            }
            return admitted
        }
        logger.notice("addresses admitted", metadata: ["count": "\(admitted.count)"])
        return admitted
    }
}
