import TemplateRuntime

/// `/channels/{slug}/threads`: messages with a thread, where something was said last first.
package struct ThreadsPage: Sendable {
    package var frame: PageFrame
    package var channel: ChannelSummary
    /// Of the other one in a conversation of two.
    package var handle: String?
    /// As lists show them, with the viewer's marks.
    package var messages: Markup
    /// The address of the next page; nil on the last.
    package var next: String?

    package init(frame: PageFrame, channel: ChannelSummary, handle: String?, messages: Markup, next: String?)
    {
        self.frame = frame
        self.channel = channel
        self.handle = handle
        self.messages = messages
        self.next = next
    }
}
