import FoundationEssentials
import Messaging
import Text

/// A direct conversation as a list shows it.
package struct ConversationSummary: Sendable, Avatar {
    /// Names it among what an inbox tells.
    package var slug: String
    /// The other one's, as their hue; of all the others in a group.
    package var name: String
    package var face: UUID
    /// Nil for somebody who is gone, and for a group.
    package var handle: String?
    package var picture: String?
    /// How many people are in it; nil where it is not a group.
    package var groupSize: Int?
    package var address: String
    /// What was said last, in a line; nil where nothing was said.
    package var words: String?
    package var isOwn: Bool
    /// Who said it, in a group.
    package var author: String?
    /// What the viewer has begun to write, which stands in the place of the words.
    package var draft: String?
    package var unread: Int
    package var activity: Moment
    /// Whether nothing of it counts for the viewer.
    package var isMuted: Bool
    /// Whether a list shows the conversation that is open beside it.
    package var isOpen: Bool
    /// How the other one is there; nil for somebody who is not, or does not show it.
    package var presence: PresenceStatus?

    package init(
        slug: String, name: String, face: UUID, address: String, words: String?, isOwn: Bool, unread: Int,
        activity: Moment, isMuted: Bool, isOpen: Bool = false, draft: String? = nil
    ) {
        self.slug = slug
        self.name = name
        self.face = face
        self.address = address
        self.words = words
        self.isOwn = isOwn
        self.unread = unread
        self.activity = activity
        self.isMuted = isMuted
        self.isOpen = isOpen
        self.draft = draft
    }

    /// Of what one person is left in beside the viewer: with their name alone it would look like the conversation with them.
    package static func title(_ name: String, groupSize: Int?) -> String {
        groupSize == 2 ? "Group with \(name)" : name
    }

    package var title: String { Self.title(name, groupSize: groupSize) }
    /// A group shows how many it is.
    package var initials: String { groupSize.map(String.init) ?? Text.initials(of: name) }
    package var isUnread: Bool { unread > 0 }
    package var unreadCount: String? { unread == 0 ? nil : AgentorViews.unreadCount(unread) }
}

/// A list of conversations, beside the one that is open or alone.
package struct ConversationList: Sendable {
    package var conversations: [ConversationSummary]
    /// The address of the next page; nil on the last.
    package var next: String?
    /// Which shelf is shown, as `?on=` names it.
    package var shelf: Shelf
    package var isUnreadFirst: Bool
    /// How many strangers' conversations wait to be accepted.
    package var requestCount: Int

    package init(
        _ conversations: [ConversationSummary], next: String? = nil, shelf: Shelf = .inbox,
        isUnreadFirst: Bool = false, requestCount: Int
    ) {
        self.conversations = conversations
        self.next = next
        self.shelf = shelf
        self.isUnreadFirst = isUnreadFirst
        self.requestCount = requestCount
    }

    package var hasConversations: Bool { !conversations.isEmpty }
    package var isInbox: Bool { shelf == .inbox }
    package var isRequests: Bool { shelf == .requests }
    package var isArchive: Bool { shelf == .archive }
    package var isDeclined: Bool { shelf == .declined }
    package var requestsLabel: String {
        requestCount == 0 ? "Requests" : "Requests (\(requestCount < 100 ? "\(requestCount)" : "100+"))"
    }

    package var emptyText: String {
        switch shelf {
        case .requests: "Nobody waits for you to accept them."
        case .archive: "Nothing is archived. What you archive comes back when something new is said."
        case .declined: "You have declined nobody."
        case .inbox: "No conversations yet."
        }
    }
}
