import FoundationEssentials

/// `/bookmarks`: a page of the messages the viewer keeps.
package struct BookmarksPage: Sendable {
    package struct Content: Sendable {
        package var slug: String
        package var sequence: Int64
        /// The channel's name.
        package var channel: String
        package var author: String
        package var authorHandle: String?
        /// Of whom the channel is called by.
        package var handle: String?
        package var words: String
        package var sent: Moment
        /// What stands before words that are folded away for the viewer.
        package var fold: String?

        package init(
            slug: String, sequence: Int64, channel: String, handle: String?, author: String,
            authorHandle: String?,
            words: String, sent: Moment, fold: String? = nil
        ) {
            self.fold = fold
            self.slug = slug
            self.sequence = sequence
            self.channel = channel
            self.author = author
            self.authorHandle = authorHandle
            self.handle = handle
            self.words = words
            self.sent = sent
        }
    }

    package struct Bookmark: Sendable {
        /// The message's.
        package var id: UUID
        /// Nil for what the viewer can no longer read.
        package var content: Content?

        package init(id: UUID, content: Content?) {
            self.id = id
            self.content = content
        }
    }

    package var frame: PageFrame
    package var bookmarks: [Bookmark]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    package var notice: String?

    package init(frame: PageFrame, bookmarks: [Bookmark], isFirst: Bool, next: String?, notice: String?) {
        self.frame = frame
        self.bookmarks = bookmarks
        self.isFirst = isFirst
        self.next = next
        self.notice = notice
    }

    package var hasBookmarks: Bool { !bookmarks.isEmpty }
}
