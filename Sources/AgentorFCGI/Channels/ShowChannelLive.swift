import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/live?read=SEQ&after=CURSOR&hold=UNIQUE`: the frame that is live without scripts. `read` is up
    /// to where the viewer had read when they came.
    ///
    /// A document with the latest messages that asks for its successor at once. With `after`, the answer is held until
    /// something changes after the cursor: until then the browser keeps showing the document before. At the latest
    /// after 25 seconds the same messages come again. `own` is what the viewer is known to have reacted with
    /// (`OwnMarks`). `?resumed` is the frame around it, in the place of a log.
    ///
    /// A document asks for its successor in a tab behind all others too, so that says nothing of what was read. Each has
    /// an image that is only asked for once the document is drawn (`SeenPage`), and asking for it is the reader's word.
    func showChannelLive(_ slug: String, _ visit: Visit) async throws -> Response {
        if visit.request.query["resumed"] != nil { return resumed(slug, visit) }
        do {
            var delay = 0
            if let cursor = visit.request.query["after"].flatMap({ Int64($0) }) {
                let outcome = try await messenger.next(
                    liveTopics(slug, cursor, visit), as: visit.identity, activity: .unknown,
                    until: .holdDeadline)
                switch outcome {
                case .changed(let changes): if let page = changed(slug, changes, visit) { return page }
                case .full: delay = 30
                case .nothing, .closing, .departed: break
                }
            }
            return try latestLog(slug, visit, delay: delay)
        } catch {
            return try visit.notShown(slug, error, messenger)
        }
    }

    /// Who is there wakes a frame in a conversation of two alone: each document is shown anew.
    @inline(never)
    private func liveTopics(_ slug: String, _ cursor: Int64, _ visit: Visit) -> [Topic] {
        let channel = Topic.channel(slug, after: cursor, .page, marksRead: visit.isSeenWhenServed)
        guard let shown = visit.request.query["presence"] else { return [channel] }
        return [channel, .presence(slug, showing: Digest(shown: shown))]
    }

    @inline(never)
    private func resumed(_ slug: String, _ visit: Visit) -> Response {
        let live = LiveFrame.channel(slug, beginsAnew: visit.beginsFramesAnew)
        return .html(ChannelResumedPage(slug: slug, live: live).html())
    }

    @inline(never)
    private func changed(_ slug: String, _ changes: [TopicChange?], _ visit: Visit) -> Response? {
        guard case .messages(let page) = changes[0] else { return nil }
        let presence = visit.viewer.flatMap {
            messenger.presenceAtHand(in: slug, for: ParticipantID(rawValue: $0.id.rawValue))
        }
        var own = OwnMarks(knownTo: visit)
        own.folded = messenger.folded(among: page, in: slug, by: visit)
        return log(
            slug, page, visit, .live(refresh(visit, slug, page, own, presence)), own: own, presence: presence)
    }

    /// The latest messages as they are now. A function of its own, like all that is not needed while waiting.
    @inline(never)
    private func latestLog(_ slug: String, _ visit: Visit, delay: Int) throws -> Response {
        let found = try messenger.conversation(slug, as: visit.identity)
        guard found.channel.isMember else { throw Refusal.notFound }
        if visit.isSeenWhenServed { messenger.markRead(found, as: visit.identity) }
        let presence = try messenger.presence(in: found.channel, by: visit)
        return log(
            slug, found.page, visit,
            .live(refresh(visit, slug, found.page, found.own, presence, delay: delay)),
            own: found.own, presence: presence)
    }

    /// The address of the next document: one of its own for every answer.
    private func refresh(
        _ visit: Visit, _ slug: String, _ page: Excerpt, _ own: OwnMarks, _ presence: Presence?,
        delay: Int = 0
    ) -> ChannelLivePage.Refresh {
        let hold = UInt32.random(in: 0...UInt32.max)
        let read = visit.request.query["read"].flatMap(Int64.init).map { "read=\($0)&" } ?? ""
        let shown = slug.isOfTwo ? presence.map { "presence=\($0.digest.rawValue)&" } ?? "" : ""
        let known = own.query(on: page.messages)
        let warned = careShown(visit).map { "care=\($0.rawValue)&" } ?? ""
        let after = "after=\(page.cursor)&hold=\(hold)"
        return ChannelLivePage.Refresh(
            address: "\(Route.channelWait(slug, .live).path)?\(read)\(warned)\(shown)\(known)\(after)",
            delay: delay)
    }

    /// What contact data the page around the frame warns of; nil where it is no stranger's request.
    private func careShown(_ visit: Visit) -> ContactData? {
        visit.request.query["care"].flatMap { Int($0) }.map(ContactData.init(rawValue:))
    }

    /// Warns of what a stranger has written since the page around the frame was made. Nothing is read for it.
    @inline(never)
    private func warn(of page: Excerpt, in slug: String, _ log: inout ChannelLivePage.Log, _ visit: Visit) {
        guard let shown = careShown(visit), let viewer = visit.viewer else { return }
        let theirs = page.messages.filter { $0.author.id.rawValue != viewer.id.rawValue }
        // Away, the rules are those of before; without any nothing is said.
        let found = (try? care.contactData(in: theirs.map(\.text))) ?? []
        guard !shown.isSuperset(of: found) else { return }
        log.contactData = found.words
        log.reporting = theirs.last?.author.handle.map {
            Route.reportedPerson($0, .report).path(next: Route.conversation($0, .show).path)
        }
    }

    /// The messages alone.
    @inline(never)
    func log(
        _ slug: String, _ page: Excerpt, _ visit: Visit, _ state: ChannelLivePage.State,
        own: OwnMarks, isLatest: Bool = true, notice: String? = nil, presence: Presence? = nil
    ) -> Response {
        let list = page.list(of: slug, in: visit.timeZone, compress: compress)
        let lastRead = visit.request.query["read"].flatMap(Int64.init)
        var log = ChannelLivePage.Log(
            messages: list.rendered.shared, earlier: page.earlier,
            seen: isLatest && !visit.isSeenWhenServed ? SeenPage(slug: slug, upTo: page.cursor) : nil)
        warn(of: page, in: slug, &log, visit)
        log.presence = presence.flatMap { $0.words(isOfTwo: slug.isOfTwo) }
        log.later = page.later
        log.cursor = page.cursor
        log.notice = notice
        log.newThreads = lastRead.flatMap { page.newThreads(of: slug, since: $0) }
        let document = ChannelLivePage(slug: slug, log: log, state: state)
        guard let (before, after) = document.aroundMessages() else { return .html(document.html()) }
        let messages = list.pieces(
            page.marks(
                for: visit.viewer, lastRead: lastRead, presence: presence, own: own, isOfTwo: slug.isOfTwo))
        return .html([.own(before)] + messages + [.own(after)], for: visit)
    }
}

extension Visit {
    /// What a frame says whose viewer may not read on; what is wrong besides ends the action.
    @inline(never)
    func notShown(_ slug: String, _ error: any Error, _ messenger: Messenger) throws -> Response {
        let refusal = refusal(of: error)
        switch refusal {
        case .notFound where !messenger.isFormer(slug, self): return ended(slug, .unavailable, .notFound)
        case .signInFirst: return ended(slug, .signedOut(slug: slug), .unauthorized)
        case .agreeFirst, .keepFirst, .onboardingFirst:
            return ended(slug, .interrupted(slug: slug), .forbidden)
        default: throw refusal
        }
    }

    @inline(never)
    private func ended(_ slug: String, _ ending: ChannelLivePage.Ending, _ status: Status) -> Response {
        .html(ChannelLivePage(slug: slug, log: nil, state: .ended(ending)).html(), status: status)
    }
}
