import TemplateRuntime

/// `/channels/{slug}/live` and `/channels/{slug}/log`, and the same of a thread: the messages alone, in a frame or in a text
/// browser.
package struct ChannelLivePage: Sendable {
    package var slug: String
    /// Where the message stands whose thread it is; nil for the channel itself.
    package var thread: Int64?
    /// Nil where there is none to show: `ended` and `lost`.
    package var log: Log?
    package var state: State

    package struct Log: Sendable {
        /// In order, oldest first. The viewer's marks are put in where it is sent (`aroundMessages`).
        package var messages: Markup
        /// The `seq` before which earlier messages exist, or nil when the log starts with the first.
        package var earlier: Int64?
        /// The `seq` around which later messages exist.
        package var later: Int64?
        /// The channel's cursor at the time of reading.
        package var cursor: Int64 = 0
        /// Something about the place that is shown.
        package var notice: String?
        /// The message whose thread it is.
        package var head: Markup?
        /// Where threads are in which something is new.
        package var newThreads: String?
        /// By which the browser says that the messages were seen (`SeenPage`); nil where it need not.
        package var seen: Markup?
        /// Who is there.
        package var presence: String?
        /// What a stranger's messages lead to, where the page around it does not say it; nil for nothing.
        package var contactData: String?
        /// Where they are reported.
        package var reporting: String?

        package init(
            messages: Markup, earlier: Int64?, head: Markup? = nil, seen: SeenPage? = nil
        ) {
            self.messages = messages
            self.earlier = earlier
            self.head = head
            self.seen = seen?.document
        }

        package var hasContactData: Bool { contactData != nil }
    }

    package enum State: Sendable {
        /// Asks again for an address the server holds until something has changed.
        case live(Refresh)
        /// Stays as it is.
        case paused
        /// The viewer may not read on.
        case ended(Ending)
        /// The messages cannot be read just now; asks again.
        case lost(Refresh)
    }

    package struct Refresh: Sendable {
        /// Must be unique to this answer: browsers send only the first of several equal requests.
        package var address: String
        /// Seconds; 0 unless the server cannot hold another request. Browsers wait them out before they ask.
        package var delay: Int

        package init(address: String, delay: Int = 0) {
            self.address = address
            self.delay = delay
        }
    }

    package struct Ending: Sendable {
        package var text: String
        /// Where to go from here, in the whole window.
        package var address: String
        package var label: String

        package init(text: String, address: String, label: String) {
            self.text = text
            self.address = address
            self.label = label
        }

        package static func signedOut(slug: String) -> Ending {
            Ending(
                text: "You are signed out.",
                address: Route.signIn(.password).path(next: Route.channel(slug, .show).path), label: "Sign in"
            )
        }

        /// Signed in, but something has to be done first: the channel's page says what.
        package static func interrupted(slug: String) -> Ending {
            Ending(
                text: "Something has to be done before you can read on.",
                address: Route.channel(slug, .show).path,
                label: "See what")
        }

        package static let unavailable = Ending(
            text: "This channel is not open to you.", address: Route.channels(.list).path,
            label: "Your channels")
    }

    package init(slug: String, thread: Int64? = nil, log: Log?, state: State) {
        self.slug = slug
        self.thread = thread
        self.log = log
        self.state = state
    }

    /// What it is to those who hear it.
    package var title: String {
        if thread != nil { return "Replies" }
        return slug.isOfTwo || slug.isOfGroup ? "Messages" : "Messages in \(slug)"
    }

    /// The page it belongs to, the messages standing still, and live.
    package var page: String {
        (thread.map { .thread(slug, $0, .show) } ?? Route.channel(slug, .show)).path
    }
    package var still: String { (thread.map { .thread(slug, $0, .log) } ?? Route.channel(slug, .log)).path }
    package var live: String {
        (thread.map { .threadWait(slug, $0, .live) } ?? Route.channelWait(slug, .live)).path
    }

    package var emptyText: String {
        thread == nil ? "Nothing has been said here yet." : "Nobody has replied yet."
    }

    package var isPaused: Bool {
        if case .paused = state { true } else { false }
    }

    /// Whatever takes the place of live messages takes that of the document around them too, which would begin anew.
    package var place: String { isPaused ? "_self" : "_parent" }

    package var isLost: Bool {
        if case .lost = state { true } else { false }
    }

    package var refresh: Refresh? {
        switch state {
        case .live(let refresh), .lost(let refresh): refresh
        case .paused, .ended: nil
        }
    }

    package var ending: Ending? {
        if case .ended(let ending) = state { ending } else { nil }
    }

    /// The document before its messages and after them; nil where it has none. So they need not be copied, nor
    /// compressed, for each reader.
    package func aroundMessages() -> (before: [UInt8], after: [UInt8])? {
        guard let log, !log.messages.isEmpty else { return nil }
        // A byte that no text has stands for them.
        var gapped = self
        gapped.log?.messages = Markup(trusted: [0])
        let document = gapped.html()
        let parts = document.split(separator: 0, omittingEmptySubsequences: false)
        precondition(parts.count == 2, "a live page shows its messages once")
        return (Array(parts[0]), Array(parts[1]))
    }
}
