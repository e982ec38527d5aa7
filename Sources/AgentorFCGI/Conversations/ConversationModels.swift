import AgentorCore
import AgentorViews
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension ConversationSummary {
    /// - Parameter circle: who of the others is there.
    init(_ listed: ListedConversation, in zone: Zone, _ circle: Presence) {
        let local = zone.local(listed.updatedAt)
        let today = zone.local(.now)
        self.init(
            slug: listed.slug, name: listed.name, face: listed.other.rawValue,
            address: listed.address, words: listed.lastWords?.text,
            isOwn: listed.lastWords?.isOwn ?? false, unread: listed.unread,
            activity: local.moment(
                label: local.brief(on: today)),
            isMuted: listed.level == .nothing, draft: listed.draft)
        handle = listed.direct.handle
        picture = listed.picture
        groupSize = listed.direct.isGroup ? listed.memberCount : nil
        author = listed.lastWords?.author
        presence = circle.status(of: listed.other)
    }
}

extension ListedConversation {
    var address: String {
        Route.conversation(direct.handle ?? slug, .show).path
    }
}

struct ConversationsJSON: Encodable {
    struct Entry: Encodable {
        let address: String
        /// Names it among channels.
        let slug: String
        let name: String
        let nameDirection: PlainText.Direction
        let handle: String?
        /// The address of the other one's picture.
        let picture: String?
        let isGroup: Bool
        let isRequest: Bool
        /// How the other one is there: "here", "away", "busy".
        let presence: String?
        /// What counts for the viewer: "everything", "mentions", "nothing".
        let level: String
        let unread: Int
        let updatedAt: Date
        let lastWords: String?
        let lastWordsDirection: PlainText.Direction?
        let lastWordsAreOwn: Bool
        /// Who said them, in a group.
        let lastAuthor: String?
        let lastAuthorDirection: PlainText.Direction?
        let draft: String?
        let draftDirection: PlainText.Direction?
    }

    let shelf: String
    /// The latest talk first.
    let conversations: [Entry]
    /// What to ask for the next page `after`.
    let next: String?

    init(_ found: ListedConversations, _ shelf: Shelf, _ circle: Presence) {
        self.shelf = shelf.rawValue
        next = found.next?.address
        conversations = found.conversations.map {
            Entry(
                address: $0.address, slug: $0.slug, name: $0.name,
                nameDirection: PlainText.direction(of: $0.name), handle: $0.direct.handle,
                picture: $0.picture.map { Route.picture($0, .large, .show).path },
                isGroup: $0.direct.isGroup, isRequest: $0.direct.isRequest,
                presence: circle.status(of: $0.other)?.rawValue,
                level: $0.level.rawValue, unread: $0.unread,
                updatedAt: $0.updatedAt, lastWords: $0.lastWords?.text,
                lastWordsDirection: ($0.lastWords?.text).map(PlainText.direction),
                lastWordsAreOwn: $0.lastWords?.isOwn ?? false, lastAuthor: $0.lastWords?.author,
                lastAuthorDirection: ($0.lastWords?.author).map(PlainText.direction), draft: $0.draft,
                draftDirection: $0.draft.map(PlainText.direction))
        }
    }
}
