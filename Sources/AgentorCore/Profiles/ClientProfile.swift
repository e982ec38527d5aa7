import Forms
import Postgres

/// What a client tells about themselves, within its limits.
package struct ClientProfile: Encodable, Sendable {
    package internal(set) var company = ""
    package internal(set) var need = ""
    package internal(set) var budget = ""
    package internal(set) var timeZone = ""

    /// - Parameters:
    ///   - options: what can be chosen.
    ///   - saved: what they have already, which may be retired.
    package static func form(_ options: Options, keeping saved: ClientProfile? = nil) -> Form<ClientProfile> {
        Form(ClientProfile()) { declare(&$0, options, saved) }
    }

    private static func declare(
        _ form: inout Form<ClientProfile>, _ options: Options, _ saved: ClientProfile?
    ) {
        form.ask(
            \.company,
            .line(
                "company", "Company or project", hint: "Your own name will do.", limit: 120,
                missing: "Enter the name of your company or project.", autocomplete: "organization"))
        form.ask(
            \.need,
            .lines(
                "need", "What you need", hint: "The question or the work, in your own words.", limit: 4_000,
                missing: "Describe what you need."))
        form.ask(
            \.budget,
            .select(
                "budget", "Budget", options.choices(.budget, keeping: saved?.budget),
                missing: "Choose a budget."))
        form.ask(\.timeZone, .timeZone())
    }
}

struct SaveClientProfile: Statement {
    let profile: ClientProfile

    static let sql = """
        insert into agentor.client_profiles (account_id, company, need, budget)
        values (agentor.viewer(), $1, $2, $3)
        on conflict (account_id) do update set company = excluded.company, need = excluded.need,
            budget = excluded.budget, updated_at = now()
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(profile.company)
        parameters.append(profile.need)
        parameters.append(profile.budget)
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
