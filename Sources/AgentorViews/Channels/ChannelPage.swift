import Messaging
import TemplateRuntime

/// `/channels/{slug}`: the conversation for a member; for others a public channel's description and "Join".
package struct ChannelPage: Sendable {
    package var frame: PageFrame
    package var channel: ChannelSummary
    /// Nil for a viewer who is no member.
    package var conversation: Conversation?
    /// What has just been done, for whoever is no member; members are told above what was said.
    package var told: String?

    package init(frame: PageFrame, channel: ChannelSummary, conversation: Conversation?) {
        self.frame = frame
        self.channel = channel
        self.conversation = conversation
    }

    package struct Conversation: Sendable {
        /// In order, oldest first, with the viewer's marks.
        package var messages: Markup
        /// The channel's cursor at the time of reading: polls ask for what came after it.
        package var cursor: Int64
        /// The `seq` before which earlier messages exist, or nil when the page starts with the first.
        package var earlier: Int64?
        /// The `seq` around which later messages exist, on a page around a place.
        package var later: Int64?
        /// False for a page of earlier messages, which does not grow.
        package var isLatest: Bool
        package var members: [MemberItem]
        /// What shows the same where scripts are off.
        package var live: LiveFrame
        /// How many members `members` leaves out.
        package var membersLeftOut: Int
        /// Makes sending twice sending once.
        package var nonce: String
        /// The message as entered, when it could not be sent.
        package var draft: Entry
        /// Where files are chosen; nil where the site keeps none.
        package var attach: AttachField?
        /// In which its times are shown.
        package var zone = "UTC"
        /// What the message will quote.
        package var quoting: QuoteLink?
        /// Where threads are in which something is new.
        package var newThreads: String?
        /// Whether nobody is left to write to.
        package var isOver = false
        /// Whether nothing more can be written, though both are there to read.
        package var isShut = false
        /// Why nothing can be written, for whoever would look for where to; nil where they would not, or can.
        package var shut: String?
        /// Who reads what is written besides members; nil for nobody.
        package var audience: String?
        /// What is new above the page, where that begins above it.
        package var newAbove: NewAbove?
        /// Something about the place that is shown.
        package var notice: String?
        /// The day to go to, as entered.
        package var day = Entry()
        /// Whether what is written can be kept, or sent later.
        package var keeps: Bool

        package init(
            messages: Markup, cursor: Int64, earlier: Int64?, later: Int64? = nil,
            isLatest: Bool = true, live: LiveFrame,
            members: [Participant], membersLeftOut: Int = 0, nonce: String, draft: Entry = Entry(),
            keeps: Bool = false
        ) {
            self.messages = messages
            self.cursor = cursor
            self.earlier = earlier
            self.later = later
            self.isLatest = isLatest
            self.live = live
            self.members = members.map { MemberItem($0) }
            self.membersLeftOut = membersLeftOut
            self.nonce = nonce
            self.draft = draft
            self.keeps = keeps
        }

        package var moreMembers: String? { membersLeftOut == 0 ? nil : "and \(membersLeftOut) more" }
    }

    /// Leads to where it begins.
    package struct NewAbove: Sendable {
        package var count: String
        package var since: String
        package var first: Int64
        package var lastRead: Int64

        package init(count: String, since: String, first: Int64, lastRead: Int64) {
            self.count = count
            self.since = since
            self.first = first
            self.lastRead = lastRead
        }
    }

    package var hasErrors: Bool {
        (conversation?.draft.error ?? conversation?.attach?.error ?? conversation?.day.error) != nil
    }
}
