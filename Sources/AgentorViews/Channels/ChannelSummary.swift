/// A channel as lists and its own heading show it.
package struct ChannelSummary: Sendable {
    package var slug: String
    package var name: String
    package var description: String
    package var isPrivate: Bool
    /// Whether everybody can read it, without an account.
    package var isOnWeb = false
    package var memberCount: Int
    /// Messages the viewer has not read; 0 where the viewer is no member.
    package var unread = 0
    /// How many of them concern the viewer; nil for none.
    package var mentions: Int?
    /// What counts for the viewer, in a line; nil where they are no member.
    package var levelLabel: String?
    /// How long members wait between two messages; nil where they do not.
    package var pace: String?
    /// For how long is kept what is said there; nil for good.
    package var retention: String?
    /// Whether the viewer can change anything about it.
    package var isInCharge = false
    package var mayInvite = false
    /// How many ask to come in, where the viewer decides it; nil for none.
    package var requests: Int?
    /// How many messages of newcomers wait for the viewer; nil for none.
    package var waiting: Int?
    package var isArchived = false
    /// Whether something was said in a thread.
    package var hasThreads = false
    /// When the last message was written, or nil before the first.
    package var activity: Moment?
    /// Of messages.
    package var pinCount = 0
    /// As `Channel.picture`.
    package var picture: String?
    /// What it is about and in which language, where lists say so.
    package var subject: String?
    package var language: String?
    /// Whether the viewer is in it.
    package var isJoined = false

    package init(
        slug: String, name: String, description: String, isPrivate: Bool, memberCount: Int
    ) {
        self.slug = slug
        self.name = name
        self.description = description
        self.isPrivate = isPrivate
        self.memberCount = memberCount
    }

    package var visibilityLabel: String {
        if isOnWeb {
            return isArchived ? "Archived, read by everybody on the web" : "Read by everybody on the web"
        }
        return isArchived ? "Archived" : isPrivate ? "Private" : "Public"
    }
    package var visibilityExplanation: String {
        if isOnWeb {
            return (isArchived ? "Nothing more is said in it. " : "")
                + "What is said here can be read without an account, and search engines list it."
        }
        return isArchived
            ? "Nothing more is said in it."
            : isPrivate
                ? "Only its members can find and read it." : "Everybody with an account can find and join it."
    }
    package var membersLabel: String { counted(memberCount, "member", "members") }
    package var requestsLabel: String? {
        requests.map { counted($0, "request to join", "requests to join") }
    }
    package var waitingLabel: String? {
        waiting.map { counted($0, "message of newcomers waits", "messages of newcomers wait") }
    }
    package var pinsLabel: String? {
        pinCount == 0 ? nil : counted(pinCount, "pinned message", "pinned messages")
    }
    package var unreadCount: String? { unread == 0 ? nil : AgentorViews.unreadCount(unread) }

    /// The address of its picture for a list. What only members may see is asked for under the channel's own.
    package var thumbnail: String? { address(.small) }
    /// The same where it is larger.
    package var portrait: String? { address(.middle) }

    package func address(_ side: PictureSide) -> String? {
        picture.map {
            isPrivate
                ? Route.channelPicture(slug, side, .show).path : Route.picture($0, side, .show).path
        }
    }

    /// A symbol of `static/icons.svg`.
    package var icon: String { isPrivate ? "lock" : "channel" }
    package var hue: String { hueClass(of: slug.utf8.reduce(0) { $0 &* 31 &+ $1 }) }
}
