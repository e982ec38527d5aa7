import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// Direct conversations.
final class ConversationDesk: Sendable {
    let messenger: Messenger
    let turns: Turns
    let compress: Compress

    init(messenger: Messenger, turns: Turns, compress: @escaping Compress) {
        self.messenger = messenger
        self.turns = turns
        self.compress = compress
    }

    func answer(_ route: ConversationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showConversations)
        }
    }

    func answer(_ route: ConversationRoute, with handle: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show:
            try visit.show { visit in
                try showConversation(handle, visit)
            } orTake: { visit, form in
                try sendToSomebody(handle, visit, form)
            }
        case .move: try visit.take({ visit, form in try moveConversation(handle, visit, form) })
        case .mute: try visit.take({ visit, form in try muteConversation(handle, visit, form) })
        }
    }

    /// The viewer's conversation with somebody, which has begun. Of one with somebody who is gone the address is all there
    /// is; whether it is the viewer's is looked at where something is done with it. (No handle is as long.)
    func slug(with handle: String, _ viewer: Viewer) throws -> String {
        if handle.utf8.count > Handle.lengths.upperBound { return handle }
        guard let slug = try messenger.correspondent(handle, as: viewer.identity).slug else {
            throw Refusal.notFound
        }
        return slug
    }
}
