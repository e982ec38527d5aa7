import FoundationEssentials
import Postgres

/// How somebody proved who they are when a session began.
package enum SignInMethod: String, Sendable, Codable, PostgresValue {
    case password, mail, provider
    case signUp = "sign-up"
}

/// Opens a session of the viewer's.
struct OpenSession: Statement {
    let token: SessionToken
    let method: SignInMethod
    let arrival: Arrival
    let lifetime: Duration

    struct Row: Sendable {
        let session: UUID
        let isNewDevice: Bool
    }

    static let sql = """
        select session, is_new_device from agentor.open_session($1, make_interval(secs => $2), $3, $4, $5, $6)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
        parameters.append(lifetime / .seconds(1))
        parameters.append(method)
        parameters.append(arrival.deviceName)
        parameters.append(arrival.address)
        parameters.append(arrival.device.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(session: try columns.next(UUID.self), isNewDevice: try columns.next(Bool.self))
    }
}

/// The session goes on under another token; false when it has ended meanwhile.
struct RenewSession: Statement {
    let token: SessionToken
    let renewed: SessionToken
    let isProved: Bool

    static let sql = "select agentor.renew_session($1, $2, $3)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
        parameters.append(renewed.hash)
        parameters.append(isProved)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct CloseSession: Statement {
    let token: SessionToken

    static let sql = "select agentor.close_session($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
    }
}

/// Ends the viewer's sessions, but one.
struct CloseSessions: Statement {
    var keeping: UUID?

    static let sql = "select agentor.close_sessions($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(keeping)
    }
}

/// Ends one of the viewer's own sessions.
struct EndSession: Statement {
    let id: UUID

    static let sql = "select agentor.end_session($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(id)
    }
}

/// A session as its owner sees it.
package struct SessionSummary: Sendable, Identifiable {
    package let id: UUID
    /// "Firefox on Linux"
    package let device: String
    /// The network address it was last seen from.
    package let address: String
    package let method: SignInMethod
    package let began: Date
    package let lastSeen: Date
}

struct ListSessions: Statement {
    let idle: Duration

    static let sql = """
        select id, device, address, method, created_at, last_seen_at from agentor.sessions
        where account_id = agentor.viewer() and expires_at > now() and last_seen_at > now() - make_interval(secs => $1)
        order by last_seen_at desc, created_at desc
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(idle / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> SessionSummary {
        SessionSummary(
            id: try columns.next(UUID.self), device: try columns.next(String.self),
            address: try columns.next(String.self), method: try columns.next(SignInMethod.self),
            began: try columns.next(Date.self), lastSeen: try columns.next(Date.self))
    }
}

struct TouchSession: Statement {
    let token: SessionToken
    let address: String

    static let sql = "select agentor.touch_session($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
        parameters.append(address)
    }
}

struct KnowsDevice: Statement {
    let email: String
    let device: Secret

    static let sql = "select agentor.knows_device($1, $2)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
        parameters.append(device.hash)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Proves whose session a token opens: what every transaction for somebody signed in begins with.
struct Enter: Statement {
    let token: SessionToken
    let idle: Duration

    struct Row: Sendable {
        let account: AccountID
        let email: String
        let name: String
        let picture: String?
        let timeZone: String
        let profile: ProfileKind?
        let isAdministrator: Bool
        let isLeaving: Bool
        let terms: String
        let session: UUID
        let proved: Duration
        let isStale: Bool
        let isModerator: Bool
        let seenBy: String?
        let seenUntil: Date?
    }

    static let sql = """
        select account, email, full_name, picture, time_zone, profile, role = 'admin' as is_administrator, is_leaving, terms,
            session, proved_ago, is_stale, is_moderator, seen_by, seen_until
        from agentor.enter($1, make_interval(secs => $2))
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(token.hash)
        parameters.append(idle / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Row {
        Row(
            account: try columns.next(AccountID.self), email: try columns.next(String.self),
            name: try columns.next(String.self), picture: try columns.next(String?.self),
            timeZone: try columns.next(String.self), profile: try columns.next(ProfileKind?.self),
            isAdministrator: try columns.next(Bool.self), isLeaving: try columns.next(Bool.self),
            terms: try columns.next(String.self), session: try columns.next(UUID.self),
            proved: .seconds(try columns.next(Double.self)), isStale: try columns.next(Bool.self),
            isModerator: try columns.next(Bool.self), seenBy: try columns.next(String?.self),
            seenUntil: try columns.next(Date?.self))
    }
}

extension Viewer {
    init(_ row: Enter.Row, identity: Identity) {
        self.init(
            id: row.account, email: row.email, name: row.name, picture: row.picture, timeZone: row.timeZone,
            profile: row.profile,
            isAdministrator: row.isAdministrator, isModerator: row.isModerator, isLeaving: row.isLeaving,
            hasAgreed: row.terms >= Terms.version, session: row.session, proved: row.proved,
            seen: row.seenBy.flatMap { name in row.seenUntil.map { Seen(by: name, until: $0) } },
            identity: identity)
    }
}
