import AgentorViews
import FastCGI

extension ChannelDesk {
    /// `POST /channels/{slug}/leave`
    func leaveChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        try messenger.leave(slug, as: viewer.identity)
        return .redirect(to: Route.channels(.list).path)
    }
}
