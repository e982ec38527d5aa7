import AgentorViews
import FastCGI
import Messaging

extension ConversationDesk {
    /// `POST /messages/{handle}/mute`: what is said is counted nowhere any more, or again.
    func muteConversation(_ handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        guard let wish = form["muted"], ["yes", "no"].contains(wish) else { throw Refusal.notFound }
        try turns.take(.mark, for: viewer)
        try messenger.setMuted(wish == "yes", slug(with: handle, viewer), as: viewer.identity)
        return .redirect(to: Route.conversation(handle, .show).path)
    }
}
