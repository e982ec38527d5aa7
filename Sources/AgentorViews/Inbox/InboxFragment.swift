/// What a script puts into a list of channels that is shown already: the summary, and each channel with something
/// unread, the latest talk first. Channels it does not name are read.
package struct InboxFragment: Sendable {
    package var messageCount: Int
    /// How many of them in direct conversations.
    package var directMessageCount: Int
    package var channelCount: Int
    package var channels: [UnreadChannel]

    package init(
        messageCount: Int, directMessageCount: Int = 0, channelCount: Int, channels: [UnreadChannel]
    ) {
        self.messageCount = messageCount
        self.directMessageCount = directMessageCount
        self.channelCount = channelCount
        self.channels = channels
    }

    package var summary: String {
        unreadSummary(
            messages: messageCount, places: channelCount, areChannels: directMessageCount == 0)
    }
}
