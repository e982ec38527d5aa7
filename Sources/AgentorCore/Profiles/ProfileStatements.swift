import Postgres

struct SetTimeZone: Statement {
    let timeZone: String

    static let sql = "update agentor.accounts set time_zone = $1 where id = agentor.viewer()"

    func bind(to parameters: inout Parameters) {
        parameters.append(timeZone)
    }
}

struct SaveAgentProfile: Statement {
    let draft: AgentProfileDraft

    static let sql = """
        insert into agentor.agent_profiles (account_id, headline, about, category, skills, hourly_rate)
        values (agentor.viewer(), $1, $2, $3, $4, $5)
        on conflict (account_id) do update set headline = excluded.headline, about = excluded.about,
            category = excluded.category, skills = excluded.skills, hourly_rate = excluded.hourly_rate,
            updated_at = now()
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(draft.headline)
        parameters.append(draft.about)
        parameters.append(draft.category)
        parameters.append(draft.skills)
        parameters.append(draft.hourlyRate.map(Int32.init))
    }
}

struct SaveClientProfile: Statement {
    let draft: ClientProfileDraft

    static let sql = """
        insert into agentor.client_profiles (account_id, company, need, budget)
        values (agentor.viewer(), $1, $2, $3)
        on conflict (account_id) do update set company = excluded.company, need = excluded.need,
            budget = excluded.budget, updated_at = now()
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(draft.company)
        parameters.append(draft.need)
        parameters.append(draft.budget)
    }
}

struct FindAgentProfile: Statement {
    static let sql = """
        select p.headline, p.about, p.category, p.skills, p.hourly_rate, a.time_zone
        from agentor.agent_profiles p join agentor.accounts a on a.id = p.account_id
        where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AgentProfile {
        AgentProfile(
            headline: try columns.next(String.self), about: try columns.next(String.self),
            category: try columns.next(String.self), skills: try columns.next([String].self),
            hourlyRate: try columns.next(Int32?.self).map(Int.init), timeZone: try columns.next(String.self))
    }
}

struct FindClientProfile: Statement {
    static let sql = """
        select p.company, p.need, p.budget, a.time_zone
        from agentor.client_profiles p join agentor.accounts a on a.id = p.account_id
        where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> ClientProfile {
        ClientProfile(
            company: try columns.next(String.self), need: try columns.next(String.self),
            budget: try columns.next(String.self), timeZone: try columns.next(String.self))
    }
}
