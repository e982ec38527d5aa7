/// `/channels/{slug}/messages/{seq}/history`: all that a message has said.
package struct MessageHistoryPage: Sendable {
    package struct Version: Sendable {
        /// "Version 2 of 3".
        package let label: String
        package let body: MessageText
        package let written: Moment

        package init(label: String, body: MessageText, written: Moment) {
            self.label = label
            self.body = body
            self.written = written
        }
    }

    package var frame: PageFrame
    package var slug: String
    package var sequence: Int64
    package var author: String
    package var handle: String?
    /// The present one first.
    package var versions: [Version]
    /// Where there are none.
    package var gone: String?

    package init(
        frame: PageFrame, slug: String, sequence: Int64, author: String, handle: String?, versions: [Version],
        gone: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.sequence = sequence
        self.author = author
        self.handle = handle
        self.versions = versions
        self.gone = gone
    }
}
