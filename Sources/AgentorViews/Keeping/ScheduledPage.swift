import FoundationEssentials

/// `/scheduled`: what the viewer has written that is to be sent later, and what was not sent.
package struct ScheduledPage: Sendable {
    package struct Message: Sendable {
        package var id: UUID
        package var slug: String
        /// The channel's name.
        package var channel: String
        /// Of whom it is called by.
        package var handle: String?
        package var body: MessageText
        package var moment: Moment
        /// Why it was not sent; nil while it waits.
        package var failure: String?
        /// How many files go with it.
        package var fileCount: Int
        /// Whether it waits for a moderator, or did: it is not changed any more.
        package var isHeld: Bool

        package init(
            id: UUID, slug: String, channel: String, handle: String?, body: MessageText, moment: Moment,
            failure: String?, fileCount: Int = 0, isHeld: Bool = false
        ) {
            self.id = id
            self.slug = slug
            self.channel = channel
            self.handle = handle
            self.body = body
            self.moment = moment
            self.failure = failure
            self.fileCount = fileCount
            self.isHeld = isHeld
        }

        package var filesLabel: String? {
            fileCount == 0 ? nil : "With \(counted(fileCount, "file", "files"))"
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
