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
        let isDirect = try messenger.channel(slug, as: viewer.identity).direct != nil
        let list: Route = isDirect ? .conversations(.list) : .channels(.list)
        return .redirect(to: list.path(done: "unread"))
    }
}
