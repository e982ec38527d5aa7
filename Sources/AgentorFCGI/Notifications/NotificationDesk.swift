import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// What reaches the viewer, and how.
final class NotificationDesk: Sendable {
    let messenger: Messenger
    let missed: MissedMail
    let mailed: MailedInvitations
    let turns: Turns

    init(messenger: Messenger, missed: MissedMail, mailed: MailedInvitations, turns: Turns) {
        self.messenger = messenger
        self.missed = missed
        self.mailed = mailed
        self.turns = turns
    }

    func answer(_ route: NotificationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showNotifications)
        case .see: try visit.take(seeNotifications)
        case .unsubscribe:
            visit.request.isReading ? try visit.show(showUnsubscribe) : try unsubscribe(visit)
        case .settings: try visit.show(showNotificationSettings, orTake: chooseNotifications)
        }
    }
}
