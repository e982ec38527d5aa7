import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension SavedDesk {
    /// `GET /saved/searches/new?q=WORDS&…`: what would be saved, as an address of the directory has it.
    func showNewSearch(_ visit: Visit) throws -> Response {
        _ = try visit.admitted()
        let form = SearchForm(visit.request.query)
        guard !form.saved.isEmpty else { return .redirect(to: Route.directory(.list).path) }
        let name = String(
            form.description(try options.current()).unicodeScalars.prefix(
                SavedSearch.nameField.limits.characters ?? 80))
        return .html(try newSearchPage(form, visit, .unsent([SavedSearch.nameField.name: name])).html())
    }

    /// `POST`: saves the search in the field `search`, once for each form.
    func saveSearch(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let sought = SearchForm(saved: form["search"] ?? "")
        guard !sought.saved.isEmpty else { return .redirect(to: Route.directory(.list).path) }
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            let name = try name(in: form)
            _ = try saved.save(
                sought.saved, named: name, nonce: form.nonce.covering(name, sought.saved), for: viewer)
            return .redirect(to: Route.saved(.searches).path(done: "saved"))
        } again: {
            try newSearchPage(sought, visit, $0).html()
        }
    }

    /// `GET /saved/searches/{id}/name`
    func showName(of id: UUID, _ visit: Visit) throws -> Response {
        let (_, search) = try search(id, visit)
        return .html(
            try namePage(search, visit, .unsent([SavedSearch.nameField.name: search.name])).html())
    }

    /// `POST`: calls it by another name.
    func renameSearch(_ id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let (viewer, search) = try search(id, visit)
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            guard try saved.change(id, name: try name(in: form), for: viewer) else { throw Refusal.notFound }
            return .redirect(to: Route.saved(.searches).path(done: "saved"))
        } again: {
            try namePage(search, visit, $0).html()
        }
    }

    /// `POST /saved/searches/{id}/filters`: has it look for what is in the field `search`.
    func changeFilters(of id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let (viewer, search) = try search(id, visit)
        let sought = SearchForm(saved: form["search"] ?? "")
        guard !sought.saved.isEmpty else { return .redirect(to: Route.directory(.list).path) }
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            guard try saved.change(id, query: sought.saved, for: viewer) else { throw Refusal.notFound }
            return .redirect(to: sought.with(.saved, id.uuidString.lowercased()).address)
        } again: {
            try namePage(search, visit, $0).html()
        }
    }

    private func name(in form: Fields) throws -> String {
        do { return try SavedSearch.nameField.read(form[SavedSearch.nameField.name] ?? "") } catch {
            throw FormErrors(SavedSearch.nameField.name, error.code, error.message)
        }
    }

    private func newSearchPage(_ sought: SearchForm, _ visit: Visit, _ form: FilledForm) throws
        -> QuestionPage
    {
        QuestionPage(
            frame: visit.frame(.agents), heading: "Save this search",
            paragraphs: [
                sought.description(try options.current()),
                "You are told how many are new in it whenever you come back, and can read it as a feed.",
            ],
            address: Route.saved(.newSearch).path, hidden: [("search", sought.saved)],
            fields: [form.field(SavedSearch.nameField)], button: "Save search", problem: form.problem,
            links: [.init("Back to the search", sought.address)], nonce: form.nonce.value)
    }

    private func namePage(_ search: SavedSearch, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let sought = SearchForm(saved: search.query)
        return QuestionPage(
            frame: visit.frame(.agents), heading: "Change a saved search",
            paragraphs: [sought.description(try options.current())],
            address: Route.savedSearch(search.id, .rename).path,
            fields: [form.field(SavedSearch.nameField)], button: "Save name", problem: form.problem,
            links: [
                .init(
                    "Change what it looks for",
                    sought.with(.saved, search.id.uuidString.lowercased()).address),
                .init("Your saved searches", Route.saved(.searches).path),
            ])
    }
}
