import Forms
import Postgres

/// What a client tells about themselves, within its limits.
package struct ClientProfile: Encodable, Hashable, Sendable {
    /// How they like to be reached once they have written.
    package enum Contact: String, Encodable, Hashable, Sendable, PostgresValue {
        case message, call, video, meeting
    }

    /// "person" or "company"; nil for whoever has not said.
    package internal(set) var kind: String?
    package internal(set) var company = ""
    package internal(set) var need = ""
    package internal(set) var industry: String?
    package internal(set) var companySize: String?
    package internal(set) var budget = ""
    package internal(set) var timeline: String?
    package internal(set) var timeZone = ""
    package internal(set) var contact = Contact.message

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
            \.kind,
            .optionalRadios(
                "kind", "Who is asking",
                [.init("person", "A person"), .init("company", "A company or an association")]))
        form.ask(
            \.company,
            .line(
                "company", "Company or project", hint: "Your own name will do.", limit: 120,
                missing: "Enter the name of your company or project.", autocomplete: "organization"
            ).asTitle(keeping: saved?.company))
        form.ask(
            \.need,
            .lines(
                "need", "What you need", hint: "The question or the work, in your own words.", limit: 4_000,
                missing: "Describe what you need."))
        form.ask(
            \.industry,
            .optionalSelect(
                "industry", "Industry", options.choices(.industry, keeping: saved?.industry)))
        form.ask(
            \.companySize,
            .optionalSelect(
                "company-size", "Size of the company",
                options.choices(.companySize, keeping: saved?.companySize)))
        form.ask(
            \.budget,
            .select(
                "budget", "Budget", options.choices(.budget, keeping: saved?.budget),
                missing: "Choose a budget."))
        form.ask(
            \.timeline,
            .optionalSelect(
                "timeline", "When it should begin", options.choices(.timeline, keeping: saved?.timeline)))
        form.ask(\.timeZone, .timeZone())
        form.ask(
            \.contact,
            .radios(
                "contact", "How you like to talk",
                hint: "You are written to here. Nobody is shown your email address.",
                [
                    (.message, "In writing, here", nil), (.call, "On the telephone", nil),
                    (.video, "In a video call", nil), (.meeting, "In person", nil),
                ], missing: "Choose how you like to talk.", otherwise: .message))
    }
}

/// A row where it was saved.
struct SaveClientProfile: Statement {
    let profile: ClientProfile
    let revision: Revision?

    static let sql = """
        insert into agentor.client_profiles as p (account_id, company, need, budget, kind, industry, company_size, timeline,
            contact)
        values (agentor.viewer(), $1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (account_id) do update set company = excluded.company, need = excluded.need,
            budget = excluded.budget, kind = excluded.kind, industry = excluded.industry,
            company_size = excluded.company_size, timeline = excluded.timeline, contact = excluded.contact,
            updated_at = now()
        where $9::text is null or $9 = \(Revision.ofClient)
        returning true
        """

    func bind(to parameters: inout Parameters) {
        parameters.append(profile.company)
        parameters.append(profile.need)
        parameters.append(profile.budget)
        parameters.append(profile.kind)
        parameters.append(profile.industry)
        parameters.append(profile.companySize)
        parameters.append(profile.timeline)
        parameters.append(profile.contact)
        parameters.append(revision?.text)
    }

    static func row(from columns: inout Columns) throws(PostgresError) -> Bool { try columns.next(Bool.self) }
}

struct FindClientProfile: Statement {
    static let sql = """
        select p.company, p.need, p.budget, p.kind, p.industry, p.company_size, p.timeline, p.contact, a.time_zone
        from agentor.client_profiles p join agentor.accounts a on a.id = p.account_id
        where p.account_id = agentor.viewer()
        """

    static func row(from columns: inout Columns) throws(PostgresError) -> ClientProfile {
        var profile = ClientProfile()
        profile.company = try columns.next(String.self)
        profile.need = try columns.next(String.self)
        profile.budget = try columns.next(String.self)
        profile.kind = try columns.next(String?.self)
        profile.industry = try columns.next(String?.self)
        profile.companySize = try columns.next(String?.self)
        profile.timeline = try columns.next(String?.self)
        profile.contact = try columns.next(ClientProfile.Contact.self)
        profile.timeZone = try columns.next(String.self)
        return profile
    }
}
