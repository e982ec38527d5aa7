import AgentorCore
import FoundationEssentials
import Messaging
import Text

/// `/messages/{handle}`: the conversation with somebody or with a group, also before it has begun.
package struct ConversationPage: Sendable, Avatar {
    package var frame: PageFrame
    /// The viewer's conversations, beside this one where there is room.
    package var list: ConversationList
    /// The other one's, or those of all the others.
    package var name: String
    package var face: UUID
    /// Nil for a group, too.
    package var picture: String?
    /// Nil for somebody who is gone, and for a group.
    package var handle: String?
    /// Nil for somebody whose profile as an agent the viewer cannot look at.
    package var agent: Agent?
    /// Nil where nobody has asked about a service.
    package var subject: Subject?
    /// What stands for the conversation in addresses; of a group that has not begun, the others' handles.
    package var place: String
    /// Who is in the group, the viewer among them only once it has begun; empty for a conversation of two.
    package var members: [MemberItem] = []
    /// Those of them whom the viewer may not write to first.
    package var closedTo: [String] = []
    /// Those in no channel with the viewer, among whose requests it would wait.
    package var strangers: [String] = []
    /// Nil before anything was said.
    package var talk: Talk?
    /// What is written to begin with; nil where it has begun, or may not.
    package var beginning: Beginning?
    /// How the other one is there; nil for somebody who is not, or does not show it.
    package var presence: PresenceStatus?
    /// When they were last there.
    package var lastHere: String?
    /// Whether the viewer has blocked or muted the other one.
    package var keptAway: Block.Kind?
    /// What to be careful with in what a stranger wrote, such as "a link"; nil for nothing.
    package var contactData: String?
    /// What of the viewer's waits there for a moderator, or was taken away.
    package var held: [HeldMessage] = []
    /// Whom to begin a larger group with: their handles; nil where there is no room for more.
    package var company: String?

    /// A message of the viewer's that nobody else sees.
    package struct HeldMessage: Sendable {
        package var words: String
        package var written: Moment
        /// Whether a moderator has taken it away.
        package var isRemoved: Bool

        package init(words: String, written: Moment, isRemoved: Bool) {
            self.words = words
            self.written = written
            self.isRemoved = isRemoved
        }
    }

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

    /// The service that was last asked about.
    package struct Subject: Sendable {
        package var title: String
        package var address: String

        package init(title: String, address: String) {
            self.title = title
            self.address = address
        }

        package init(_ enquiry: Enquiry) {
            title = enquiry.title
            address = Route.service(enquiry.agent, Int64(enquiry.number), .show).path
        }
    }

    /// The other one, as an agent.
    package struct Agent: Sendable {
        package var handle: String
        package var headline: String
        /// "Answers in about 40 minutes"; nil where too few have asked.
        package var answers: String?
        package var answersDetails: String?
        /// "18:52 in Tokyo".
        package var clock: String

        /// - Parameter timeOfDay: by their clock.
        package init(_ agent: PublicAgent, _ responsiveness: Responsiveness?, timeOfDay: String) {
            handle = agent.handle
            headline = agent.profile.headline
            if let responsiveness, responsiveness.isKnown {
                answers = responsiveness.summary
                answersDetails = responsiveness.details
            }
            clock = "\(timeOfDay) in \(agent.profile.timeZone.zoneLabel)"
        }
    }

    package struct Beginning: Sendable {
        package var isRequest: Bool
        package var nonce: String
        package var draft: Entry
        package var attach: AttachField?

        package init(isRequest: Bool, nonce: String, draft: Entry, attach: AttachField? = nil) {
            self.isRequest = isRequest
            self.nonce = nonce
            self.draft = draft
            self.attach = attach
        }
    }

    package init(
        frame: PageFrame, list: ConversationList, name: String, face: UUID, handle: String?,
        place: String, talk: Talk? = nil, beginning: Beginning? = nil, keptAway: Block.Kind? = nil
    ) {
        self.keptAway = keptAway
        self.place = place
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

    /// Where the other one is reported; nil for somebody who is gone, and for a group. From a conversation that has begun one comes
    /// back to it.
    package var reporting: String? {
        handle.map { handle in
            let form = Route.reportedPerson(handle, .report)
            return talk == nil ? form.path : form.path(next: Route.conversation(handle, .show).path)
        }
    }

    package var hasHeld: Bool { !held.isEmpty }
    package var hasContactData: Bool { contactData != nil }
    package var isGroup: Bool { !members.isEmpty }
    package var heading: String {
        ConversationSummary.title(name, groupSize: isGroup ? peopleCount : nil)
    }
    /// Of a group, also of one that has not begun.
    package var groupSize: String { counted(peopleCount, "person", "people") }
    /// A group shows how many it is.
    package var initials: String { isGroup ? "\(peopleCount)" : Text.initials(of: name) }
    private var peopleCount: Int { talk == nil ? members.count + 1 : members.count }

    /// Where it stands, and where what is written is sent.
    package var address: String {
        isGroup && talk == nil ? Route.conversations(.group).path : Route.conversation(place, .show).path
    }

    package var closedNames: String { named(closedTo.map { "\u{2068}\($0)\u{2069}" }) }
    package var strangerNames: String? {
        strangers.isEmpty ? nil : named(strangers.map { "\u{2068}\($0)\u{2069}" })
    }
    /// Whether nobody is left to read.
    package var isGone: Bool { talk?.conversation.isOver == true }
    /// Whether one of the two has blocked the other: what was said stays readable, and nothing more is said.
    package var isShut: Bool { talk?.conversation.isShut == true }
    package var isBlocked: Bool { keptAway == .block }
    package var isMutedPerson: Bool { keptAway == .mute }
    package var isClosed: Bool { talk == nil && beginning == nil }
    package var isLive: Bool { talk.map { !$0.conversation.isOver } ?? false }
    /// Whether there is something to write in.
    package var isWritable: Bool { isLive || beginning != nil }
    package var isLatest: Bool { talk?.conversation.isLatest == true }
    package var hasErrors: Bool {
        (talk?.conversation.draft ?? beginning?.draft)?.error != nil
            || (talk?.conversation.attach ?? beginning?.attach)?.error != nil
            || talk?.conversation.day.error != nil
    }
}
