/// `/dashboard`: the viewer's conversations, unread first as the caller orders them, and what to do next.
package struct DashboardPage: Sendable {
    package var frame: PageFrame
    package var name: String
    /// Whether the viewer offers services; a client needs them.
    package var isAgent: Bool
    /// Whether they are an agent whose profile nobody sees.
    package var isUnseen: Bool
    package var channels: [ChannelSummary]
    /// The latest direct ones.
    package var conversations: ConversationList
    /// What is unread, where scripts are off.
    package var live: LiveFrame
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, name: String, isAgent: Bool, isUnseen: Bool = false, channels: [ChannelSummary],
        conversations: ConversationList, live: LiveFrame, zone: String = "UTC"
    ) {
        self.frame = frame
        self.name = name
        self.isAgent = isAgent
        self.isUnseen = isUnseen
        self.channels = channels
        self.conversations = conversations
        self.live = live
        self.zone = zone
    }

    package var hasChannels: Bool { !channels.isEmpty }
    package var isNew: Bool { channels.isEmpty && !conversations.hasConversations }

    package var unreadSummary: String {
        let direct = conversations.conversations.filter(\.isUnread)
        let unread = channels.map(\.unread).filter { $0 > 0 } + direct.map(\.unread)
        return AgentorViews.unreadSummary(
            messages: unread.reduce(0, +), places: unread.count, areChannels: direct.isEmpty)
    }
}
