import FoundationEssentials
import Postgres

// Calls of the functions in `Definitions/administration.sql`.

struct AskAdministers: Statement {
    static let sql = "select agentor.administers()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool? {
        try columns.next(Bool?.self)
    }
}

struct SearchPeople: Statement {
    let wanted: String
    let narrowing: Administrators.Narrowing?
    let after: (created: Date, id: UUID)?
    let most: Int

    static let sql = """
        select id, full_name, handle, email, profile, is_administrator, is_moderator, is_suspended, is_leaving, created_at
        from agentor.find_people($1, $2, $3, $4, $5)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(wanted)
        parameters.append(narrowing?.rawValue)
        parameters.append(after?.created)
        parameters.append(after?.id)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Administrators.ListedPerson {
        Administrators.ListedPerson(
            id: try columns.next(UUID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), email: try columns.next(String.self),
            profile: try columns.next(String?.self).flatMap(ProfileKind.init),
            isAdministrator: try columns.next(Bool.self), isModerator: try columns.next(Bool.self),
            isSuspended: try columns.next(Bool.self), isLeaving: try columns.next(Bool.self),
            createdAt: try columns.next(Date.self))
    }
}

struct SeePerson: Statement {
    let id: UUID

    static let sql = """
        select id, full_name, handle, email, profile, is_administrator, is_moderator, suspended_at, erase_after, created_at,
            has_password, factor_since, recovery_codes, last_seen_at, reports_made, is_self, is_held
        from agentor.see_person($1)
        """

    func bind(to parameters: inout Parameters) { parameters.append(id) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Administrators.Person {
        Administrators.Person(
            id: try columns.next(UUID.self), name: try columns.next(String.self),
            handle: try columns.next(String?.self), email: try columns.next(String.self),
            profile: try columns.next(String?.self).flatMap(ProfileKind.init),
            isAdministrator: try columns.next(Bool.self), isModerator: try columns.next(Bool.self),
            suspendedAt: try columns.next(Date?.self), eraseAfter: try columns.next(Date?.self),
            createdAt: try columns.next(Date.self), hasPassword: try columns.next(Bool.self),
            factorSince: try columns.next(Date?.self), recoveryCodes: Int(try columns.next(Int32.self)),
            lastSeenAt: try columns.next(Date?.self), reportsMade: Int(try columns.next(Int32.self)),
            isSelf: try columns.next(Bool.self), isHeld: try columns.next(Bool.self))
    }
}

struct ListSessionsOf: Statement {
    let id: UUID
    let idle: Duration

    static let sql = """
        select created_at, last_seen_at, method, device, address from agentor.sessions_of($1, make_interval(secs => $2))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(idle / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Administrators.PersonSession {
        Administrators.PersonSession(
            createdAt: try columns.next(Date.self), lastSeenAt: try columns.next(Date.self),
            method: try columns.next(String?.self), device: try columns.next(String?.self),
            address: try columns.next(String?.self))
    }
}

struct ListCasesAbout: Statement {
    let id: UUID

    static let sql = "select id, kind, reporters, opened_at, outcome from agentor.cases_about($1)"

    func bind(to parameters: inout Parameters) { parameters.append(id) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Administrators.PersonCase {
        Administrators.PersonCase(
            id: try columns.next(UUID.self),
            kind: ReportSubject.Kind(rawValue: try columns.next(String.self)) ?? .message,
            reporters: Int(try columns.next(Int32.self)), openedAt: try columns.next(Date.self),
            outcome: try columns.next(String?.self).flatMap(OwnReport.Outcome.init))
    }
}

struct ListWaitingPeople: Statement {
    let after: (asked: Date, email: String)?
    let most: Int

    static let sql = "select email, full_name, asked_at, admitted_at from agentor.waiting_people($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(after?.asked)
        parameters.append(after?.email)
        parameters.append(Int32(clamping: most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Administration.WaitingSummary {
        try ListWaiting.row(from: &columns)
    }
}

struct ReadFigures: Statement {
    static let sql = """
        select people, suspended, leaving, administrators, moderators, waiting, open_cases, mail_waiting, mail_given_up, last_line,
            database_bytes, oldest_due
        from agentor.site_figures()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Administrators.Figures {
        func number() throws(PostgresError) -> Int { Int(try columns.next(Int32.self)) }
        return Administrators.Figures(
            people: try number(), suspended: try number(), leaving: try number(),
            administrators: try number(), moderators: try number(), waiting: try number(),
            openCases: try number(), mailWaiting: try number(), mailGivenUp: try number(),
            lastLine: try columns.next(Int64.self), databaseBytes: try columns.next(Int64.self),
            oldestDue: try columns.next(Date?.self))
    }
}

struct Administer: Statement {
    struct Row: Sendable {
        let result: String
        let email: String
        let name: String
    }

    let account: UUID
    let deed: PersonDeed
    let reason: String

    static let sql = "select result, email, full_name from agentor.administer($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(deed.rawValue)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            result: try columns.next(String.self), email: try columns.next(String.self),
            name: try columns.next(String.self))
    }
}

struct UnlockPerson: Statement {
    let account: UUID
    let address: String
    let limits: [String]
    let reason: String

    static let sql = "select agentor.unlock_person($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(address)
        parameters.append(limits)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct TakeFactorOff: Statement {
    struct Row: Sendable {
        let result: String
        let email: String?
        let name: String?
        /// Nil where there was none.
        let previous: FindSecondFactor.Row?
    }

    let account: UUID
    let reason: String

    static let sql = """
        select result, email, full_name, $1, sealed, is_bound, last_step, code_hashes from agentor.take_factor_off($1, $2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        let result = try columns.next(String.self)
        let email = try columns.next(String?.self)
        let name = try columns.next(String?.self)
        let account = try columns.next(AccountID.self)
        let sealed = try columns.next([UInt8]?.self)
        let isBound = try columns.next(Bool?.self)
        let lastStep = try columns.next(Int64?.self)
        let codeHashes = try columns.next([[UInt8]]?.self)
        var previous: FindSecondFactor.Row?
        if let sealed, let isBound, let lastStep, let codeHashes {
            previous = FindSecondFactor.Row(
                account: account, sealed: sealed, isBound: isBound, lastStep: lastStep,
                codeHashes: codeHashes)
        }
        return Row(result: result, email: email, name: name, previous: previous)
    }
}

/// Begins a challenge of somebody else's, about what the viewer has just done to them; false where they have not.
struct BeginChallengeOf: Statement {
    let begin: BeginChallenge
    let account: AccountID

    static let sql = "select agentor.begin_challenge_of($1, $2, $3, $4, $5, make_interval(secs => $6))"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(begin.purpose)
        parameters.append(begin.id)
        parameters.append(begin.link?.hash)
        parameters.append(begin.sealed)
        parameters.append(begin.lasts / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

struct CreatePerson: Statement {
    let draft: AccountDraft
    let reason: String

    static let sql = "select agentor.create_person($1, $2, $3, $4)"

    func bind(to parameters: inout Parameters) {
        parameters.append(draft.email)
        parameters.append(draft.name)
        parameters.append(draft.role == .admin)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> UUID? {
        try columns.next(UUID?.self)
    }
}

struct ListSignUpsThatWait: Statement {
    static let sql =
        "select id, 'sign-up', null::uuid, sealed, is_bound, false from agentor.pending_sign_ups()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Challenge {
        try Challenge(from: &columns)
    }
}

struct CompleteSignUp: Statement {
    let challenge: UUID
    let pending: Accounts.PendingSignUp
    let registration: AccountRules.Registration
    let reason: String

    static let sql = "select agentor.complete_sign_up($1, $2, $3, $4, $5, $6, $7)"

    func bind(to parameters: inout Parameters) {
        parameters.append(challenge)
        parameters.append(pending.email)
        parameters.append(pending.name)
        parameters.append(pending.passwordHash)
        parameters.append(Terms.version)
        parameters.append(registration.rawValue)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct InviteAddress: Statement {
    let email: String
    let reason: String

    static let sql = "select agentor.invite_address($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String? {
        try columns.next(String?.self)
    }
}

struct AdmitPeople: Statement {
    let email: String?
    let most: Int
    let reason: String

    static let sql = "select * from agentor.admit_people($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
        parameters.append(Int32(clamping: most))
        parameters.append(reason)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

struct SignEverybodyOut: Statement {
    let reason: String

    static let sql = "select agentor.sign_everybody_out($1)"

    func bind(to parameters: inout Parameters) { parameters.append(reason) }

    static func row(from columns: inout Columns) throws(PostgresError) -> Int32? {
        try columns.next(Int32?.self)
    }
}
