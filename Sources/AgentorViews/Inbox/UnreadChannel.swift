import Messaging

/// A channel or a direct conversation with something unread, as an inbox names it.
package struct UnreadChannel: Sendable {
    package var slug: String
    package var name: String
    package var isDirect: Bool
    /// Of the other one in a direct conversation.
    package var handle: String?
    package var unread: Int
    /// How many of them concern the viewer; nil for none.
    package var mentions: Int?
    /// When the last message was written.
    package var activity: Moment

    package init(
        slug: String, name: String, isDirect: Bool = false, handle: String? = nil, unread: Int,
        mentions: Int? = nil,
        activity: Moment
    ) {
        self.slug = slug
        self.name = name
        self.isDirect = isDirect
        self.handle = handle
        self.unread = unread
        self.mentions = mentions
        self.activity = activity
    }

    package var address: String {
        isDirect ? Route.conversation(handle ?? slug, .show).path : Route.channel(slug, .show).path
    }

    package var unreadCount: String { AgentorViews.unreadCount(unread) }
}

/// "3", "100+": messages are counted up to a limit.
func unreadCount(_ messages: Int) -> String {
    messages < Inbox.countLimit ? "\(messages)" : "\(Inbox.countLimit)+"
}

/// "You have 3 unread messages in 2 channels.", or "in 2 conversations." where some are direct.
func unreadSummary(messages: Int, places: Int, areChannels: Bool) -> String {
    switch messages {
    case 0: "You have read everything."
    case 1: "You have 1 unread message."
    default:
        "You have \(messages) unread messages in "
            + (areChannels
                ? counted(places, "channel", "channels") : counted(places, "conversation", "conversations"))
            + "."
    }
}
