import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `POST /channels/{slug}/messages/{seq}/bookmark` keeps a message for the viewer, `…/remove` no longer.
    func bookmark(
        _ place: Int64, in slug: String, isWanted: Bool = true, _ visit: Visit
    ) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.bookmark(place, in: slug, isWanted: isWanted, as: viewer.identity)
        return try visit.present(isWanted, json: BookmarkStateJSON.init) { isWanted in
            .redirect(
                to: Route.message(slug, place, .show).path(done: isWanted ? "bookmarked" : "unbookmarked"))
        }
    }
}

struct BookmarkStateJSON: Encodable {
    let isBookmarked: Bool
}
