import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `POST /channels/{slug}/join`
    func joinChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let joined = try join(slug, by: visit)
        return try visit.present(joined, json: ChannelJSON.init) { channel in
            .redirect(to: Route.channel(channel.slug, .show).path)
        }
    }

    private func join(_ slug: String, by visit: Visit) throws -> Channel {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        return try messenger.join(slug, as: viewer.identity)
    }
}
