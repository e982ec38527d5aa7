import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text

extension SavedDesk {
    /// `GET /saved/searches/{id}/remove`: what is lost.
    func askToRemoveSearch(_ id: UUID, _ visit: Visit) throws -> Response {
        let (_, search) = try search(id, visit)
        return .html(page(search, visit, .unsent()).html())
    }

    /// `POST`: forgets a search, and ends its feed.
    func removeSearch(_ id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let (viewer, search) = try search(id, visit)
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            guard try saved.remove(id, for: viewer) else { throw Refusal.notFound }
            return .redirect(to: Route.saved(.searches).path(done: "removed"))
        } again: {
            page(search, visit, $0).html()
        }
    }

    private func page(_ search: SavedSearch, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.agents), heading: "Remove \u{201C}\(search.name.isolated)\u{201D}",
            paragraphs: search.hasFeed ? ["Its feed ends, too."] : [],
            address: Route.savedSearch(search.id, .remove).path, button: "Remove search", weight: .grave,
            problem: form.problem, links: [.init("Your saved searches", Route.saved(.searches).path)])
    }
}
