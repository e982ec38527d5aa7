import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension WebDesk {
    /// `GET /channels/{slug}`, `…/messages/{seq}` and `…/messages/{seq}/thread` with `?before=SEQ` or `?around=SEQ`, for whoever is in
    /// no such channel. It is not live: nobody is known here by whom waits could be shared out.
    /// - Returns: nil where there is no such channel on the web, or no such message in it.
    func page(_ shown: Shown, of slug: String, _ visit: Visit) throws -> Response? {
        let place = WebPlace(try ChannelPlace(visit.request.query))
        let read: WebPage? =
            switch shown {
            case .channel: try messenger.webPage(slug, place)
            case .thread(let head): try messenger.webPage(slug, thread: head, place)
            case .message(let sequence): try messenger.webMessage(sequence, in: slug)
            }
        guard let read else { return nil }
        try turns.take(.readWeb, for: visit.request.network)
        if read.channel.slug != slug, let route = visit.route {
            var response = Response.redirect(to: route.path(inChannel: read.channel.slug))
            response.status = .temporaryRedirect
            return response
        }
        if case .thread(let sequence) = shown, let thread = read.head?.thread {
            return .redirect(to: QuoteLink.link(to: sequence, thread: thread, in: slug))
        }
        let page = try page(read, shown, place, try visit.identify(), visit)
        return Response.html(page.html()).known(to: visit.request)
    }

    private func page(
        _ read: WebPage, _ shown: Shown, _ place: WebPlace, _ viewer: Viewer?, _ visit: Visit
    ) throws -> WebChannelPage {
        let channel = read.channel
        let zone = viewer?.zone ?? .utc
        let folded = try folded(read, viewer)
        func items(_ messages: [Message]) -> [WebMessageItem] {
            [MessageItem](messages, of: channel.slug, in: zone).marked().map { item in
                WebMessageItem(
                    item, files: read.files[item.message.sequence] ?? 0,
                    folded: folded[item.message.author.id]?.foldedWords, site: address)
            }
        }
        let here: Route =
            switch shown {
            case .channel: .channel(channel.slug, .show)
            case .thread(let head): .thread(channel.slug, head, .show)
            case .message(let sequence): .message(channel.slug, sequence, .show)
            }
        let subject = shown.isMessage ? read.page.messages.first : read.head
        let words = subject?.words(limit: 60)
        let about = subject?.words(limit: 160) ?? channel.summary
        var page = WebChannelPage(
            frame: visit.frame(viewer == nil ? nil : .channels), channel: ChannelSummary(channel, in: zone),
            heading: shown.heading(words),
            title: [words, channel.name].compactMap(\.self).joined(separator: ", in "),
            summary: about,
            canonical: place == .latest ? address + here.path : nil,
            feed: address + Route.channel(channel.slug, .feed).path,
            published: LocalTimestamp(utc: subject?.sentAt ?? channel.createdAt).isoInstant,
            head: read.head.map { items([$0])[0] }, messages: items(read.page.messages),
            isKnown: viewer?.isOnboarded == true,
            signIn: Route.signIn(.password).path(next: visit.request.path))
        page.earlier = read.page.earlier.map { "\(here.path)?before=\($0)" }
        page.later = read.page.later.map { "\(here.path)?around=\($0)" }
        switch (shown, place) {
        case (.message(let sequence), _):
            page.latest = QuoteLink.link(
                to: sequence, thread: read.page.messages.first?.thread, in: channel.slug)
        case (_, .latest): page.reload = here.path
        default: page.latest = here.path
        }
        page.told = visit.reportedNotice
        return page
    }

    /// Whose messages a viewer with an account does not want to see.
    private func folded(_ read: WebPage, _ viewer: Viewer?) throws -> [ParticipantID: Block.Kind] {
        guard let viewer, viewer.isOnboarded else { return [:] }
        return try messenger.folded(
            among: read.page.messages + (read.head.map { [$0] } ?? []),
            in: messenger.channel(read.channel.slug, as: viewer.identity), as: viewer.identity)
    }
}

extension WebDesk.Shown {
    fileprivate var isMessage: Bool { if case .message = self { true } else { false } }

    fileprivate func heading(_ words: String?) -> String? {
        switch self {
        case .channel: nil
        case .thread: "Thread: \u{2068}\(words ?? "")\u{2069}"
        case .message: "\u{2068}\(words ?? "")\u{2069}"
        }
    }
}

extension WebPlace {
    init(_ place: ChannelPlace) {
        self =
            switch place {
            case .latest: .latest
            case .before(let place): .before(place)
            case .around(let place): .around(place)
            }
    }
}

extension WebChannel {
    /// What it is about, in a line.
    var summary: String {
        description.isEmpty
            ? "What is said in \u{2068}\(name)\u{2069}, a channel on Agentor that everybody can read."
            : description
    }
}

extension ChannelSummary {
    init(_ channel: WebChannel, in zone: Zone) {
        self.init(
            slug: channel.slug, name: channel.name, description: channel.description, isPrivate: false,
            memberCount: channel.memberCount)
        isOnWeb = true
        isArchived = channel.isArchived
        picture = channel.picture
        if let last = channel.lastSentAt {
            let local = zone.local(last)
            activity = local.moment(label: local.dayAndTime)
        }
    }
}
