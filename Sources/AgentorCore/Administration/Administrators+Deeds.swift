import Forms
import FoundationEssentials
import Mail
import Postgres
import Text

/// What an administrator does to somebody.
package enum PersonDeed: String, CaseIterable, Sendable {
    case suspend = "account.suspended"
    case restore = "account.restored"
    case signOut = "account.signed-out"
    case unlock = "account.unlocked"
    case removeFactor = "account.factor-removed"
    case erase = "account.erased"
    case addModerator = "moderator.added"
    case removeModerator = "moderator.removed"
    case addAdministrator = "administrator.added"
    case removeAdministrator = "administrator.removed"
    case hold = "account.held"
    case release = "account.released"

    /// Whether what is told the person may have words of the administrator's.
    package var takesWords: Bool { self == .suspend || self == .restore || self == .erase }
}

extension Administrators {
    /// Why something was not done.
    package enum Obstacle: String, Error, Sendable {
        /// It is so already.
        case already
        /// Nobody does this to themselves.
        case `self`
        case unreasoned
        /// There is an account with the address.
        case inUse = "in-use"
        case notInvited = "not-invited"
        /// Nobody has asked for an account with this address within the last ten minutes.
        case ended
        /// Moderators have closed it.
        case closed
        /// There is an option with that key.
        case taken
        /// There can be no other option, and none can go.
        case fixed
        /// What an option was to go before is not there.
        case noNext = "no-next"
        /// Nobody of that handle is in the channel.
        case noMember = "no-member"
        /// The site is not looked at as those see it who run it.
        case inCharge = "in-charge"
        /// Nor as somebody who is suspended, and sees nothing of it.
        case out
    }

    package static let reasonField = FormField<String>.lines(
        "reason", "Reason", hint: "For the log, which administrators read, and which is kept for good.",
        limit: 1_000, missing: "Give a reason.")

    package static let wordsField = FormField<String>.lines(
        "words", "What they should know", hint: "They read it in the mail that tells them.", limit: 1_000,
        missing: nil)

    package static let searchLimit = 200

    /// Does something to somebody, and tells them by mail.
    /// - Parameter words: for them, in that mail.
    /// - Returns: false where there is nobody, or nothing for the viewer.
    package func act(
        _ deed: PersonDeed, to id: UUID, reason: String, words: String = "", for viewer: Viewer
    ) throws -> Bool {
        switch deed {
        case .unlock: try unlock(id, reason: reason, for: viewer)
        case .removeFactor: try removeFactor(of: id, reason: reason, for: viewer)
        case .hold, .release:
            try Self.isDone(
                try database.web.first(
                    HoldPerson(id: id, isWanted: deed == .hold, reason: reason), as: viewer.identity,
                    access: .readWrite) ?? nil)
        default:
            try change(for: viewer) { transaction in
                let administer = Administer(account: id, deed: deed, reason: reason)
                guard let row = try transaction.first(administer) else { return false }
                try Self.check(row.result)
                try accounts.letter(
                    .administered(row.name, deed, words: words), to: EmailAddress.normalized(row.email),
                    expiring: nil, in: &transaction)
                return true
            }
        }
    }

    private func unlock(_ id: UUID, reason: String, for viewer: Viewer) throws -> Bool {
        guard let person = try see(id, for: viewer)?.person else { return false }
        return try change(for: viewer) { transaction in
            let limits: [Throttle.Limit] = [.signInAccount, .secondFactor, .newDevice]
            let unlock = UnlockPerson(
                account: id, address: EmailAddress.normalized(person.email), limits: limits.map(\.name),
                reason: reason)
            guard let result = try transaction.first(unlock) ?? nil else { return false }
            try Self.check(result)
            return true
        }
    }

    private func removeFactor(of id: UUID, reason: String, for viewer: Viewer) throws -> Bool {
        try change(for: viewer) { transaction in
            guard let row = try transaction.first(TakeFactorOff(account: id, reason: reason)) else {
                return false
            }
            try Self.check(row.result)
            guard let previous = row.previous, let email = row.email else { return false }
            try accounts.tell(
                AccountID(rawValue: id), at: EmailAddress.normalized(email), .secondFactorOff(row.name ?? ""),
                undoing: .secondFactor(previous: Accounts.SecondFactorBefore(previous)),
                byAdministrator: true,
                in: &transaction)
            return true
        }
    }

    /// Creates an account, and sends its owner a link to choose a password.
    package func create(_ draft: AccountDraft, reason: String, for viewer: Viewer) throws -> UUID {
        try mustReach(draft.email)
        return try change(for: viewer) { transaction in
            let create = CreatePerson(draft: draft, reason: reason)
            guard let id = try transaction.first(create) ?? nil else { throw Obstacle.inUse }
            let link = Secret()
            let account = AccountID(rawValue: id)
            try accounts.beginForOther(
                accounts.challenge(
                    .reset, of: account, link: link, about: Accounts.Resetting(email: draft.email),
                    lasts: Administration.invitationLifetime), account, in: &transaction)
            try accounts.letter(
                .accountCreated(draft.name, link: accounts.resetLink(link)), to: draft.email, expiring: nil,
                in: &transaction)
            return id
        }
    }

    /// Completes the newest sign-up that waits for an address to be proved, as the code from the mail would have done.
    /// - Returns: false where the address is on the waiting list now; nil where there is nothing for the viewer.
    package func verify(_ email: String, reason: String, for viewer: Viewer) throws -> Bool? {
        let email = EmailAddress.normalized(email)
        return try change(for: viewer) { transaction in
            let waiting = try transaction.run(ListSignUpsThatWait())
            for row in waiting {
                guard let pending = accounts.payload(Accounts.PendingSignUp.self, of: row),
                    pending.email == email
                else { continue }
                let complete = CompleteSignUp(
                    challenge: row.id, pending: pending, registration: accounts.rules.registration,
                    reason: reason)
                guard let result = try transaction.first(complete) ?? nil else { return nil }
                if result == "waits" { return false }
                try Self.check(result)
                return true
            }
            throw Obstacle.ended
        }
    }

    /// Lets an address in that may not have asked, and sends it an invitation; once more when it was let in before.
    /// - Returns: false when it was let in before; nil where there is nothing for the viewer.
    package func invite(_ email: String, reason: String, for viewer: Viewer) throws -> Bool? {
        var errors = FormErrors()
        guard let email = errors.read(.email(), email) else { throw errors }
        try mustReach(email)
        return try change(for: viewer) { transaction in
            guard let result = try transaction.first(InviteAddress(email: email, reason: reason)) ?? nil
            else {
                return nil
            }
            if result != "again" { try Self.check(result) }
            try accounts.letter(
                .invitation(site: accounts.address), to: email, expiring: nil, in: &transaction)
            return result != "again"
        }
    }

    /// Lets in one address from the waiting list, or those who have waited longest.
    /// - Returns: how many were let in.
    package func admit(_ email: String?, most: Int = 1, reason: String, for viewer: Viewer) throws -> Int {
        try change(for: viewer) { transaction in
            let admitted = try transaction.run(
                AdmitPeople(email: email.map(EmailAddress.normalized), most: most, reason: reason))
            for email in admitted {
                try accounts.letter(
                    .invitation(site: accounts.address), to: email, expiring: nil, in: &transaction)
            }
            return admitted.count
        }
    }

    /// Signs everybody out everywhere, the viewer too.
    /// - Returns: false where there is nothing for the viewer.
    package func signEverybodyOut(reason: String, for viewer: Viewer) throws -> Bool {
        let ended = try database.web.first(
            SignEverybodyOut(reason: reason), as: viewer.identity, access: .readWrite)
        return (ended ?? nil) != nil
    }

    private func mustReach(_ email: String) throws {
        guard try MailTakesUTF8.reaches(email, askedOn: database.door) else {
            let error = AccountRules.outOfReach
            throw FormErrors("email", error.code, error.message)
        }
    }

    private func change<R>(for viewer: Viewer, _ body: (inout Transaction) throws -> R) throws -> R {
        try database.web.transaction(as: viewer.identity, access: .readWrite, body)
    }

    private static func check(_ result: String) throws(Obstacle) {
        if let obstacle = Obstacle(rawValue: result) { throw obstacle }
    }
}
