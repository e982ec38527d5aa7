import FoundationEssentials

/// `/scheduled`: what the viewer has written that is to be sent later, and what was not sent.
package struct ScheduledPage: Sendable {
    package struct Message: Sendable {
        package var id: UUID
        package var slug: String
        /// The channel's name.
        package var channel: String
        package var body: MessageText
        package var moment: Moment
        /// Why it was not sent; nil while it waits.
        package var failure: String?

        package init(
            id: UUID, slug: String, channel: String, body: MessageText, moment: Moment, failure: String?
        ) {
            self.id = id
            self.slug = slug
            self.channel = channel
            self.body = body
            self.moment = moment
            self.failure = failure
        }
    }

    package var frame: PageFrame
    /// The next first.
    package var messages: [Message]
    /// Whose clock the times are of.
    package var clock: String
    package var notice: String?

    package init(frame: PageFrame, messages: [Message], clock: String, notice: String?) {
        self.frame = frame
        self.messages = messages
        self.clock = clock
        self.notice = notice
    }

    package var hasMessages: Bool { !messages.isEmpty }
}
