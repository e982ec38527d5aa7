/// `/channels/{slug}/messages/{seq}`: one message, and what the viewer may do with it.
package struct MessagePage: Sendable {
    package var frame: PageFrame
    /// The channel's name.
    package var channel: String
    package var message: MessageItem
    /// Whether the viewer wrote it.
    package var isOwn: Bool

    package init(frame: PageFrame, channel: String, message: MessageItem, isOwn: Bool) {
        self.frame = frame
        self.channel = channel
        self.message = message
        self.isOwn = isOwn
    }
}
