import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// What reaches the viewer, and how.
final class NotificationDesk: Sendable {
    let messenger: Messenger
    let missed: MissedMail
    let mailed: MailedInvitations
    let feeds: UnreadFeeds
    let pushes: Pushes
    let turns: Turns
    /// Of the site.
    let address: String

    init(
        messenger: Messenger, missed: MissedMail, mailed: MailedInvitations, feeds: UnreadFeeds,
        pushes: Pushes,
        turns: Turns, address: String
    ) {
        self.messenger = messenger
        self.missed = missed
        self.mailed = mailed
        self.feeds = feeds
        self.pushes = pushes
        self.turns = turns
        self.address = address
    }

    func answer(_ route: NotificationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showNotifications)
        case .see: try visit.take(seeNotifications)
        case .unsubscribe:
            visit.request.isReading ? try visit.show(showUnsubscribe) : try unsubscribe(visit)
        case .feed: try visit.show(showUnreadFeed)
        case .feedChoice: try visit.show(showUnreadFeedChoice, orTake: chooseUnreadFeed)
        case .push: try visit.show(showPushes, orTake: choosePushes)
        case .settings: try visit.show(showNotificationSettings, orTake: chooseNotifications)
        }
    }
}
