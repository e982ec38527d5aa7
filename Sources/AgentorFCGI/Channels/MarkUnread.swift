import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `POST /channels/{slug}/messages/{seq}/unread`: this message and all after it count as unread again.
    func markUnread(from place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.markUnread(from: place, in: slug, as: viewer.identity)
        // Not to the channel: looking at it is reading it.
        return .redirect(to: Route.channels(.list).path(done: "unread"))
    }
}
