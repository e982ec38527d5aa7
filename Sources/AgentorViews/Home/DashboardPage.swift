/// `/dashboard`: the viewer's conversations, unread first as the caller orders them, and what to do next.
package struct DashboardPage: Sendable {
    package var frame: PageFrame
    package var name: String
    /// Whether the viewer offers services; a client needs them.
    package var isAgent: Bool
    package var channels: [ChannelSummary]
    /// What is unread, where scripts are off.
    package var live: LiveFrame
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, name: String, isAgent: Bool, channels: [ChannelSummary], live: LiveFrame,
        zone: String = "UTC"
    ) {
        self.frame = frame
        self.name = name
        self.isAgent = isAgent
        self.channels = channels
        self.live = live
        self.zone = zone
    }

    package var hasChannels: Bool { !channels.isEmpty }

    package var unreadSummary: String {
        AgentorViews.unreadSummary(
            messages: channels.reduce(0) { $0 + $1.unread }, channels: channels.count { $0.unread > 0 })
    }
}
