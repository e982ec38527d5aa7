import AgentorViews
import FastCGI
import Messaging

extension ConversationDesk {
    /// `POST /messages/{handle}/shelf`: takes a conversation into the inbox, which accepts it, archives or declines it. What was
    /// accepted meanwhile, in another tab, cannot be declined: it is shown as it is.
    func moveConversation(_ handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        guard let shelf = form["shelf"].flatMap(Shelf.init), shelf != .requests else {
            throw Refusal.notFound
        }
        try turns.take(.mark, for: viewer)
        switch try messenger.move(slug(with: handle, viewer), to: shelf, as: viewer.identity) {
        case .inbox, .requests: return .redirect(to: Route.conversation(handle, .show).path)
        case .archive: return .redirect(to: Route.conversations(.list).path(done: "archived"))
        case .declined: return .redirect(to: Route.conversations(.list).path(done: "declined"))
        }
    }
}
