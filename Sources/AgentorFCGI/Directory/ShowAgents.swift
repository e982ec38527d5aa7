import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Postgres
import Text
import ZoneInfo

extension DirectoryDesk {
    /// `GET /agents?q=WORDS&category=&skill=&language=&country=&max=&currency=&free=&hours=&picture=&order=&page=`: who offers
    /// services, for whoever asks.
    func showAgents(_ visit: Visit) throws -> Response {
        let viewer = visit.viewer
        let now = Date()
        let zone = viewer?.zone ?? .utc
        let form = SearchForm(visit.request.query, hasHours: viewer != nil)
        let options = try options.current()
        let hours = try viewer.map { try directory.hours(of: $0) }
        let query = form.query(for: hours, today: CivilTime.Day(zone.day(of: now)))
        let page = try directory.page(query, for: viewer)
        let counts = try directory.counts(query, for: viewer)
        let offers = try directory.offers(for: viewer)
        let languages = values(.language, counts.languages, form) { Language(code: $0)?.ownName ?? $0 }
        let countries = values(.country, counts.countries, form) { Country(code: $0)?.name ?? $0 }
        let answers = try directory.responsiveness(of: page.agents.map(\.id), for: viewer)
        let samples = try profiles.samples(of: page.agents.map(\.id), for: viewer)
        let notes = try viewer.map { try saved.notes(on: page.agents.map(\.id), for: $0) }
        let listed = page.agents.isEmpty ? nil : form.listed
        let alone = listed?.filters.first
        let subject = alone.map { form.label(of: $0, options) }
        return .html(
            AgentsPage(
                frame: visit.frame(.agents), words: form[.words] ?? "", kept: form.kept,
                chosen: form.chosen(options),
                categories: values(.category, counts.categories, form) { options.label(.category, $0) },
                skills: form.values(.skill).enumerated().map { place, skill in
                    AgentsPage.Option(
                        id: "skill-\(place + 1)", name: SearchForm.Name.skill.rawValue, value: skill,
                        label: skill,
                        isChosen: true)
                }, frequentSkills: counts.skills.map(\.label),
                languages: languages,
                otherLanguages: others(.language, offers.languages, than: languages) {
                    Language(code: $0)?.ownName
                },
                countries: countries,
                otherCountries: others(.country, offers.countries, than: countries) {
                    Country(code: $0)?.name
                },
                free: free(form, counts), currencies: currencies(form, options), atMost: form[.max] ?? "",
                sharedHours: hours.map {
                    AgentsPage.Option(
                        id: "hours", name: SearchForm.Name.hours.rawValue, value: "\(SearchForm.sharedHours)",
                        label: SearchForm.label(of: $0), isChosen: form[.hours] != nil)
                },
                withPicture: AgentsPage.Option(
                    id: "picture", name: SearchForm.Name.picture.rawValue, value: "1",
                    label: "With a picture",
                    figures: counts.withPicture?.figures, isChosen: form[.picture] != nil),
                total: counts.total.agents, corrections: page.corrections.map(\.words), orders: form.orders,
                agents: page.agents.map { agent in
                    AgentsPage.Result(
                        agent, answers[agent.id] ?? .none, samples[agent.id] ?? [], for: viewer, hours,
                        options, at: now,
                        isSaved: agent.id == viewer?.id ? nil : notes.map { $0[agent.id] != nil })
                },
                here: form.address,
                first: form[.page] == nil ? nil : form.without { _ in false }.address,
                next: page.next.map { form.with(.page, $0.text).address },
                loosenings: counts.loosenings.map { form.way($0) } + form.barer,
                saving: try saving(form, for: viewer),
                subject: subject, summary: alone?.summary(subject ?? "", counts.total),
                canonical: listed.map { address + $0.address }
            ).html())
    }

    /// How what is looked for can be saved.
    private func saving(_ form: SearchForm, for viewer: Viewer?) throws -> AgentsPage.Saving? {
        let search = form[.saved].flatMap(UUID.init(uuidString:))
        let kept = try viewer.flatMap { viewer in try search.flatMap { try saved.search($0, of: viewer) } }
        let wanted = form.saved
        guard kept != nil || form[.words] != nil || !form.filters.isEmpty else { return nil }
        return AgentsPage.Saving(
            name: kept?.name, id: kept?.id,
            isChanged: kept.map { !SearchForm(saved: $0.query).asksTheSame(as: form) } ?? false,
            search: wanted,
            another: wanted.isEmpty ? nil : "\(Route.saved(.newSearch).path)?\(wanted)")
    }

    /// The most frequent of those who are found, and those that are chosen.
    private func values(
        _ name: SearchForm.Name, _ counted: [DirectoryCounts.Value], _ form: SearchForm,
        label: (String) -> String
    ) -> [AgentsPage.Option] {
        let chosen = form.values(name)
        let counted = counted.map { ($0.value, Optional($0.count.figures)) }
        let missing = chosen.filter { value in !counted.contains { $0.0 == value } }.map {
            ($0, String?.none)
        }
        return (counted + missing).map { value, figures in
            AgentsPage.Option(
                id:
                    "\(name.rawValue)-\(value.unicodeScalars.filter { $0.isASCII && $0.properties.isAlphabetic }.map(String.init).joined())",
                name: name.rawValue, value: value,
                label: label(value), figures: figures, isChosen: chosen.contains(value))
        }
    }

    /// Whatever else somebody has, by its name; what has none is left out.
    private func others(
        _ name: SearchForm.Name, _ offered: [String], than shown: [AgentsPage.Option],
        label: (String) -> String?
    ) -> [AgentsPage.Option] {
        let shown = Set(shown.map(\.value))
        return offered.compactMap { value -> AgentsPage.Option? in
            guard !shown.contains(value), let called = label(value) else { return nil }
            return AgentsPage.Option(
                id: "", name: name.rawValue, value: value, label: called, isChosen: false)
        }.sorted { ($0.label, $0.value) < ($1.label, $1.value) }
    }

    private func free(_ form: SearchForm, _ counts: DirectoryCounts) -> [AgentsPage.Option] {
        [("", "Any time"), ("now", "Now"), ("month", "Within a month")].map { value, label in
            AgentsPage.Option(
                id: "free-\(value.isEmpty ? "any" : value)", name: SearchForm.Name.free.rawValue,
                value: value,
                label: label,
                figures: value == "now"
                    ? counts.availability.first { $0.value == "now" }?.count.figures : nil,
                isChosen: (form[.free] ?? "") == value)
        }
    }

    private func currencies(_ form: SearchForm, _ options: Options) -> [AgentsPage.Option] {
        options.choices(.currency, keeping: form[.currency]).map { choice in
            AgentsPage.Option(
                id: "currency-\(choice.value)", name: SearchForm.Name.currency.rawValue, value: choice.value,
                label: choice.label, isChosen: (form[.currency] ?? "EUR") == choice.value)
        }
    }
}

extension SearchForm {
    /// All but the words, for a form that asks for those.
    fileprivate var kept: [AgentsPage.Option] {
        without { $0.name == .words }.fields.map {
            AgentsPage.Option(id: "", name: $0.name.rawValue, value: $0.value, label: "", isChosen: true)
        }
    }

    fileprivate func chosen(_ options: Options) -> [AgentsPage.Chosen] {
        filters.map { field in
            AgentsPage.Chosen(label(of: field, options), without: without { $0 == field }.address)
        }
    }

    /// What is looked for, in words: "“labels”, Design, Up to €90 an hour".
    func description(_ options: Options) -> String {
        let said = self[.words].map { ["\u{201C}\($0.isolated)\u{201D}"] } ?? []
        let parts = said + filters.map { label(of: $0, options) }
        return parts.isEmpty ? "Everybody" : parts.joined(separator: ", ")
    }

    fileprivate func label(of field: Field, _ options: Options) -> String {
        switch field.name {
        case .category: options.label(.category, field.value)
        case .language: Language(code: field.value)?.ownName ?? field.value
        case .country: Country(code: field.value)?.name ?? field.value
        case .max: "Up to \(Currency.text(Int(field.value) ?? 0, self[.currency] ?? "EUR")) an hour"
        case .free: field.value == "now" ? "Free now" : "Free within a month"
        case .hours: "\(Self.sharedHours) hours of my day"
        case .picture: "With a picture"
        case .skill, .words, .currency, .order, .page, .saved: field.value
        }
    }

    /// Which day is theirs is said, and where it is only taken for theirs.
    fileprivate static func label(of own: WorkingHours) -> String {
        let day = "\(own.opens) to \(own.closes)"
        return "\(sharedHours) hours of my day or more ("
            + (own.isSaid ? "\(day), as my profile says)" : "taken as \(day): I have no profile that says)")
    }

    /// The state that lists elsewhere name for this one, where there is one: everybody, or one subject, skill,
    /// language or country by itself. What else is asked for leaves few, or the same in another order.
    fileprivate var listed: SearchForm? {
        let asked = filters
        let isOne = asked.allSatisfy { [Name.category, .skill, .language, .country].contains($0.name) }
        let isBare = [Name.words, .page, .order, .saved].allSatisfy { self[$0] == nil }
        guard asked.count <= 1, isOne, isBare else { return nil }
        // Without what says nothing by itself, as a form sends it.
        return without { !asked.contains($0) }
    }

    fileprivate var orders: [AgentsPage.Way] {
        [
            (DirectoryQuery.Order.best, "Best match"), (.newest, "Newest"), (.rate, "Rate"),
            (.responsive, "Answers soonest"),
        ].map {
            order, label in
            AgentsPage.Way(
                label,
                order == .best
                    ? without { $0.name == .order }.address : with(.order, order.rawValue).address,
                isCurrent: (self[.order] ?? "best") == order.rawValue)
        }
    }

    /// Where no filter alone is what leaves everybody out.
    fileprivate var barer: [AgentsPage.Way] {
        guard let words = self[.words], filters.count > 1 else { return [] }
        let bare = without { $0.name != .words }
        return [AgentsPage.Way("Without filters: whoever fits “\(words.isolated)”", bare.address)]
    }

    /// The same without one filter, or one word.
    fileprivate func way(_ loosening: DirectoryCounts.Loosening) -> AgentsPage.Way {
        let name: Name =
            switch loosening.filter {
            case .words, .word: .words
            case .categories: .category
            case .countries: .country
            case .skills: .skill
            case .languages: .language
            case .rate: .max
            case .picture: .picture
            case .availability: .free
            case .overlap: .hours
            }
        let rest =
            loosening.filter == .word
            ? with(.words, loosening.rest)
            : without { $0.name == name && (loosening.value == nil || loosening.value == $0.value) }
        let what =
            switch loosening.filter {
            case .words: "these words"
            case .word: loosening.value.map { "the word “\($0.isolated)”" } ?? "a word"
            case .categories: "the subject"
            case .countries: "the country"
            case .skills: loosening.value.map { "“\($0)”" } ?? "the skills"
            case .languages: loosening.value.map { Language(code: $0)?.ownName ?? $0 } ?? "the languages"
            case .rate: "a limit to the rate"
            case .picture: "a picture"
            case .availability: "a day to begin"
            case .overlap: "hours in common"
            }
        return AgentsPage.Way("Without \(what): \(loosening.count.agents)", rest.address)
    }
}

extension SearchForm.Field {
    /// What a page of those is about who are found by it alone: "Agents who speak Deutsch (41): …".
    fileprivate func summary(_ label: String, _ total: DirectoryCount) -> String {
        let agents =
            switch name {
            case .skill: "with the skill \(label.isolated)"
            case .language: "who speak \(label)"
            case .country: "who work from \(label)"
            default: "for \(label)"
            }
        let rest = "what they offer and ask, the languages they speak, and how soon they answer."
        return "Agents \(agents) (\(total.figures)): \(rest)"
    }
}

extension DirectoryCount {
    /// "41", "about 6,000", "few".
    var figures: String {
        switch precision {
        case .exact: Currency.text(number, nil)
        case .about: "about \(Currency.text(number, nil))"
        case .few: "few"
        }
    }

    var agents: String {
        switch precision {
        case .exact where number == 1: "1 agent"
        case .exact, .about:
            number == 0 ? "No agents" : "\(figures.prefix(1).uppercased())\(figures.dropFirst()) agents"
        case .few: "A few agents"
        }
    }
}

extension DirectoryPage.Correction {
    var words: String {
        "Nobody writes “\(typed.isolated)”. We looked for “\(lookedFor.isolated)” too."
    }
}

extension AgentsPage.Result {
    fileprivate init(
        _ listed: ListedAgent, _ answers: Responsiveness, _ samples: [Work], for viewer: Viewer?,
        _ own: WorkingHours?,
        _ options: Options,
        at now: Date,
        isSaved: Bool?
    ) {
        let profile = listed.agent.profile
        let hours = own.map { own in
            profile.hours.shared(with: own, by: viewer?.zone ?? .utc, at: now).map(\.count).reduce(0, +) / 60
        }
        let today = (Zone(named: profile.timeZone) ?? .utc).local(now)
        self.init(
            listed.agent,
            hours: hours.map {
                $0 == 0 ? "No hour of your day" : $0 == 1 ? "1 hour of your day" : "\($0) hours of your day"
            },
            free: profile.freeLabel(on: today, options), answers: answers, samples: samples,
            isNew: listed.isNewcomer,
            why: Self.why(listed, in: viewer?.zone ?? .utc), isSaved: isSaved)
    }

    /// In plain words.
    private static func why(_ listed: ListedAgent, in zone: Zone) -> String? {
        var reasons = listed.reasons.map { reason in
            let found = reason.found.map { "“\($0.isolated)” (you wrote “\(reason.typed.isolated)”)" }
            return "\(found ?? "“\(reason.typed.isolated)”") is \(reason.place.words)"
        }
        if listed.isNewcomer {
            let since = zone.local(listed.agent.since)
            reasons.append(
                "new since \(since.day) \(since.monthOfYear): two places here are kept for newcomers")
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ") + "."
    }
}

extension ListedAgent.Reason.Place {
    fileprivate var words: String {
        switch self {
        case .name: "the name"
        case .skill: "among the skills"
        case .headline: "in the headline"
        case .category: "the subject"
        case .language: "a language they speak"
        case .country: "where they live"
        case .text: "in what they tell about themselves"
        }
    }
}

extension String {
    /// What of it can stand in an identifier of a page.
    fileprivate var idPart: String {
        String(UnicodeScalarView(unicodeScalars.filter { $0.isASCII && $0.properties.isAlphabetic }))
    }
}
