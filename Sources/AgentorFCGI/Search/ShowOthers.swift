import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension SearchDesk {
    /// People or services on a page: more are found by more words.
    private static let othersShown = 20

    /// `GET /search/people?q=WORDS`: people the viewer meets, by their names.
    func showPeople(_ visit: Visit) throws -> Response { try showOthers(.people, visit) }

    /// `GET /search/services?q=WORDS`: what agents offer.
    func showServices(_ visit: Visit) throws -> Response { try showOthers(.services, visit) }

    /// How many people and services there are by some words, for the page of messages.
    func others(by form: MessageSearchForm, for viewer: Viewer) throws -> SearchTabs.Counts {
        guard !form.words.isEmpty else { return SearchTabs.Counts() }
        return SearchTabs.Counts(
            people: try people(form, for: viewer).count, services: try services(form, for: viewer).count,
            most: Self.othersShown)
    }

    /// One more than is shown, where there is.
    private func people(_ form: MessageSearchForm, for viewer: Viewer) throws -> [Acquaintance] {
        let terms = form.query.terms.filter { !$0.isExcluded }
        if terms.isEmpty { return [] }
        return try messenger.people(called: terms, as: viewer.identity, limit: Self.othersShown + 1)
    }

    private func services(_ form: MessageSearchForm, for viewer: Viewer) throws -> [FoundService] {
        if form.words.isEmpty { return [] }
        return try profiles.services(about: form.words, for: viewer, limit: Self.othersShown + 1)
    }

    private func showOthers(_ kind: SearchTabs.Kind, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let fields = visit.request.query
        return try visit.submit(fields) {
            let form = try MessageSearchForm(fields)
            guard !form.words.isEmpty else {
                return .html(page(kind, form, visit, FilledForm(fields), found: nil).html())
            }
            try turns.take(.search, for: viewer)
            let people = try people(form, for: viewer)
            let services = try services(form, for: viewer)
            return .html(
                page(kind, form, visit, FilledForm(fields), found: (people, services)).html())
        } again: { filled in
            page(kind, try? MessageSearchForm(fields), visit, filled, found: nil).html()
        }
    }

    private func page(
        _ kind: SearchTabs.Kind, _ form: MessageSearchForm?, _ visit: Visit, _ filled: FilledForm,
        found: (people: [Acquaintance], services: [FoundService])?
    ) -> OthersPage {
        let typed = MessageSearchForm.line(in: filled.fields)
        let sought = form ?? MessageSearchForm(MessageQuery())
        let counts = found.map {
            SearchTabs.Counts(people: $0.people.count, services: $0.services.count, most: Self.othersShown)
        }
        let all = kind == .people ? found?.people.count : found?.services.count
        return OthersPage(
            frame: visit.frame(.search), kind: kind,
            line: Entry(typed, error: filled.errors["q"]?.message),
            words: sought.words, tabs: sought.tabs(kind, counts ?? .init()),
            count: all.map { count in
                let nouns = kind == .people ? ("person", "people") : ("service", "services")
                return count == 0
                    ? "No \(nouns.1)"
                    : count > Self.othersShown
                        ? "The closest \(Self.othersShown) \(nouns.1)" : counted(count, nouns.0, nouns.1)
            },
            people: kind == .people
                ? (found?.people ?? []).prefix(Self.othersShown).map(OthersPage.Person.init) : [],
            services: kind == .services
                ? (found?.services ?? []).prefix(Self.othersShown).map(OthersPage.Offer.init) : [],
            problem: filled.problem)
    }
}

extension MessageSearchForm {
    /// The other things that can be looked for by the same words.
    func tabs(_ current: SearchTabs.Kind, _ counts: SearchTabs.Counts) -> SearchTabs {
        let words = words.isEmpty ? "" : "?q=\(words.percentEncoded)"
        let ofFiles = with { $0.features.insert(.file) }
        return SearchTabs(
            current, messages: with { $0.features.remove(.file) }.address, files: ofFiles.address,
            words: words, counts: counts)
    }
}
