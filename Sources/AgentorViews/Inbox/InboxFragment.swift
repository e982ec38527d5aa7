/// What a script puts into a list of channels that is shown already: the summary, and each channel with something
/// unread, the latest talk first. Channels it does not name are read.
package struct InboxFragment: Sendable {
    package var messageCount: Int
    package var channelCount: Int
    package var channels: [UnreadChannel]

    package init(messageCount: Int, channelCount: Int, channels: [UnreadChannel]) {
        self.messageCount = messageCount
        self.channelCount = channelCount
        self.channels = channels
    }

    package var summary: String { unreadSummary(messages: messageCount, channels: channelCount) }
}
