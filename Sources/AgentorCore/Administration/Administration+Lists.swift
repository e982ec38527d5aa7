import FoundationEssentials
import Postgres

extension Administration {
    /// An account as an operator sees it.
    package struct AccountSummary: Encodable, Sendable {
        package let id: UUID
        package let email: String
        package let name: String
        package let role: AccountRole
        package let suspendedAt: Date?
        /// The owner has asked for it to be erased after this.
        package let leavingUntil: Date?
        package let hasSecondFactor: Bool
        /// Where it is signed in.
        package let sessions: Int
        package let createdAt: Date
        package let lastSeenAt: Date?
    }

    /// An address that waits to be let in, or was let in and has no account yet.
    package struct WaitingSummary: Encodable, Sendable {
        package let email: String
        package let name: String
        package let askedAt: Date
        package let admittedAt: Date?
    }

    /// The accounts, the oldest first.
    /// - Parameters:
    ///   - role: those who have it; nil for everybody.
    ///   - idle: sessions that were not used for this long have ended.
    package func accounts(
        role: AccountRole? = nil, onlySuspended: Bool = false, idle: Duration = AccountRules().sessionIdle
    ) throws(Failure) -> [AccountSummary] {
        do {
            let list = ListAccounts(role: role, onlySuspended: onlySuspended, idle: idle)
            return try pool.query(list, as: .nobody)
        } catch { throw .database(error) }
    }

    /// The waiting list, whoever has waited longest first.
    package func waitingList() throws(Failure) -> [WaitingSummary] {
        do { return try pool.query(ListWaiting(), as: .nobody) } catch { throw .database(error) }
    }
}
