import AgentorCore
import FoundationEssentials

/// `/dashboard`: what to do next, who waits for the viewer, and their conversations, unread first as the caller orders them.
package struct DashboardPage: Sendable {
    /// Something to do.
    package struct Step: Sendable {
        /// A symbol of `static/icons.svg`.
        package var icon: String
        package var title: String
        package var words: String
        package var address: String

        package init(icon: String, title: String, words: String, address: String) {
            self.icon = icon
            self.title = title
            self.words = words
            self.address = address
        }
    }

    /// Somebody who waits for the viewer.
    package struct Enquiry: Sendable, Avatar {
        package var name: String
        package var face: UUID
        package var picture: String?
        package var handle: String?
        package var address: String
        package var words: String?
        package var activity: Moment
        /// "Waits for you".
        package var state: String
        /// The service they last asked about; nil where they asked about none.
        package var subject: String?

        package init(_ conversation: ConversationSummary, state: String, about subject: String? = nil) {
            name = conversation.name
            face = conversation.face
            picture = conversation.picture
            handle = conversation.handle
            address = conversation.address
            words = conversation.words
            activity = conversation.activity
            self.state = state
            self.subject = subject
        }
    }

    /// How often the viewer's page was looked at within seven days.
    package struct Views: Sendable {
        package var total: Int
        /// "31 more than in the week before".
        package var comparison: String
        /// For whoever does not see the drawing.
        package var days: String
        /// In a drawing of 280 units by 48.
        package var line: String

        package init(_ views: ViewsOfFortnight) {
            let week = views.week
            total = week.reduce(0, +)
            let more = total - views.weekBefore
            comparison =
                more == 0
                ? "as in the week before"
                : "\(abs(more)) \(more > 0 ? "more" : "fewer") than in the week before"
            days = "Views a day, today’s last: " + week.map(String.init).joined(separator: ", ")
            let most = max(1, week.max() ?? 1)
            line =
                "M"
                + week.enumerated().map { "\($0 * 280 / max(1, week.count - 1)) \(44 - $1 * 40 / most)" }
                .joined(separator: " ")
        }

        package var area: String { "\(line)V48H0z" }
        package var label: String { total == 1 ? "view of your profile" : "views of your profile" }
    }

    package var frame: PageFrame
    package var name: String
    /// Whether the viewer offers services; a client needs them.
    package var isAgent: Bool
    package var channels: [ChannelSummary]
    /// The latest direct ones.
    package var conversations: ConversationList
    package var enquiries: [Enquiry] = []
    /// What this viewer could do, the most useful first.
    package var steps: [Step] = []
    /// Of the viewer's profile, in percent; nil for a client.
    package var completeness: Int?
    /// Nil where nobody can see a profile of theirs.
    package var views: Views?
    package var responsiveness: Responsiveness?
    /// Those they saved last.
    package var people: [HomePage.Agent] = []
    package var searches: [SavedSearchSummary] = []
    /// How much that concerns the viewer is new; nil for nothing.
    package var notifications: String?
    /// What is unread, where scripts are off; nil where nothing waits.
    package var live: LiveFrame?
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, name: String, isAgent: Bool, channels: [ChannelSummary],
        conversations: ConversationList, live: LiveFrame?, zone: String = "UTC"
    ) {
        self.frame = frame
        self.name = name
        self.isAgent = isAgent
        self.channels = channels
        self.conversations = conversations
        self.live = live
        self.zone = zone
    }

    /// How many channels it begins with; the others are a page away.
    private static let channelLimit = 5

    package var hasChannels: Bool { !channels.isEmpty }
    package var shownChannels: [ChannelSummary] { Array(channels.prefix(Self.channelLimit)) }
    /// What can be done at any time stands at the side of whoever has something to look after.
    package var beginsWithSteps: Bool { !steps.isEmpty || !hasChannels }
    package var hasEnquiries: Bool { !enquiries.isEmpty }
    package var hasPeople: Bool { !people.isEmpty }
    /// Whether there is anything on it that only the stylesheet of agents knows.
    package var showsAgents: Bool { completeness != nil || hasEnquiries || hasPeople || hasSearches }
    package var hasSearches: Bool { !searches.isEmpty }
    package var isNew: Bool { channels.isEmpty && !conversations.hasConversations }

    package var unreadSummary: String {
        let direct = conversations.conversations.filter(\.isUnread)
        let unread = channels.map(\.unread).filter { $0 > 0 } + direct.map(\.unread)
        return AgentorViews.unreadSummary(
            messages: unread.reduce(0, +), places: unread.count, areChannels: direct.isEmpty)
    }
}
