import Forms
import FoundationEssentials
import Postgres

/// What there is to say of a direct conversation besides what is said of a channel.
public struct DirectConversation: Hashable, Sendable {
    /// How many people a group has: of two there is one conversation already, and more know each other better in a channel.
    public static let groupSizes = 3...8

    /// The other one's; nil for somebody who is gone, and for a group.
    public let handle: String?
    /// Whether it is one of `groupSizes` people who began together; some may have left.
    public let isGroup: Bool
    /// Whether a stranger began it and nobody has accepted it. Before somebody does, they may send three messages.
    public let isRequest: Bool
    /// Where the viewer keeps it.
    public let shelf: Shelf

    /// Whether it waits for the viewer to accept it.
    public var awaitsViewer: Bool { shelf == .requests || shelf == .declined }
}

/// Where somebody keeps a conversation.
public enum Shelf: String, Hashable, Sendable, PostgresValue {
    case inbox
    /// Comes back to the inbox with the next message, unless nothing of it counts.
    case archive
    /// Begun by strangers.
    case requests
    /// Begun by strangers, who are not told.
    case declined
}

/// Who may begin a conversation with somebody.
public enum Reach: String, Hashable, Sendable, CaseIterable, PostgresValue {
    case everybody
    /// Who is in a channel with them.
    case acquaintances
    case nobody

    package var label: String {
        switch self {
        case .everybody: "Everybody"
        case .acquaintances: "People in a channel with you"
        case .nobody: "Nobody"
        }
    }

    public static let field = FormField<Reach>.radios(
        "reach", "Who may write to you first?",
        [
            (
                .everybody, Reach.everybody.label,
                "What people write who are in no channel with you waits among your requests."
            ),
            (.acquaintances, Reach.acquaintances.label, nil),
            (.nobody, Reach.nobody.label, "You can still write to others, and they can answer."),
        ], missing: "Choose who may write to you first.")
}

/// Somebody who may be in a group with the viewer.
public struct Companion: Hashable, Sendable, Identifiable {
    public let id: ParticipantID
    public let name: String
    /// What they are called now, which need not be what was asked for.
    public let handle: String
    /// As `Participant.picture`.
    public let picture: String?
    /// How the viewer may begin a group with them.
    public let access: Correspondent.Access
}

/// Somebody the viewer may have a conversation with.
public struct Correspondent: Hashable, Sendable, Identifiable {
    /// How the viewer may begin one.
    public enum Access: String, Hashable, Sendable, PostgresValue {
        case open
        /// What they write waits to be accepted.
        case request
        case closed
    }

    public let id: ParticipantID
    public let name: String
    /// What they are called now, which need not be what was asked for.
    public let handle: String
    /// As `Participant.picture`.
    public let picture: String?
    /// Of the conversation, if there is one.
    public let slug: String?
    /// Also of a conversation that has begun, where one of the two has blocked the other: then it is closed.
    public let access: Access
    /// Whether the viewer has blocked or muted them.
    public let keptAway: Block.Kind?
}

/// A direct conversation in a list.
public struct ListedConversation: Hashable, Sendable, Identifiable {
    /// The last thing said.
    public struct Words: Hashable, Sendable {
        /// In one line, without marks, of 200 characters at most.
        public let text: String
        public let isOwn: Bool
        /// Who said them, in a group.
        public let author: String?
    }

    public let id: ChannelID
    public let slug: String
    /// The other one; what stands for a group, or for somebody who is gone.
    public let other: ParticipantID
    /// As `Channel.name`.
    public let name: String
    /// The other one's, as `Participant.picture`.
    public let picture: String?
    public let memberCount: Int
    public let direct: DirectConversation
    /// What counts for the viewer of what is said in it.
    public let level: NotificationLevel
    /// Messages of the other one the viewer has not read, as far as they count for them, counted to `Inbox.countLimit`.
    public internal(set) var unread: Int
    let soughtAt: NotificationLevel?
    /// When the last message was sent.
    public let updatedAt: Date
    /// Nil in a conversation in which nothing was said.
    public let lastWords: Words?
    /// What the viewer has begun to write, in a line as the last words are.
    public let draft: String?
    /// Where it stands on its shelf, which goes by the hour: `conversations(on:after:)` goes on from there.
    public let position: OwnChannelPosition
}

/// A page of a shelf.
public struct ListedConversations: Sendable {
    public let conversations: [ListedConversation]
    /// Where the next page begins; nil on the last.
    public let next: OwnChannelPosition?
}
