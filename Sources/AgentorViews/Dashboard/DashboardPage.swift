/// `/dashboard`: the viewer's conversations, unread first as the caller orders them, and what to do next.
package struct DashboardPage: Sendable {
    package var frame: PageFrame
    package var name: String
    /// Whether the viewer offers services; a client needs them.
    package var isAgent: Bool
    package var channels: [ChannelSummary]

    package init(frame: PageFrame, name: String, isAgent: Bool, channels: [ChannelSummary]) {
        self.frame = frame
        self.name = name
        self.isAgent = isAgent
        self.channels = channels
    }

    package var hasChannels: Bool { !channels.isEmpty }

    package var unreadSummary: String {
        let messages = channels.reduce(0) { $0 + $1.unread }
        return switch messages {
        case 0: "You have read everything."
        case 1: "You have 1 unread message."
        default:
            "You have \(messages) unread messages in "
                + counted(channels.count { $0.unread > 0 }, "channel", "channels") + "."
        }
    }
}
