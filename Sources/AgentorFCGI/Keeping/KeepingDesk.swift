import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

/// What the viewer keeps for themselves, wherever it is from.
final class KeepingDesk: Sendable {
    let messenger: Messenger
    let turns: Turns

    init(messenger: Messenger, turns: Turns) {
        self.messenger = messenger
        self.turns = turns
    }

    func answer(_ route: KeepingRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .bookmarks: try visit.show(showBookmarks)
        case .removeBookmark: try visit.take(removeBookmark)
        case .scheduled: try visit.show(showScheduled)
        }
    }

    func answer(_ route: ScheduledMessageRoute, of id: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .change:
            try visit.show { visit in
                try showChangeScheduled(id, visit)
            } orTake: { visit, form in
                try changeScheduled(id, visit, form)
            }
        case .cancel:
            try visit.show { visit in
                try showCancelScheduled(id, visit)
            } orTake: { visit, _ in
                try cancelScheduled(id, visit)
            }
        }
    }
}
