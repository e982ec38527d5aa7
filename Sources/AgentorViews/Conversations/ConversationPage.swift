import FoundationEssentials
import Messaging

/// `/messages/{handle}`: the conversation with somebody, also before it has begun.
package struct ConversationPage: Sendable, Avatar {
    package var frame: PageFrame
    /// The viewer's conversations, beside this one where there is room.
    package var list: ConversationList
    /// The other one's.
    package var name: String
    package var face: UUID
    /// Nil for somebody who is gone.
    package var handle: String?
    /// Nil before anything was said.
    package var talk: Talk?
    /// What is written to begin with; nil where it has begun, or may not.
    package var beginning: Beginning?
    /// How the other one is there; nil for somebody who is not, or does not show it.
    package var presence: PresenceStatus?
    /// When they were last there.
    package var lastHere: String?

    package struct Talk: Sendable {
        package var channel: ChannelSummary
        package var conversation: ChannelPage.Conversation
        package var direct: DirectConversation
        /// Stands for what else is unread as it is shown (`Inbox.digest`).
        package var showing: String

        package init(
            channel: ChannelSummary, conversation: ChannelPage.Conversation, direct: DirectConversation,
            showing: String
        ) {
            self.channel = channel
            self.conversation = conversation
            self.direct = direct
            self.showing = showing
        }

        package var isAccepted: Bool { !direct.awaitsViewer }
        /// Whether the viewer waits for the other one.
        package var isAwaited: Bool { direct.isRequest && !direct.awaitsViewer }
        package var isDeclined: Bool { direct.shelf == .declined }
        package var isArchived: Bool { direct.shelf == .archive }
    }

    package struct Beginning: Sendable {
        package var isRequest: Bool
        package var nonce: String
        package var draft: Entry

        package init(isRequest: Bool, nonce: String, draft: Entry) {
            self.isRequest = isRequest
            self.nonce = nonce
            self.draft = draft
        }
    }

    package init(
        frame: PageFrame, list: ConversationList, name: String, face: UUID, handle: String?,
        talk: Talk? = nil, beginning: Beginning? = nil
    ) {
        self.frame = frame
        self.list = list
        self.name = name
        self.face = face
        self.handle = handle
        self.talk = talk
        self.beginning = beginning
    }

    /// How they are there, or when they last were.
    package var presenceWords: String? { presence?.words ?? lastHere }

    /// Where it stands, and where what is written is sent.
    package var address: String {
        if let handle { return Route.conversation(handle, .show).path }
        return talk.map { Route.channel($0.channel.slug, .show).path } ?? Route.conversations(.list).path
    }
    package var sendAddress: String {
        if let handle { return Route.conversation(handle, .show).path }
        return talk.map { Route.channel($0.channel.slug, .send).path } ?? Route.conversations(.list).path
    }

    /// What stands for the other one in addresses.
    package var place: String { handle ?? talk?.channel.slug ?? "" }
    /// Whether nobody is left to read.
    package var isGone: Bool { talk != nil && handle == nil }
    package var isClosed: Bool { talk == nil && beginning == nil }
    package var isLive: Bool { talk.map { !$0.conversation.isOver } ?? false }
    package var isLatest: Bool { talk?.conversation.isLatest == true }
    package var hasErrors: Bool {
        (talk?.conversation.draft ?? beginning?.draft)?.error != nil || talk?.conversation.day.error != nil
    }
}
