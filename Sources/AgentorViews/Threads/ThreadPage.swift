import TemplateRuntime

/// `/channels/{slug}/messages/{seq}/thread`: a message, what was said in answer to it, and where one answers.
package struct ThreadPage: Sendable {
    package var frame: PageFrame
    package var channel: ChannelSummary
    /// Whether it is a direct conversation.
    package var isDirect: Bool
    /// Of the other one in a conversation of two.
    package var handle: String?
    /// Where the message it hangs on stands.
    package var place: Int64
    /// That message, as lists show it.
    package var head: Markup
    package var conversation: ChannelPage.Conversation
    /// Whether nobody but those in charge answers any more.
    package var isLocked: Bool
    /// Whether the viewer says so.
    package var mayLock: Bool

    package init(
        frame: PageFrame, channel: ChannelSummary, isDirect: Bool, handle: String?, place: Int64,
        head: Markup,
        conversation: ChannelPage.Conversation, isLocked: Bool = false, mayLock: Bool = false
    ) {
        self.frame = frame
        self.channel = channel
        self.isDirect = isDirect
        self.handle = handle
        self.place = place
        self.head = head
        self.conversation = conversation
        self.isLocked = isLocked
        self.mayLock = mayLock
    }

    /// Where the message stands among the others.
    package var back: String { QuoteLink.link(to: place, thread: nil, in: channel.slug) }
    package var isLatest: Bool { conversation.isLatest }
    package var isLive: Bool { !conversation.isOver }
    package var hasErrors: Bool { conversation.draft.error != nil || conversation.attach?.error != nil }
}
