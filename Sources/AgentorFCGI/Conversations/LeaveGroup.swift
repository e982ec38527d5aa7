import AgentorViews
import FastCGI
import Messaging

extension ConversationDesk {
    /// `GET /messages/{handle}/leave`: what leaving a group means, with a button.
    func showLeaveGroup(_ handle: String, _ visit: Visit) throws -> Response {
        let channel = try group(handle, visit)
        return .html(
            QuestionPage(
                frame: visit.frame(.messages), heading: "Leave the group?",
                paragraphs: [
                    "You talk here with \(channel.name).",
                    "You can read it no more when you have left, and cannot come back to it. The others keep what was said. To hear less of it, mute or archive it instead.",
                ], address: Route.conversation(handle, .leave).path, button: "Leave", weight: .grave,
                links: [.init("Stay in the group", Route.conversation(handle, .show).path)]
            ).html())
    }

    /// `POST /messages/{handle}/leave`: as often as it is sent, as with channels.
    func leaveGroup(_ handle: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        guard Self.isAddress(handle) else { throw Refusal.notFound }
        do {
            let channel = try messenger.channel(handle, as: viewer.identity)
            if let direct = channel.direct, !direct.isGroup { throw Refusal.notFound }
            if channel.direct != nil { try messenger.leave(handle, as: viewer.identity) }
        } catch MessagingError.notFound {}
        return .redirect(to: Route.conversations(.list).path(done: "left"))
    }

    private func group(_ handle: String, _ visit: Visit) throws -> Channel {
        guard Self.isAddress(handle) else { throw Refusal.notFound }
        let channel = try messenger.channel(handle, as: visit.admitted().identity)
        guard channel.isMember, channel.direct?.isGroup == true else { throw Refusal.notFound }
        return channel
    }
}
