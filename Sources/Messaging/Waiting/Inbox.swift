import FoundationEssentials

/// What somebody has not read, over all their channels and direct conversations, as far as it counts for them.
public struct Inbox: Sendable {
    /// How long a wait is left alone after its inbox was told.
    public static let pause = Duration.seconds(2)
    /// Up to how many unread messages are counted in one channel.
    public static let countLimit = 100
    /// How many channels are named.
    public static let pageLength = 100

    /// A channel with messages of others that have not been read.
    public struct Unread: Hashable, Sendable {
        public let slug: String
        /// Of a direct conversation, the other one's.
        public let name: String
        /// Of the other one in a direct conversation; nil for a channel, and for somebody who is gone.
        public let handle: String?
        public let isDirect: Bool
        /// At most `countLimit`.
        public let messages: Int
        /// How many of them concern the viewer; none in a direct conversation.
        public let mentions: Int
        /// When the last message was sent.
        public let updatedAt: Date
    }

    /// The latest talk first, at most `pageLength`.
    public let unread: [Unread]
    /// How many channels have something unread.
    public let channelCount: Int
    /// How many messages in all, as far as they are counted.
    public let messageCount: Int
    /// How many of them in direct conversations.
    public let directMessageCount: Int
    /// Which channels there are at all: with another one the list of them is another.
    public let membership: Digest
    /// What to wait with next.
    public let digest: Digest
}

/// A channel of the viewer's, as one read found it.
struct InboxRow: Sendable {
    /// The other one in a direct conversation, for whoever has the row.
    struct Other: Hashable, Sendable {
        let name: String
        let handle: String?
    }

    let channel: ChannelID
    let slug: String
    let name: String
    let isDirect: Bool
    /// Whether it is told of, and no new message counted by itself: not everything in it counts, or it waits to be accepted.
    let isQuiet: Bool
    /// Whether it takes a look at the words to know what a new message counts.
    var isSearched = false
    var soughtAt: NotificationLevel?
    let other: Other?
    let lastSequence: Int64
    let updatedAt: Date
    var unread: Int
    var mentions: Int
}

extension InboxRow: UnreadCount {
    var channelID: ChannelID { channel }

    mutating func add(calls: Int) {
        if soughtAt == .mentions { unread = min(Inbox.countLimit, unread + calls) }
        if !isDirect { mentions = min(Inbox.countLimit, mentions + calls) }
    }
}
