import FoundationEssentials

/// In which order hits come.
public enum SearchOrder: String, Hashable, Sendable, CaseIterable {
    case newest
    /// Those nearest to what was looked for first, among the latest that were found.
    case closest
}

/// A message that was found.
public struct MessageHit: Hashable, Sendable, Identifiable {
    /// A part of an excerpt.
    public struct Piece: Hashable, Sendable {
        public let text: String
        /// Whether it is what was looked for.
        public let isMarked: Bool

        public init(_ text: String, isMarked: Bool) {
            self.text = text
            self.isMarked = isMarked
        }
    }

    public let id: UUID
    /// Of the channel.
    public let slug: String
    /// The channel's name, as the viewer calls it.
    public let channel: String
    /// Of whom it is called by; nil for what is no conversation of two.
    public let handle: String?
    public let isDirect: Bool
    public let sequence: Int64
    /// Where the message stands in whose thread this was said.
    public let thread: Int64?
    public let author: ParticipantID
    public let authorName: String
    /// Nil for somebody who is gone.
    public let authorHandle: String?
    /// The mark of their picture; nil for none.
    public let authorPicture: String?
    public let isMine: Bool
    public let sentAt: Date
    public let isEdited: Bool
    /// In one line without marks, at most 300 characters around the first that was found. "…" stands for what is left out.
    public let excerpt: [Piece]
    /// Names of its files.
    public let files: [String]
    /// What files of it say around what was found there; none where all of it is in the message's words and the names.
    public let excerpts: [FileExcerpt]
    /// What was said before it and after it in the same place: in the channel, or in the thread, which begins with the message it
    /// hangs on. Nil where nothing was.
    public let before: Neighbour?
    public let after: Neighbour?

    /// What was found in a file.
    public struct FileExcerpt: Hashable, Sendable, Identifiable {
        public let id: UUID
        public let name: String
        /// As that of the message.
        public let excerpt: [Piece]
    }

    /// A message beside one that was found.
    public struct Neighbour: Hashable, Sendable {
        public let authorName: String
        public let isMine: Bool
        /// In one line without marks, at most `limit` characters; what stands in its place of what was deleted, is folded away or
        /// cannot be read.
        public let words: String

        static let limit = 120
    }
}

/// Where one page of hits ends and the next begins: the time and the message of the last hit looked at.
public struct SearchPosition: Hashable, Sendable {
    public let sentAt: Date
    public let message: UUID

    public init(sentAt: Date, message: UUID) {
        self.sentAt = sentAt
        self.message = message
    }
}

/// A page of hits.
public struct MessageHits: Sendable {
    public let hits: [MessageHit]
    /// Where older ones are looked for; nil where all was looked at.
    public let older: SearchPosition?
    /// Whether it ended because one search looks at no more, rather than because the page is full: there may be older ones, also
    /// where there is none on this page.
    public let isCut: Bool
    /// Conversations and channels whose words cannot be read just now, and in which nothing was found for that reason.
    public let unreadable: Int
}
