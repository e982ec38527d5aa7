import AgentorViews
import FastCGI
import Messaging
import Text

extension ChannelDesk {
    /// `GET /channels/{slug}/leave`: what leaving means, with a button. A private channel is lost to whoever leaves it.
    func showLeaveChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.isMember, channel.direct == nil else { throw Refusal.notFound }
        return .html(
            QuestionPage(
                frame: visit.frame(.channels), heading: "Leave \(channel.name.isolated)?",
                paragraphs: [Self.loss(of: channel)], address: Route.channel(slug, .leave).path,
                hidden: [("sure", "yes")], button: "Leave",
                weight: channel.visibility == .private ? .grave : .second,
                links: [.init("Stay in the channel", Route.channel(slug, .show).path)]
            ).html())
    }

    /// `POST /channels/{slug}/leave`: at once where one can come back, otherwise when the question was answered. As often as it is
    /// sent: whoever is in no such channel has left it, and is told no more of it than that.
    func leaveChannel(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        do {
            let channel = try messenger.channel(slug, as: viewer.identity)
            if channel.direct != nil { throw Refusal.notFound }
            if form["sure"] == nil, channel.isMember, channel.visibility == .private {
                return .redirect(to: Route.channel(slug, .leave).path)
            }
            try messenger.leave(slug, as: viewer.identity)
        } catch MessagingError.notFound where messenger.isFormer(slug, visit) {
            throw Refusal.notFound
        } catch MessagingError.notFound {}
        return .redirect(to: Route.channels(.list).path(done: "left"))
    }

    private static func loss(of channel: Channel) -> String {
        switch channel.visibility {
        case .public, .webPublic: "You can join it again at any time."
        case .private where channel.memberCount == 1:
            "You are its only member. When you leave, nobody can find or read it any more: all that was said in it is lost, also to you."
        case .private:
            "It is private. You can read it no more when you have left, and cannot join it again by yourself."
        }
    }
}
