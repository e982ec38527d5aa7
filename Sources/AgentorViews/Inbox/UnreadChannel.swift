import Messaging

/// A channel with something unread, as an inbox names it.
package struct UnreadChannel: Sendable {
    package var slug: String
    package var name: String
    package var unread: Int
    /// When the last message was written.
    package var activity: Moment

    package init(slug: String, name: String, unread: Int, activity: Moment) {
        self.slug = slug
        self.name = name
        self.unread = unread
        self.activity = activity
    }

    package var unreadCount: String { AgentorViews.unreadCount(unread) }
}

/// "3", "100+": messages are counted up to a limit.
func unreadCount(_ messages: Int) -> String {
    messages < Inbox.countLimit ? "\(messages)" : "\(Inbox.countLimit)+"
}

/// "You have 3 unread messages in 2 channels."
func unreadSummary(messages: Int, channels: Int) -> String {
    switch messages {
    case 0: "You have read everything."
    case 1: "You have 1 unread message."
    default: "You have \(messages) unread messages in " + counted(channels, "channel", "channels") + "."
    }
}
