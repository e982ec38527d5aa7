import Messaging

/// `/channels/{slug}/messages/{seq}`: one message, and what the viewer may do with it.
package struct MessagePage: Sendable {
    package var frame: PageFrame
    /// The channel's name.
    package var channel: String
    package var item: MessageItem
    /// Whether the viewer wrote it.
    package var isOwn: Bool
    /// Others in the channel whose names can be taken for the author's.
    package var lookAlikes: [Participant]
    package var actions: [MessageAction]
    package var reactions: MessageReactions

    package init(
        frame: PageFrame, channel: String, item: MessageItem, isOwn: Bool, lookAlikes: [Participant] = [],
        actions: [MessageAction], reactions: MessageReactions
    ) {
        self.frame = frame
        self.channel = channel
        self.item = item
        self.isOwn = isOwn
        self.lookAlikes = lookAlikes
        self.actions = actions
        self.reactions = reactions
    }

    package var hasLookAlikes: Bool { !lookAlikes.isEmpty }
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
