/// `/inbox/live`: what is unread, in a frame that is live without scripts.
package struct InboxLivePage: Sendable {
    /// How many channels are named: it is a frame among other things.
    static let length = 10

    package var state: State
    /// Who is there of those the viewer has conversations with; nil for nobody, or where it is not shown.
    package var people: String?

    package enum State: Sendable {
        /// Asks again for an address the server holds until something has changed.
        case live(InboxFragment, ChannelLivePage.Refresh)
        /// The viewer may not read on.
        case ended(ChannelLivePage.Ending)
        /// It cannot be read just now; asks again.
        case lost(ChannelLivePage.Refresh)
    }

    package init(state: State) {
        self.state = state
    }

    package var inbox: InboxFragment? {
        if case .live(let inbox, _) = state { inbox } else { nil }
    }

    package var channels: [UnreadChannel] { inbox.map { Array($0.channels.prefix(Self.length)) } ?? [] }
    package var hasChannels: Bool { !channels.isEmpty }

    package var more: String? {
        guard let inbox, inbox.channelCount > channels.count else { return nil }
        return "and "
            + counted(inbox.channelCount - channels.count, "other conversation", "other conversations")
    }

    package var isLost: Bool {
        if case .lost = state { true } else { false }
    }

    package var refresh: ChannelLivePage.Refresh? {
        switch state {
        case .live(_, let refresh), .lost(let refresh): refresh
        case .ended: nil
        }
    }

    package var ending: ChannelLivePage.Ending? {
        if case .ended(let ending) = state { ending } else { nil }
    }

    package static let signedOut = ChannelLivePage.Ending(
        text: "You are signed out.", address: Route.signIn(.password).path(next: Route.home(.dashboard).path),
        label: "Sign in")

    /// Signed in, but something has to be done first: the dashboard says what.
    package static let interrupted = ChannelLivePage.Ending(
        text: "Something has to be done before you can go on.", address: Route.home(.dashboard).path,
        label: "See what")
}
