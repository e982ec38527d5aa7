import FoundationEssentials
import Postgres

extension Administration {
    /// A moderator as an operator sees them.
    package struct ModeratorSummary: Encodable, Sendable {
        package let id: UUID
        package let email: String
        package let name: String
        /// Without one they may do nothing.
        package let hasSecondFactor: Bool
        package let since: Date
    }

    /// Makes somebody a moderator, or one no more. Their sessions end: a token is never good for more than it was when it was given.
    /// - Returns: false when it was so already.
    package func setModerator(_ email: String, isWanted: Bool) throws(Failure) -> Bool {
        let account = try find(email).id
        let isNew = try change { transaction in
            let isNew = try transaction.execute(SetModerator(account: account, isWanted: isWanted)) > 0
            if isNew {
                try endSessions(of: account, in: &transaction)
                try record(isWanted ? "moderator.added" : "moderator.removed", account, in: &transaction)
            }
            return isNew
        }
        if isNew { log(isWanted ? "moderator added" : "moderator removed", account) }
        return isNew
    }

    /// The moderators, the first named first.
    package func moderators() throws(Failure) -> [ModeratorSummary] {
        do { return try pool.query(ListModerators(), as: .nobody) } catch { throw .database(error) }
    }
}

extension Administration {
    /// Says whether what cannot be undone, and suspending somebody, takes two moderators.
    /// - Returns: false when it was so already.
    package func setTwoModerators(_ isWanted: Bool) throws(Failure) -> Bool {
        let set = SetTwoModerators(isWanted: isWanted, operatorName: operatorName, reason: reason)
        let isNew = try change { transaction in try transaction.first(set) == "done" }
        if isNew { logger.notice("two moderators", metadata: ["wanted": "\(isWanted)"]) }
        return isNew
    }
}

/// Touches no row where it is so already. What they had taken is given back with the role.
private struct SetModerator: Statement {
    let account: AccountID
    let isWanted: Bool

    static let sql = """
        with added as (
            insert into agentor.moderators (account_id) select $1 where $2 on conflict do nothing returning account_id
        ), given_back as (
            update agentor.report_cases set taken_by = null, taken_at = null
            where taken_by = $1 and outcome is null and not $2
        ), removed as (
            delete from agentor.moderators where account_id = $1 and not $2 returning account_id
        )
        select account_id from added union all select account_id from removed
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(account)
        parameters.append(isWanted)
    }
}

private struct ListModerators: Statement {
    static let sql = """
        select a.id, a.email, a.full_name, exists (select from agentor.second_factors f where f.account_id = a.id), m.since
        from agentor.moderators m join agentor.accounts a on a.id = m.account_id order by m.since, a.id
        """

    static func row(
        from columns: inout Columns
    ) throws(PostgresError) -> Administration.ModeratorSummary {
        Administration.ModeratorSummary(
            id: try columns.next(UUID.self), email: try columns.next(String.self),
            name: try columns.next(String.self), hasSecondFactor: try columns.next(Bool.self),
            since: try columns.next(Date.self))
    }
}
