import FoundationEssentials

/// `/channels`: the viewer's channels, and the public ones still to discover. Each goes on, page by page, alone; what somebody looks
/// for is shown alone too.
package struct ChannelsPage: Sendable {
    package var frame: PageFrame
    /// A page of the viewer's channels; nil where only others are shown.
    package var mine: Listing?
    /// The folder they are in, where that is shown alone.
    package var heading: String?
    /// Those of the viewer's that come before all others.
    package var favourites: [ChannelSummary]
    package var folders: [FolderListing]
    /// Some that are like them.
    package var kindred: [ChannelSummary]
    /// Public channels: those that were looked for, or those the viewer is no member of; nil where only the viewer's are shown.
    package var discover: Listing?
    /// Channels the viewer has left; nil where they are not shown.
    package var left: Listing?
    package var search: Search

    package struct Listing: Sendable {
        package var channels: [ChannelSummary]
        /// The address of the next page; nil on the last.
        package var next: String?

        package init(channels: [ChannelSummary], next: String? = nil) {
            self.channels = channels
            self.next = next
        }

        package var hasChannels: Bool { !channels.isEmpty }
        package var isOver: Bool { channels.isEmpty && next == nil }
    }

    /// One of the viewer's folders.
    package struct FolderListing: Sendable {
        package var id: UUID
        package var name: String
        package var isClosed: Bool
        package var channels: [ChannelSummary]
        /// Where all of it is, if there is more.
        package var whole: String?

        package init(id: UUID, name: String, isClosed: Bool, channels: [ChannelSummary], whole: String?) {
            self.id = id
            self.name = name
            self.isClosed = isClosed
            self.channels = channels
            self.whole = whole
        }

        package var hasChannels: Bool { !channels.isEmpty }
        /// How much of it names the viewer; nil for none.
        package var mentions: Int? {
            let mentions = channels.compactMap(\.mentions).reduce(0, +)
            return mentions == 0 ? nil : mentions
        }
        /// Of all that is in it; nil for nothing.
        package var unreadCount: String? {
            let unread = channels.map(\.unread).reduce(0, +)
            return unread == 0 ? nil : AgentorViews.unreadCount(unread)
        }
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
    /// What is unread, where scripts are off; nil where nothing waits.
    package var live: LiveFrame?
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, mine: Listing?, heading: String? = nil, favourites: [ChannelSummary] = [],
        folders: [FolderListing] = [], kindred: [ChannelSummary] = [], discover: Listing?,
        left: Listing? = nil,
        search: Search = Search(), live: LiveFrame?, zone: String = "UTC", notice: String? = nil,
        invitations: String? = nil
    ) {
        self.frame = frame
        self.mine = mine
        self.heading = heading
        self.favourites = favourites
        self.folders = folders
        self.kindred = kindred
        self.discover = discover
        self.left = left
        self.search = search
        self.notice = notice
        self.invitations = invitations
        self.live = live
        self.zone = zone
    }

    package var hasFavourites: Bool { !favourites.isEmpty }
    /// Whether others than those in `mine` are shown of the viewer's.
    package var isSorted: Bool { hasFavourites || !folders.isEmpty }
    package var hasKindred: Bool { !kindred.isEmpty }
}
