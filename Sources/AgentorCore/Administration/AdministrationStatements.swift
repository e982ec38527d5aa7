import FoundationEssentials
import Postgres

// What the owner of the tables does to accounts directly. The serving role may run none of it.

/// An account as it is found by its address.
struct ManagedAccount: Sendable {
    let id: AccountID
    let email: String
    let name: String
}

struct FindManagedAccount: Statement {
    let email: String

    static let sql = "select id, email, full_name from agentor.accounts where lower(email) = lower($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> ManagedAccount {
        ManagedAccount(
            id: try columns.next(AccountID.self), email: try columns.next(String.self),
            name: try columns.next(String.self))
    }
}

/// No row when the address is in use. Whoever was on the waiting list is on it no more.
struct CreateAccount: Statement {
    let draft: AccountDraft
    let passwordHash: String?

    static let sql = """
        with created as (
            insert into agentor.accounts (email, full_name, password_hash, role, nonce)
                values ($1, $2, $3, $4, gen_random_uuid())
                on conflict do nothing
                returning id
        ), admitted as (
            delete from agentor.waiting_list where email = lower($1) and exists (select from created)
        )
        select id from created
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(draft.email)
        parameters.append(draft.name)
        parameters.append(passwordHash)
        parameters.append(draft.role)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> AccountID {
        try columns.next(AccountID.self)
    }
}

/// The sign-ups that wait for a proof, the newest first. Whom they are of is sealed.
struct ListPendingSignUps: Statement {
    static let sql = """
        select id, purpose, account_id, sealed, is_bound, false from agentor.challenges
        where purpose = 'sign-up' and met_at is null and expires_at > now()
        order by created_at desc
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Challenge {
        try Challenge(from: &columns)
    }
}

/// Touches no row when it is their role already.
struct SetRole: Statement {
    let account: AccountID
    let role: AccountRole

    static let sql = "update agentor.accounts set role = $2 where id = $1 and role <> $2"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(role)
    }
}

struct LockAdministrators: Statement {
    static let sql = """
        select id, not agentor.is_suspended(suspended_at, suspended_until) and erase_after is null from agentor.accounts
        where role = 'admin' order by id for update
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> (id: AccountID, isActive: Bool) {
        (try columns.next(AccountID.self), try columns.next(Bool.self))
    }
}

/// Touches no row when it is suspended already.
struct Suspend: Statement {
    let account: AccountID

    static let sql =
        """
        update agentor.accounts set suspended_at = now(), suspended_until = null
        where id = $1 and (suspended_at is null or suspended_until is not null)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }
}

/// Touches no row when it is not suspended.
struct Restore: Statement {
    let account: AccountID

    static let sql =
        "update agentor.accounts set suspended_at = null where id = $1 and suspended_at is not null"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }
}

/// The grace period is over, and whoever comes back finds the account closed.
struct EraseNow: Statement {
    let account: AccountID

    static let sql = """
        update agentor.accounts
        set erase_after = least(erase_after, now()), suspended_at = coalesce(suspended_at, now()), suspended_until = null
        where id = $1
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }
}

/// Returns of each session whether it had not ended before.
struct EndSessions: Statement {
    let account: AccountID

    static let sql = "delete from agentor.sessions where account_id = $1 returning expires_at > now()"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Ends everybody's sessions, and says of each whether it had not ended before.
struct EndAllSessions: Statement {
    static let sql = "delete from agentor.sessions returning expires_at > now()"

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Ends what anybody is half way into an account with.
struct DropAllEntrances: Statement {
    static let sql = "delete from agentor.challenges where purpose = any ($1) and met_at is null"

    func bind(to parameters: inout Parameters) {
        parameters.append(Challenge.Purpose.entrances.map(\.rawValue))
    }
}

struct ForgetAllDevices: Statement {
    static let sql = "delete from agentor.devices"
}

/// Waits until what is being done to any account is done, and lets nothing more begin. Reading goes on.
struct LockAccounts: Statement {
    static let sql = "lock table agentor.accounts in exclusive mode"
}

/// Whoever waits for a lock on a table has everybody who comes after wait too: gives up after ten seconds. For as long
/// as the transaction lasts.
struct LimitLockWait: Statement {
    static let sql = "set local lock_timeout = '10s'"
}

/// A password that only a second factor allows goes with it.
struct DropShortPassword: Statement {
    let account: AccountID

    static let sql = """
        update agentor.accounts set password_hash = null, has_short_password = false
        where id = $1 and has_short_password
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }
}

/// The hashes of the browsers an account was used in.
struct ListDevices: Statement {
    let account: AccountID

    static let sql = "select device_hash from agentor.devices where account_id = $1"

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> [UInt8] {
        try columns.next([UInt8].self)
    }
}

struct ForgiveTurns: Statement {
    let keys: [String]

    static let sql = "delete from agentor.throttles where key = any ($1)"

    func bind(to parameters: inout Parameters) {
        parameters.append(keys)
    }
}

/// Returns whether the address was not let in before.
struct Invite: Statement {
    let email: String

    static let sql = """
        with earlier as (select admitted_at from agentor.waiting_list where email = $1)
        insert into agentor.waiting_list as w (email, admitted_at) values ($1, now())
        on conflict (email) do update set admitted_at = coalesce(w.admitted_at, now())
        returning not exists (select from earlier where admitted_at is not null)
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

/// Returns whether the address was not let in before; no row when it is not on the list.
struct Admit: Statement {
    let email: String

    static let sql = """
        with waiting as (select email, admitted_at from agentor.waiting_list where email = $1 for update)
        update agentor.waiting_list w set admitted_at = coalesce(w.admitted_at, now())
        from waiting where w.email = waiting.email
        returning waiting.admitted_at is null
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(email)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool {
        try columns.next(Bool.self)
    }
}

struct AdmitLongestWaiting: Statement {
    let most: Int

    static let sql = """
        update agentor.waiting_list set admitted_at = now()
        where email in (
            select email from agentor.waiting_list where admitted_at is null
            order by asked_at, email limit $1 for update skip locked)
        returning email
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(Int64(most))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> String {
        try columns.next(String.self)
    }
}

struct ListAccounts: Statement {
    let role: AccountRole?
    let onlySuspended: Bool
    let idle: Duration

    static let sql = """
        select a.id, a.email, a.full_name, a.role,
            case when agentor.is_suspended(a.suspended_at, a.suspended_until) then a.suspended_at end, a.erase_after,
            exists (select from agentor.second_factors f where f.account_id = a.id),
            (select count(*) from agentor.sessions s where s.account_id = a.id and s.expires_at > now()
                and s.last_seen_at > now() - make_interval(secs => $3)),
            a.created_at,
            greatest((select max(s.last_seen_at) from agentor.sessions s where s.account_id = a.id),
                (select max(d.last_seen_at) from agentor.devices d where d.account_id = a.id))
        from agentor.accounts a
        where ($1::text is null or a.role = $1) and (agentor.is_suspended(a.suspended_at, a.suspended_until) or not $2)
        order by a.created_at, a.id
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(role)
        parameters.append(onlySuspended)
        parameters.append(idle / .seconds(1))
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Administration.AccountSummary {
        Administration.AccountSummary(
            id: try columns.next(UUID.self), email: try columns.next(String.self),
            name: try columns.next(String.self), role: try columns.next(AccountRole.self),
            suspendedAt: try columns.next(Date?.self), leavingUntil: try columns.next(Date?.self),
            hasSecondFactor: try columns.next(Bool.self), sessions: Int(try columns.next(Int64.self)),
            createdAt: try columns.next(Date.self), lastSeenAt: try columns.next(Date?.self))
    }
}

struct ListWaiting: Statement {
    static let sql = """
        select email, full_name, asked_at, admitted_at from agentor.waiting_list order by asked_at, email
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> Administration.WaitingSummary {
        Administration.WaitingSummary(
            email: try columns.next(String.self), name: try columns.next(String.self),
            askedAt: try columns.next(Date.self), admittedAt: try columns.next(Date?.self))
    }
}
