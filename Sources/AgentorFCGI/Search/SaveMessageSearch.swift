import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text

extension SearchDesk {
    /// `GET /search/save?q=LINE&order=ORDER`: what would be saved.
    func showSaving(_ visit: Visit) throws -> Response {
        let form = sought(in: visit.request.query)
        guard form.isAsking else { return .redirect(to: Route.search(.messages).path) }
        let name = String(
            form.query.line.unicodeScalars.prefix(MessageSearch.nameField.limits.characters ?? 80))
        return .html(page(form, visit, .unsent([MessageSearch.nameField.name: name])).html())
    }

    /// `POST`: the same line is one search, however often it is saved; it has the last name.
    func saveSearch(_ visit: Visit, _ fields: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let form = sought(in: fields)
        guard form.isAsking else { return .redirect(to: Route.search(.messages).path) }
        return try visit.submit(fields) {
            try turns.take(.mark, for: viewer)
            var errors = FormErrors()
            guard let name = errors.read(MessageSearch.nameField, fields[MessageSearch.nameField.name]) else {
                throw errors
            }
            try searches.save(form.query.line, by: form.order, named: name, for: viewer)
            return .redirect(to: Route.search(.messages).path(done: "saved"))
        } again: {
            page(form, visit, $0).html()
        }
    }

    /// `POST /search/forget`: a search that is kept (`search`), or all without a name (`all`).
    func forgetSearches(_ visit: Visit, _ fields: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        if fields["all"] != nil {
            try searches.forgetRecent(for: viewer)
            return .redirect(to: Route.search(.messages).path(done: "all-forgotten"))
        }
        guard let id = fields["search"].flatMap(UUID.init(uuidString:)) else { throw Refusal.notFound }
        // Also what is forgotten already, in another tab.
        _ = try searches.forget(id, for: viewer)
        return .redirect(to: Route.search(.messages).path(done: "forgotten"))
    }

    /// What cannot be looked for is nothing.
    private func sought(in fields: Fields) -> MessageSearchForm {
        let query = try? MessageSearchForm.query(line: MessageSearchForm.line(in: fields))
        let order = fields["order"].flatMap(SearchOrder.init(rawValue:))
        return MessageSearchForm(query ?? MessageQuery(), order: order ?? .newest)
    }

    private func page(_ sought: MessageSearchForm, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.search), heading: "Save this search",
            paragraphs: [
                "\u{201C}\(sought.query.line.isolated)\u{201D}",
                "Nobody else sees it. It stands on your page of searches.",
            ],
            address: Route.search(.save).path,
            hidden: [("q", sought.query.line), ("order", sought.order.rawValue)],
            fields: [form.field(MessageSearch.nameField)], button: "Save search", problem: form.problem,
            links: [.init("Back to the search", sought.address)])
    }
}
