import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `POST /channels/{slug}/join`
    func joinChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let joined: Channel
        do { joined = try join(slug, by: visit) } catch MessagingError.banned(let until)
            where !visit.wantsJSON
        {
            return .html(try keptOut(of: slug, until: until, visit).html(), status: .forbidden)
        }
        return try visit.present(joined, json: ChannelJSON.init) { channel in
            .redirect(to: Route.channel(channel.slug, .show).path)
        }
    }

    private func keptOut(of slug: String, until: Date?, _ visit: Visit) throws -> QuestionPage {
        let end = until.map { "until \(visit.viewer?.zone.local($0).dayAndTime ?? "")" }
        return QuestionPage(
            frame: visit.frame(.channels), heading: "You cannot join",
            paragraphs: ["Those in charge of the channel keep you out of it\(end.map { " \($0)" } ?? "")."],
            links: [.init("Other channels", Route.channels(.list).path)])
    }

    private func join(_ slug: String, by visit: Visit) throws -> Channel {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        return try messenger.join(slug, as: viewer.identity)
    }
}
