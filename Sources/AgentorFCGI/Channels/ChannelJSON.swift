import AgentorViews
import FoundationEssentials
import Messaging
import Text

// What messaging returns, as programs read it. Numbers of messages and changes are whole numbers below 2^53.
// Beside what people wrote stands which way it runs.

struct ChannelJSON: Encodable {
    let slug: String
    let address: String
    let name: String
    let nameDirection: PlainText.Direction
    let description: String
    let descriptionDirection: PlainText.Direction
    let visibility: String
    let members: Int
    let isMember: Bool
    /// Whether the viewer may write there: not where nobody is left, or between two of whom one may not write to the other.
    let mayWrite: Bool
    /// Seconds a member waits between two messages.
    let pace: Int
    /// For how many days messages are kept there, and files; nil for good.
    let messageDays: Int?
    let fileDays: Int?
    /// How many messages are pinned.
    let pins: Int
    /// The address of its picture.
    let picture: String?
    /// What the viewer has begun to write there.
    let draft: String?

    init(_ channel: Channel) {
        slug = channel.slug
        address = Route.channel(channel.slug, .show).path
        name = channel.name
        nameDirection = PlainText.direction(of: name)
        description = channel.description
        descriptionDirection = PlainText.direction(of: description)
        visibility = channel.visibility.rawValue
        members = channel.memberCount
        isMember = channel.isMember
        mayWrite = channel.isMember && !channel.isOver && !channel.isClosed
        pace = channel.pace.rawValue
        let retention = channel.retention.limited(by: channel.siteRetention)
        messageDays = retention.messageDays
        fileDays = retention.fileDays
        pins = channel.pinCount
        picture = ChannelSummary(channel).address(.large)
        draft = channel.draft
    }
}

struct MessageJSON: Encodable {
    struct Author: Encodable {
        let id: String
        let name: String
        let nameDirection: PlainText.Direction
        let handle: String?
        /// The address of their picture.
        let picture: String?
        let role: String
        /// Whether somebody else in the channel has a name that can be taken for theirs.
        let hasLookAlike: Bool
    }

    let address: String
    let sequence: Int64
    let changed: Int64
    let author: Author
    /// Empty when it was deleted or is hidden, and when it cannot be read just now.
    let text: String
    let textDirection: PlainText.Direction
    let sentAt: Date
    /// What an edit says it was made of.
    let version: Int
    let editedAt: Date?
    let isDeleted: Bool
    /// While a moderator looks at it: its author alone reads what it says, at its own address.
    let isHidden: Bool
    let isUnreadable: Bool
    let isPinned: Bool
    let reactions: [ReactionJSON]
    /// Where the message stands in whose thread it was said.
    let thread: Int64?
    let replies: RepliesJSON?
    let quote: QuoteJSON?
    /// Handles in it of those it names.
    let mentions: [String]
    let files: [FileJSON]
    /// Why the viewer would not have it shown, "block" or "mute"; nil for most.
    let folded: String?

    init(_ message: Message, in slug: String, folding folded: [ParticipantID: Block.Kind] = [:]) {
        self.folded = folded[message.author.id]?.rawValue
        address = Route.message(slug, message.sequence, .show).path
        sequence = message.sequence
        changed = message.changed
        author = Author(
            id: message.author.id.rawValue.uuidString.lowercased(), name: message.author.name,
            nameDirection: PlainText.direction(of: message.author.name),
            handle: message.author.handle,
            picture: message.author.picture.map { Route.picture($0, .large, .show).path },
            role: message.author.role.rawValue,
            hasLookAlike: message.author.hasLookAlike)
        text = message.text
        textDirection = PlainText.direction(of: text)
        sentAt = message.sentAt
        version = message.version
        editedAt = message.editedAt
        isDeleted = message.isDeleted
        isHidden = message.isHidden
        isUnreadable = message.isUnreadable
        isPinned = message.isPinned
        reactions = message.reactions.map(ReactionJSON.init)
        thread = message.thread
        replies = message.replies.map(RepliesJSON.init)
        quote =
            message.isDeleted || message.hidesWords
            ? nil : message.quote.map { QuoteJSON($0, in: slug, folding: folded) }
        mentions = message.mentions
        files = message.files.map(FileJSON.init)
    }
}

struct MessageHistoryJSON: Encodable {
    struct Version: Encodable {
        let text: String
        let textDirection: PlainText.Direction
        let writtenAt: Date
    }

    let message: MessageJSON
    /// The first version first, the present one last; none of a message that was deleted.
    let versions: [Version]

    init(_ history: MessageHistory, in slug: String) {
        message = MessageJSON(history.message, in: slug)
        versions = history.versions.map {
            Version(
                text: $0.text, textDirection: PlainText.direction(of: $0.text), writtenAt: $0.writtenAt)
        }
    }
}

struct ReactionJSON: Encodable {
    let emoji: String
    let count: Int

    init(_ reaction: Reaction) {
        emoji = reaction.emoji
        count = reaction.count
    }
}

struct ReactionOutcomeJSON: Encodable {
    /// False when it was so already.
    let isChanged: Bool
    /// Of the message, as they are now.
    let reactions: [ReactionJSON]
    /// Which of them are the viewer's.
    let own: [String]

    init(_ outcome: ReactionOutcome) {
        isChanged = outcome.isChanged
        reactions = outcome.reactions.map(ReactionJSON.init)
        own = outcome.own
    }
}

struct ConversationJSON: Encodable {
    let channel: ChannelJSON
    /// Oldest first; none for somebody who is no member.
    let messages: [MessageJSON]
    /// What to ask for changes after.
    let cursor: Int64
    /// Up to where the viewer had read.
    let lastRead: Int64?
    /// Before which message earlier ones exist.
    let earlier: Int64?
    /// Around which message later ones exist, on a page around a place.
    let later: Int64?

    init(_ conversation: Conversation) {
        channel = ChannelJSON(conversation.channel)
        messages = conversation.page.messages.map {
            MessageJSON($0, in: conversation.channel.slug, folding: conversation.folded)
        }
        cursor = conversation.page.cursor
        lastRead = conversation.channel.lastRead
        earlier = conversation.page.earlier
        later = conversation.page.later
    }
}

struct SentMessageJSON: Encodable {
    let channel: String
    /// 0 of one that waits.
    let sequence: Int64
    let address: String
    /// Whether it waits until a moderator lets it go.
    let isHeld: Bool

    init(_ sent: SentMessage) {
        channel = sent.slug
        sequence = sent.sequence
        address = sent.route.path
        isHeld = sent.isHeld
    }
}
