import FoundationEssentials
import Postgres

/// Something to be proved within a time: by a code typed into the browser that asked, or by a link from a mail.
struct Challenge: Sendable {
    enum Purpose: String, Sendable, PostgresValue {
        /// Codes and links by mail.
        case signUp = "sign-up"
        case signIn = "sign-in"
        case unlock
        case reset
        case oldEmail = "old-email"
        case newEmail = "new-email"
        case undo
        case keep
        /// What a browser has half done.
        case secondFactor = "second-factor"
        case factor
        case authorize
        case join
        case connect

        /// What somebody is half way into an account with.
        static let entrances: [Purpose] = [.signIn, .secondFactor, .authorize, .connect]

        /// Half-done ways into an account, which a change of what gets people in ends.
        static let waysIn: [Purpose] = [
            .signIn, .secondFactor, .unlock, .reset, .connect, .factor, .authorize,
        ]
    }

    let id: UUID
    let purpose: Purpose
    /// None before there is an account, and for addresses that have none.
    let account: AccountID?
    let sealed: [UInt8]
    /// Whether what is sealed is bound to this challenge and account: all but those from before there was that.
    let isBound: Bool
    /// Whether the browser that looks is the one that asked.
    let isSameBrowser: Bool

    /// Codes and links that prove an address.
    static let lifetime = Duration.minutes(10)
    /// Links that undo a change.
    static let undoLifetime = Duration.days(7)
}

extension Challenge {
    /// What its payload is sealed for: this challenge of this account alone, so that bytes put into another row, by
    /// whoever can write there, cannot be opened.
    var use: String { isBound ? Self.use(of: purpose, id, account) : "challenge \(purpose.rawValue)" }

    static func use(of purpose: Purpose, _ id: UUID, _ account: AccountID?) -> String {
        let owner = account?.rawValue.uuidString ?? "nobody"
        return "challenge \(purpose.rawValue) \(id.uuidString) of \(owner)"
    }

    /// - Parameter columns: id, purpose, account, sealed, is_bound, whether the browser that looks is the one that asked.
    init(from columns: inout Columns) throws(PostgresError) {
        id = try columns.next(UUID.self)
        purpose = try columns.next(Purpose.self)
        account = try columns.next(AccountID?.self)
        sealed = try columns.next([UInt8].self)
        isBound = try columns.next(Bool.self)
        isSameBrowser = try columns.next(Bool.self)
    }
}

/// Begins a challenge of the viewer's, or of nobody's; false when the same form has begun it before.
struct BeginChallenge: Statement {
    /// New. What is sealed is bound to it.
    let id: UUID
    let purpose: Challenge.Purpose
    var browser: SessionToken?
    var link: Secret?
    var nonce: UUID?
    let sealed: [UInt8]
    var lasts = Challenge.lifetime

    static let sql = "select agentor.begin_challenge($1, $2, $3, $4, $5, $6, make_interval(secs => $7))"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
        parameters.append(purpose)
        parameters.append(browser?.hash)
        parameters.append(link?.hash)
        parameters.append(nonce)
        parameters.append(sealed)
        parameters.append(lasts / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Takes one of the browser's attempts.
struct AttemptChallenge: Statement {
    let purpose: Challenge.Purpose
    let browser: SessionToken

    static let sql =
        "select id, $1, account, sealed, is_bound, true from agentor.attempt_challenge($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(purpose)
        parameters.append(browser.hash)
        parameters.append(Int32(MailCode.attempts))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Challenge {
        try Challenge(from: &columns)
    }
}

struct PendingChallenge: Statement {
    let purpose: Challenge.Purpose
    let browser: SessionToken

    static let sql = "select id, $1, account, sealed, is_bound, true from agentor.pending_challenge($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(purpose)
        parameters.append(browser.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Challenge {
        try Challenge(from: &columns)
    }
}

struct FindLinkedChallenge: Statement {
    let link: Secret
    let browser: SessionToken

    static let sql = """
        select id, purpose, account, sealed, is_bound, is_same_browser from agentor.linked_challenge($1, $2)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(link.hash)
        parameters.append(browser.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Challenge {
        try Challenge(from: &columns)
    }
}

/// Uses a challenge up: true once.
struct MeetChallenge: Statement {
    let id: UUID

    static let sql = "select agentor.meet_challenge($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Ends the viewer's challenges.
struct DropChallenges: Statement {
    let purposes: [Challenge.Purpose]

    static let sql = "select agentor.drop_challenges($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(purposes.map(\.rawValue))
    }
}

/// The viewer's challenges that have not ended, the latest first.
struct ListChallenges: Statement {
    let purposes: [Challenge.Purpose]

    struct Row: Sendable {
        let challenge: Challenge
        let isMet: Bool
        let begun: Date
    }

    static let sql = """
        select id, purpose, account, sealed, is_bound, false, is_met, begun_at from agentor.own_challenges($1)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(purposes.map(\.rawValue))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            challenge: try Challenge(from: &columns),
            isMet: try columns.next(Bool.self), begun: try columns.next(Date.self))
    }
}
