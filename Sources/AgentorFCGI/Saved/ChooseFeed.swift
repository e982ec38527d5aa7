import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Text

extension SavedDesk {
    /// `GET /saved/searches/{id}/feed`: whether a search can be read as a feed.
    func showFeedChoice(of id: UUID, _ visit: Visit) throws -> Response {
        let (_, search) = try search(id, visit)
        return .html(page(search, visit).html())
    }

    /// `POST`: makes its address, which is told this once and ends the one before; with `end` there is none any more.
    func chooseFeed(of id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        let (viewer, search) = try search(id, visit)
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            if form["end"] != nil {
                guard try saved.endFeed(of: id, for: viewer) else { throw Refusal.notFound }
                return .redirect(to: Route.saved(.searches).path(done: "feed-ended"))
            }
            guard let token = try saved.makeFeed(of: id, for: viewer) else { throw Refusal.notFound }
            return .html(
                page(search, visit, made: "\(address)\(Route.feed(.show).path)?token=\(token.text)").html())
        } again: {
            page(search, visit, problem: $0.problem).html()
        }
    }

    private func page(
        _ search: SavedSearch, _ visit: Visit, made: String? = nil, problem: String? = nil
    ) -> FeedPage {
        FeedPage(
            frame: visit.frame(.agents), id: search.id, name: search.name,
            hasFeed: search.hasFeed || made != nil, made: made, problem: problem)
    }
}
