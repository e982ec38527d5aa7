import Forms
import Postgres
import Text
import ZoneInfo

/// What an agent tells about themselves, within its limits.
package struct AgentProfile: Encodable, Hashable, Sendable {
    package enum Availability: String, CaseIterable, Encodable, Hashable, Sendable, PostgresValue {
        case now, later, not
    }

    package internal(set) var headline = ""
    /// Markdown, as in messages.
    package internal(set) var about = ""
    package internal(set) var category = ""
    package internal(set) var skills: [String] = []
    /// Of doing this work.
    package internal(set) var years: Int?
    /// The best first.
    package internal(set) var languages: [SpokenLanguage] = []
    /// In whole units per hour; nil for a rate by agreement.
    package internal(set) var hourlyRate: Int?
    /// ISO 4217. Nil in a profile of before currencies were asked for.
    package internal(set) var currency: String? = "EUR"
    package internal(set) var availability = Availability.now
    /// The day they can begin, where that is later: "2026-12-01".
    package internal(set) var freeFrom: String?
    /// When they work, by their own clock: "09:00". The end may be before the beginning: of those who work at night.
    package internal(set) var worksFrom: String? = "09:00"
    package internal(set) var worksUntil: String? = "17:00"
    package internal(set) var place = ""
    /// ISO 3166-1.
    package internal(set) var country: String?
    /// Pages of theirs elsewhere.
    package internal(set) var links: [String] = []
    package internal(set) var timeZone = ""

    /// - Parameters:
    ///   - options: what can be chosen.
    ///   - saved: what they have already, which may be retired.
    package static func form(_ options: Options, keeping saved: AgentProfile? = nil) -> Form<AgentProfile> {
        var blank = AgentProfile()
        blank.currency = options.choices(.currency).first?.value
        return Form(blank) { declare(&$0, options, saved) }
    }

    private static func declare(
        _ form: inout Form<AgentProfile>, _ options: Options, _ saved: AgentProfile?
    ) {
        form.ask(
            \.headline,
            .line(
                "headline", "Headline",
                hint: "What you do, in one line. For example: Bookkeeper for small restaurants.",
                limit: 120, missing: "Enter a headline: what you do, in one line.",
                autocomplete: "organization-title"
            ).asTitle(keeping: saved?.headline))
        form.ask(
            \.about,
            .lines(
                "about", "About you", hint: "Your experience, whom you work for, how you work.", limit: 4_000,
                missing: "Tell clients about you."))
        form.ask(
            \.category,
            .select(
                "category", "Category", options.choices(.category, keeping: saved?.category),
                missing: "Choose a category."))
        form.ask(
            \.skills,
            .list(
                "skills", "Skills", hint: "Separate them with commas. For example: tax, payroll, audits.",
                count: 15, limit: 40, of: (one: "skill", many: "skills"), missing: "Enter at least one skill."
            ))
        form.ask(
            \.years,
            .optionalNumber("years", "Years of experience", in: 0...80, "the years"))
        form.ask(\.languages, SpokenLanguage.list("languages", "Languages"))
        form.ask(
            \.hourlyRate,
            .optionalNumber(
                "hourly-rate", "Hourly rate",
                hint: "A whole number. Leave it empty to agree on it case by case.",
                in: 1...10_000_000, "the rate"))
        form.ask(
            \.currency,
            .optionalSelect(
                "currency", "Currency", options.choices(.currency, keeping: saved?.currency)))
        form.demand("currency", "Choose the currency of your rate.") {
            $0.hourlyRate != nil && $0.currency == nil
        }
        form.ask(
            \.availability,
            .radios(
                "availability", "Free to begin",
                Availability.allCases.map { ($0, options.label(.availability, $0.rawValue), nil) },
                missing: "Choose when you are free to begin.", otherwise: .now))
        form.ask(
            \.freeFrom,
            .optional(
                "free-from", "Free from", hint: "If you are free later. For example: 2027-01-15.", .date,
                malformed: "Enter a day there is, such as 2027-01-15, or leave it empty."
            ) { CivilTime.Day($0) != nil })
        form.ask(
            \.place,
            .line(
                "place", "City or region", limit: 80, missing: nil, autocomplete: "address-level2"))
        form.ask(
            \.country,
            .optionalSelect("country", "Country", Country.all.map { .init($0.code, $0.name) }))
        form.ask(\.timeZone, .timeZone())
        form.ask(
            \.worksFrom,
            .timeOfDay("works-from", "You work from", hint: "By your own clock. For example: 09:00."))
        form.ask(\.worksUntil, .timeOfDay("works-until", "You work until", hint: "For example: 17:00."))
        form.ask(
            \.links,
            WebLink.list("links", "Links", hint: "Pages of yours elsewhere, one a line, five at most."))
    }

    /// By name and place: "Lisbon, Portugal".
    package var location: String {
        [place, country.flatMap { Country(code: $0)?.name } ?? ""].filter { !$0.isEmpty }.joined(
            separator: ", ")
    }

    /// "€85"; nil for a rate by agreement.
    package var rate: String? { hourlyRate.map { Currency.text($0, currency) } }
}

extension FormField<String?> {
    /// "09:00", or nothing.
    fileprivate static func timeOfDay(_ name: String, _ label: String, hint: String) -> FormField {
        .optional(
            name, label, hint: hint, .time, malformed: "Enter a time, such as 09:00, or leave it empty."
        ) { CivilTime.TimeOfDay($0) != nil }
    }
}

/// A row where it was saved.
struct SaveAgentProfile: Statement {
    let profile: AgentProfile
    let revision: Revision?

    static let sql = """
        insert into agentor.agent_profiles as p (account_id, headline, about, category, skills, hourly_rate, currency, years,
            languages, availability, free_from, works_from, works_until, place, country, links)
        values (agentor.viewer(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::date,
            coalesce($11::text::time, '09:00'), coalesce($12::text::time, '17:00'), $13, $14, $15)
        on conflict (account_id) do update set headline = excluded.headline, about = excluded.about,
            category = excluded.category, skills = excluded.skills, hourly_rate = excluded.hourly_rate,
            currency = excluded.currency, years = excluded.years, languages = excluded.languages,
            availability = excluded.availability, free_from = excluded.free_from, works_from = excluded.works_from,
            works_until = excluded.works_until, place = excluded.place, country = excluded.country,
            links = excluded.links, updated_at = now()
        where $16::text is null or $16 = \(Revision.ofAgent)
        returning true
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(profile.headline)
        parameters.append(profile.about)
        parameters.append(profile.category)
        parameters.append(profile.skills)
        parameters.append(profile.hourlyRate.map(Int32.init))
        parameters.append(profile.currency)
        parameters.append(profile.years.map(Int32.init))
        parameters.append(profile.languages.map(\.stored))
        parameters.append(profile.availability)
        parameters.append(profile.availability == .later ? profile.freeFrom : nil)
        parameters.append(profile.worksFrom)
        parameters.append(profile.worksUntil)
        parameters.append(profile.place)
        parameters.append(profile.country)
        parameters.append(profile.links)
        parameters.append(revision?.text)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

extension AgentProfile {
    /// What a statement selects to read a profile, in this order.
    /// - Parameters:
    ///   - row: of `agent_profiles`.
    ///   - zone: an expression for the account's time zone.
    static func columns(of row: String, zone: String) -> String {
        """
        \(row).headline, \(row).about, \(row).category, \(row).skills, \(row).hourly_rate, \(row).currency, \(row).years,
            \(row).languages, \(row).availability, \(row).free_from::text, to_char(\(row).works_from, 'HH24:MI'),
            to_char(\(row).works_until, 'HH24:MI'), \(row).place, \(row).country, \(row).links, \(zone)
        """
    }

    init(from columns: inout Columns) throws(PostgresError) {
        headline = try columns.next(String.self)
        about = try columns.next(String.self)
        category = try columns.next(String.self)
        skills = try columns.next([String].self)
        hourlyRate = try columns.next(Int32?.self).map(Int.init)
        currency = try columns.next(String?.self)
        years = try columns.next(Int32?.self).map(Int.init)
        languages = try columns.next([String].self).compactMap(SpokenLanguage.init(stored:))
        availability = try columns.next(Availability.self)
        freeFrom = try columns.next(String?.self)
        worksFrom = try columns.next(String?.self)
        worksUntil = try columns.next(String?.self)
        place = try columns.next(String.self)
        country = try columns.next(String?.self)
        links = try columns.next([String].self)
        timeZone = try columns.next(String.self)
    }
}

struct FindAgentProfile: Statement {
    static let sql = """
        select \(AgentProfile.columns(of: "p", zone: "a.time_zone"))
        from agentor.agent_profiles p join agentor.accounts a on a.id = p.account_id
        where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> AgentProfile {
        try AgentProfile(from: &columns)
    }
}
