import AgentorViews
import FastCGI

extension Site {
    /// `POST /channels/{slug}/join`
    func joinChannel(_ slug: String, _ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.onboarded()
        try requireTurn(.membership, for: viewer)
        do { try messenger.join(slug, as: viewer.identity) } catch { throw Refusal(error) }
        return .redirect(to: Route.channel(slug).path)
    }
}
