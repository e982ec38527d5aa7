import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `POST /channels/{slug}/messages/{seq}/pin` pins a message in its channel, `…/remove` takes it off: twice is once.
    func pin(
        _ place: Int64, in slug: String, isWanted: Bool = true, _ visit: Visit
    ) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.pin(place, in: slug, isWanted: isWanted, as: viewer.identity)
        guard visit.wantsJSON else {
            return .redirect(
                to: Route.message(slug, place, .show).path(done: isWanted ? "pinned" : "unpinned"))
        }
        let (channel, message) = try messenger.message(place, in: slug, as: viewer.identity)
        guard let message else { throw Refusal.notFound }
        return try .json(MessageJSON(message, in: channel.slug))
    }
}
