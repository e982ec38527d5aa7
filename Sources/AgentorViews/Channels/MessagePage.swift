import Messaging

/// `/channels/{slug}/messages/{seq}`: one message, and what the viewer may do with it.
package struct MessagePage: Sendable {
    package var frame: PageFrame
    /// The channel's name.
    package var channel: String
    /// Whether it is a direct conversation.
    package var isDirect: Bool
    package var item: MessageItem
    /// Whether the viewer wrote it.
    package var isOwn: Bool
    /// Others in the channel whose names can be taken for the author's.
    package var lookAlikes: [Participant]
    package var actions: [MessageAction]
    /// Nil for a message that was deleted.
    package var reactions: MessageReactions?
    /// Pages on which more can be done or seen of it.
    package var links: [MessageLink]
    /// What has just been done.
    package var notice: String?
    /// Who has read it, as far as that is shown.
    package var seen: [Participant] = []

    package init(
        frame: PageFrame, channel: String, isDirect: Bool = false, item: MessageItem, isOwn: Bool,
        lookAlikes: [Participant] = [], actions: [MessageAction], reactions: MessageReactions?,
        links: [MessageLink] = [], notice: String? = nil
    ) {
        self.frame = frame
        self.channel = channel
        self.isDirect = isDirect
        self.item = item
        self.isOwn = isOwn
        self.lookAlikes = lookAlikes
        self.actions = actions
        self.reactions = reactions
        self.links = links
        self.notice = notice
    }

    /// Whom one can write to.
    package var correspondent: String? { isOwn || isDirect ? nil : item.message.author.handle }

    /// Where it stands among the others.
    package var place: String {
        QuoteLink.link(to: item.message.sequence, thread: item.message.thread, in: item.slug)
    }
    /// Whether the viewer alone reads it, who wrote it.
    package var isOnlyOwn: Bool { isOwn && item.message.isHidden }
    package var hasSeen: Bool { !seen.isEmpty }

    package var hasLookAlikes: Bool { !lookAlikes.isEmpty }

    /// What it says, as short as titles are.
    package var words: String { item.message.words(limit: 60) }
}

/// A page of a message's.
package struct MessageLink: Sendable {
    package let label: String
    package let address: String
    /// What is copied there, for a script.
    package let quote: String?

    package init(_ label: String, _ route: Route, query: String = "", quote: String? = nil) {
        self.label = label
        address = route.path + query
        self.quote = quote
    }
}

/// Something one viewer may do with a message: a form with one button.
package struct MessageAction: Sendable {
    package let label: String
    package let address: String

    package init(_ label: String, _ route: Route) {
        self.label = label
        address = route.path
    }
}
