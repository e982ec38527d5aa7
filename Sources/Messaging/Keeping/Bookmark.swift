import Forms
import FoundationEssentials
import Postgres

/// A message somebody keeps for themselves.
public struct Bookmark: Hashable, Sendable, Identifiable {
    /// What it says, and where.
    public struct Content: Hashable, Sendable {
        public let slug: String
        /// The channel's, as the viewer calls it.
        public let channel: String
        /// Of whom it is called by; nil for what is no conversation of two.
        public let handle: String?
        public let sequence: Int64
        public let author: String
        /// Nil for somebody who is gone.
        public let authorHandle: String?
        /// In one line, without marks, of 200 characters at most.
        public let words: String
        public let sentAt: Date
        /// Whether its author is folded away for the viewer.
        public let fold: Block.Kind?
    }

    /// The message's.
    public let id: UUID
    public let keptAt: Date
    /// Nil for what the viewer can no longer read.
    public let content: Content?

    /// How many somebody may have, so that what one keeps stays something that can be looked through. The database holds
    /// to the same.
    public static let limit = 10_000

    public var position: BookmarkPosition { BookmarkPosition(keptAt: keptAt, message: id) }
}

/// Where one page of bookmarks ends and the next begins.
public struct BookmarkPosition: Hashable, Sendable {
    public let keptAt: Date
    public let message: UUID

    public init(keptAt: Date, message: UUID) {
        self.keptAt = keptAt
        self.message = message
    }
}

/// A page of bookmarks.
public struct ListedBookmarks: Sendable {
    public let bookmarks: [Bookmark]
    /// Where the next page begins; nil on the last.
    public let next: BookmarkPosition?
}

extension Messenger {
    /// Keeps a message for the viewer, or no longer. Nobody is told.
    /// - Returns: false when it was so already.
    /// - Throws: `.notFound` where there is no message that this participant may read; `.invalid` when they keep too many.
    @discardableResult
    public func bookmark(
        _ sequence: Int64, in slug: String, isWanted: Bool = true, as viewer: Identity
    ) throws(MessagingError) -> Bool {
        let outcome: PinMessage.Row?
        do {
            outcome = try pool.first(
                BookmarkMessage(slug: slug, sequence: sequence, isWanted: isWanted), as: viewer,
                access: .readWrite)
        } catch { throw .database(error) }
        switch outcome {
        case nil: throw .notFound
        case .changed?: return true
        case .unchanged?: return false
        case .tooMany?:
            throw .limitReached(
                "You have \(Bookmark.limit) bookmarks, which is all there may be. Remove some first.")
        }
    }

    /// The viewer's bookmarks, what was kept last first. At most `limit`, after `position`.
    public func bookmarks(
        after position: BookmarkPosition? = nil, as viewer: Identity, limit: Int = 50
    ) throws(MessagingError) -> ListedBookmarks {
        let found: [Bookmark]
        do {
            found = try pool.query(ListBookmarks(after: position, limit: Int32(limit + 1)), as: viewer)
        } catch { throw .database(error) }
        return ListedBookmarks(
            bookmarks: Array(found.prefix(limit)), next: found.count > limit ? found[limit - 1].position : nil
        )
    }

    /// Removes a bookmark, also of what the viewer can no longer read.
    /// - Throws: `.notFound` where there is none.
    public func removeBookmark(of message: UUID, as viewer: Identity) throws(MessagingError) {
        let isRemoved: Bool?
        do {
            isRemoved = try pool.first(DropBookmark(message: message), as: viewer, access: .readWrite)
        } catch { throw .database(error) }
        if isRemoved != true { throw .notFound }
    }
}
