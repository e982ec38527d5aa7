import AgentorViews
import FastCGI
import Messaging

/// What reaches the viewer, and how.
final class NotificationDesk: Sendable {
    let messenger: Messenger
    let turns: Turns

    init(messenger: Messenger, turns: Turns) {
        self.messenger = messenger
        self.turns = turns
    }

    func answer(_ route: NotificationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showNotifications)
        case .see: try visit.take(seeNotifications)
        case .settings: try visit.show(showNotificationSettings, orTake: chooseNotifications)
        }
    }
}
