import AgentorViews
import FastCGI
import Messaging

extension ThreadDesk {
    /// `POST /channels/{slug}/messages/{seq}/thread/lock`, `…/unlock`: whether anybody but those in charge answers; twice is once.
    func lock(_ place: Int64, in slug: String, isWanted: Bool, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        try messenger.lockThread(of: place, in: slug, isWanted: isWanted, as: viewer.identity)
        return .redirect(to: Route.thread(slug, place, .show).path)
    }
}
