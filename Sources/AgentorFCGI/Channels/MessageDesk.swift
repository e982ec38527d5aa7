import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// What can be done with one message.
final class MessageDesk: Sendable {
    let messenger: Messenger
    let turns: Turns

    init(messenger: Messenger, turns: Turns) {
        self.messenger = messenger
        self.turns = turns
    }

    func answer(_ route: MessageRoute, at place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showMessage(place, in: slug, visit) }
        case .unread: try visit.take({ visit, _ in try markUnread(from: place, in: slug, visit) })
        case .react: try visit.take({ visit, form in try react(to: place, in: slug, visit, form) })
        case .takeBack:
            try visit.take({ visit, form in try react(isWanted: false, to: place, in: slug, visit, form) })
        }
    }

    /// What the viewer may do with it, each a form on its page.
    func actions(on message: Message, in slug: String, for viewer: Viewer) -> [MessageAction] {
        [MessageAction("Mark as unread from here", .message(slug, message.sequence, .unread))]
    }
}

extension Excerpt {
    /// What one viewer alone sees of its messages, at the end of each; made for every viewer, of what is at hand.
    /// - Parameter lastRead: up to where they had read.
    func marks(for viewer: Viewer?, lastRead: Int64?) -> [Int64: [MessageMark]] {
        var marks: [Int64: [MessageMark]] = [:]
        if let lastRead, let last = messages.last(where: { $0.sequence <= lastRead }),
            messages.contains(where: {
                $0.sequence > lastRead && $0.author.id.rawValue != viewer?.id.rawValue
            })
        {
            marks[last.sequence, default: []].append(MessageMark(.lastRead, "New messages"))
        }
        return marks
    }
}
