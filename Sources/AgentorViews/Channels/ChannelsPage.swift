/// `/channels`: the viewer's channels, and the public ones still to discover. Each goes on, page by page, alone; what somebody looks
/// for is shown alone too.
package struct ChannelsPage: Sendable {
    package var frame: PageFrame
    /// A page of the viewer's channels; nil where only others are shown.
    package var mine: Listing?
    /// Some that are like them.
    package var kindred: [ChannelSummary]
    /// Public channels: those that were looked for, or those the viewer is no member of; nil where only the viewer's are shown.
    package var discover: Listing?
    /// Channels the viewer has left; nil where they are not shown.
    package var left: Listing?
    package var search: Search

    package struct Listing: Sendable {
        package var channels: [ChannelSummary]
        /// Where the next page begins: of the viewer's (`?mine=`), of others the whole address. Nil on the last.
        package var next: String?

        package init(channels: [ChannelSummary], next: String? = nil) {
            self.channels = channels
            self.next = next
        }

        package var hasChannels: Bool { !channels.isEmpty }
        package var isOver: Bool { channels.isEmpty && next == nil }
    }

    /// What is looked for, and how else it could be.
    package struct Search: Sendable {
        package var words: String
        package var isAsking: Bool
        /// What a form for words sends besides.
        package var kept: [Hidden]
        /// Filters to take away.
        package var chosen: [Way]
        package var corrections: [String]
        package var orders: [Way]
        /// The same without something.
        package var loosenings: [Way]
        package var categories: [Way]
        package var languages: [Way]

        package init(
            words: String = "", isAsking: Bool = false, kept: [Hidden] = [], chosen: [Way] = [],
            corrections: [String] = [], orders: [Way] = [], loosenings: [Way] = [], categories: [Way] = [],
            languages: [Way] = []
        ) {
            self.words = words
            self.isAsking = isAsking
            self.kept = kept
            self.chosen = chosen
            self.corrections = corrections
            self.orders = orders
            self.loosenings = loosenings
            self.categories = categories
            self.languages = languages
        }

        package var hasWords: Bool { !words.isEmpty }
        package var hasChosen: Bool { !chosen.isEmpty }
        package var hasCategories: Bool { !categories.isEmpty }
        package var hasLanguages: Bool { !languages.isEmpty }
        package var hasLoosenings: Bool { !loosenings.isEmpty }
    }

    /// A field somebody does not see.
    package struct Hidden: Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A link to the same list, asked for in another way.
    package struct Way: Sendable {
        package var label: String
        package var address: String
        package var isCurrent: Bool

        package init(_ label: String, _ address: String, isCurrent: Bool = false) {
            self.label = label
            self.address = address
            self.isCurrent = isCurrent
        }
    }

    /// What has just been done.
    package var notice: String?
    /// How many wait for the viewer's answer; nil for none.
    package var invitations: String?
    /// What is unread, where scripts are off.
    package var live: LiveFrame
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, mine: Listing?, kindred: [ChannelSummary] = [], discover: Listing?,
        left: Listing? = nil,
        search: Search = Search(), live: LiveFrame, zone: String = "UTC", notice: String? = nil,
        invitations: String? = nil
    ) {
        self.frame = frame
        self.mine = mine
        self.kindred = kindred
        self.discover = discover
        self.left = left
        self.search = search
        self.notice = notice
        self.invitations = invitations
        self.live = live
        self.zone = zone
    }

    package var hasKindred: Bool { !kindred.isEmpty }
}
