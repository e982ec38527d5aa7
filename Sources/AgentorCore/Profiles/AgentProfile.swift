import Forms
import Postgres

/// What an agent tells about themselves, within its limits.
package struct AgentProfile: Encodable, Sendable {
    package internal(set) var headline = ""
    package internal(set) var about = ""
    package internal(set) var category = ""
    package internal(set) var skills: [String] = []
    /// In whole units per hour; nil for a rate by agreement.
    package internal(set) var hourlyRate: Int?
    package internal(set) var timeZone = ""

    package static let form = Form(AgentProfile()) { form in
        form.ask(
            \.headline,
            .line(
                "headline", "Headline",
                hint: "What you do, in one line. For example: Bookkeeper for small restaurants.",
                limit: 120, missing: "Enter a headline: what you do, in one line.",
                autocomplete: "organization-title"))
        form.ask(
            \.about,
            .lines(
                "about", "About you", hint: "Your experience, whom you work for, how you work.", limit: 4_000,
                missing: "Tell clients about you."))
        form.ask(
            \.category,
            .select("category", "Category", categories, missing: "Choose a category."))
        form.ask(
            \.skills,
            .list(
                "skills", "Skills", hint: "Separate them with commas. For example: tax, payroll, audits.",
                count: 20, limit: 40, of: (one: "skill", many: "skills"), missing: "Enter at least one skill."
            ))
        form.ask(
            \.hourlyRate,
            .optionalNumber(
                "hourly-rate", "Hourly rate",
                hint: "A whole number, in your currency. Leave it empty to agree on it case by case.",
                in: 1...100_000, "the rate"))
        form.ask(\.timeZone, .timeZone())
    }

    /// What agents offer.
    private static let categories: [FieldDescription.Choice] = [
        .init("design", "Design"),
        .init("development", "Software development"),
        .init("writing", "Writing and translation"),
        .init("marketing", "Marketing and sales"),
        .init("finance", "Finance and accounting"),
        .init("legal", "Legal"),
        .init("consulting", "Business consulting"),
        .init("engineering", "Engineering and architecture"),
        .init("media", "Photo, video and audio"),
        .init("education", "Teaching and coaching"),
        .init("other", "Something else"),
    ]
}

struct SaveAgentProfile: Statement {
    let profile: AgentProfile

    static let sql = """
        insert into agentor.agent_profiles (account_id, headline, about, category, skills, hourly_rate)
        values (agentor.viewer(), $1, $2, $3, $4, $5)
        on conflict (account_id) do update set headline = excluded.headline, about = excluded.about,
            category = excluded.category, skills = excluded.skills, hourly_rate = excluded.hourly_rate,
            updated_at = now()
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(profile.headline)
        parameters.append(profile.about)
        parameters.append(profile.category)
        parameters.append(profile.skills)
        parameters.append(profile.hourlyRate.map(Int32.init))
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
