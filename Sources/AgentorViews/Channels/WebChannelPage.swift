import Messaging
import TemplateRuntime

/// What was said in a channel on the web, in one of its threads or in one message, for whoever is not in it: without an account, or
/// before joining.
package struct WebChannelPage: Sendable {
    package var frame: PageFrame
    package var channel: ChannelSummary
    /// What heads the page; nil for the channel itself.
    package var heading: String?
    package var title: String
    /// For lists of what was found.
    package var summary: String
    /// The page's own address, with the host; nil for one that is not to be found by itself.
    package var canonical: String?
    /// Of the channel, with the host.
    package var feed: String
    /// When the channel was made, or what heads the page was said.
    package var published: String
    /// What a thread hangs on.
    package var head: WebMessageItem?
    package var messages: [WebMessageItem]
    /// Addresses.
    package var earlier: String?
    package var later: String?
    /// Of the latest messages, where these are others.
    package var latest: String?
    /// Of this page as it is by now, where it is the latest.
    package var reload: String?
    /// Whether the viewer has an account.
    package var isKnown: Bool
    /// Where they sign in and come back from.
    package var signIn: String
    /// What has just been done.
    package var told: String?

    package init(
        frame: PageFrame, channel: ChannelSummary, heading: String? = nil, title: String, summary: String,
        canonical: String?, feed: String, published: String, head: WebMessageItem? = nil,
        messages: [WebMessageItem], isKnown: Bool, signIn: String
    ) {
        self.frame = frame
        self.channel = channel
        self.heading = heading
        self.title = title
        self.summary = summary
        self.canonical = canonical
        self.feed = feed
        self.published = published
        self.head = head
        self.messages = messages
        self.isKnown = isKnown
        self.signIn = signIn
    }

    package var isOfChannel: Bool { heading == nil }
    package var hasMessages: Bool { !messages.isEmpty }
}

/// One message, as everybody on the web is shown it.
package struct WebMessageItem: Sendable {
    private let item: MessageItem
    package let body: MessageText?
    package let quote: QuoteLink?
    /// How many files it has, in words; nil for none.
    package var files: String?
    /// Why the viewer does not see what it says at once; nil where they do.
    package var folded: String?
    /// With the host.
    package var address: String
    package var message: Message { item.message }
    package var slug: String { item.slug }
    package var sent: Moment { item.sent }
    package var startsDay: Bool { item.startsDay }
    package var dayLabel: String { item.dayLabel }
    package var isEdited: Bool { item.isEdited }
    package var thread: ThreadLink? { item.thread }

    package init(_ item: MessageItem, files: Int, folded: String? = nil, site: String) {
        self.item = item
        body = files > 0 && item.message.text.isEmpty && item.body?.gone == nil ? nil : item.body
        quote = item.quote
        self.files =
            files == 0
            ? nil : "\(counted(files, "file", "files")), for members of the channel"
        self.folded = folded
        address = site + Route.message(item.slug, item.message.sequence, .show).path
    }
}

/// `/channels` for whoever has no account: channels on the web.
package struct WebChannelsPage: Sendable {
    package var frame: PageFrame
    package var words: String
    package var corrections: [String]
    package var channels: [ChannelSummary]
    package var first: String?
    package var next: String?
    /// With the host; nil for what was looked for, and for later pages.
    package var canonical: String?
    package var signIn: String

    package init(
        frame: PageFrame, words: String, corrections: [String], channels: [ChannelSummary], first: String?,
        next: String?, canonical: String?, signIn: String
    ) {
        self.frame = frame
        self.words = words
        self.corrections = corrections
        self.channels = channels
        self.first = first
        self.next = next
        self.canonical = canonical
        self.signIn = signIn
    }

    package var isAsking: Bool { !words.isEmpty }
    package var hasChannels: Bool { !channels.isEmpty }
}
