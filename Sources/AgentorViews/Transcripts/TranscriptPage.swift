import Messaging
import TemplateRuntime

/// A file of a message in an archive.
package struct TranscriptFile: Sendable {
    package let file: MessageFile
    /// Its bytes; nil where there is no room for them.
    package let part: StoredPart?
    /// Where they stand in the archive.
    package let name: String?

    package init(file: MessageFile, part: StoredPart?, name: String?) {
        self.file = file
        self.part = part
        self.name = name
    }
}

/// A page of an archive of a conversation: opened without a connection, so it brings all it needs.
package struct TranscriptPage: Sendable {
    package struct Entry: Sendable {
        package struct File: Sendable {
            package let name: String
            package let label: String
            package let description: String
            /// From the page's folder; nil where it is not in the archive.
            package let address: String?
            package let isPicture: Bool

            package var isShown: Bool { isPicture && address != nil }
            package var isLinked: Bool { !isPicture && address != nil }
        }

        package let sequence: Int64
        package let author: String
        package let handle: String?
        package let sent: Moment
        package let isEdited: Bool
        /// Where the message stands in whose thread it was said.
        package let thread: Int64?
        package let text: MessageText
        package let files: [File]
        package let reactions: String?

        package init(_ message: Message, _ kept: [TranscriptFile], sent: Moment) {
            sequence = message.sequence
            author = message.author.name
            handle = message.author.handle
            self.sent = sent
            isEdited = message.editedAt != nil
            thread = message.thread
            // Whom it names has no address in a folder.
            text =
                message.isDeleted || message.isUnreadable ? MessageText(message) : MessageText(message.text)
            files = kept.map {
                File(
                    name: $0.file.name, label: $0.file.label, description: $0.file.description,
                    address: $0.name.map { "../" + $0 }, isPicture: $0.file.picture != nil)
            }
            reactions =
                message.reactions.isEmpty
                ? nil : message.reactions.map { "\($0.emoji) \($0.count)" }.joined(separator: "  ")
        }
    }

    package let channel: String
    package let page: TranscriptIndexPage.Page
    package let entries: [Entry]

    package init(channel: String, page: TranscriptIndexPage.Page, entries: [Entry]) {
        self.channel = channel
        self.page = page
        self.entries = entries
    }
}

/// What an archive of a conversation begins with.
package struct TranscriptIndexPage: Sendable {
    package struct Page: Sendable {
        /// From the archive's folder.
        package let address: String
        /// When its first and its last message were sent.
        package let first: String
        package let last: String
        package let count: Int

        package init(address: String, first: String, last: String, count: Int) {
            self.address = address
            self.first = first
            self.last = last
            self.count = count
        }

        package var counted: String { count == 1 ? "1 message" : "\(count) messages" }
    }

    package let channel: String
    package let description: String
    /// Where it is on the site.
    package let address: String
    package let saved: String
    package let savedBy: String
    package let pages: [Page]

    package init(
        channel: String, description: String, address: String, saved: String, savedBy: String, pages: [Page]
    ) {
        self.channel = channel
        self.description = description
        self.address = address
        self.saved = saved
        self.savedBy = savedBy
        self.pages = pages
    }
}
