import AgentorCore
import AgentorViews
import FastCGI
import Messaging
import ZoneInfo

extension InboxDesk {
    /// `GET /inbox/changes?showing=DIGEST&zone=ZONE&hold=UNIQUE`: the poll of pages that list the viewer's channels.
    ///
    /// Held until there is more or less unread than the digest stands for, 25 seconds at most; without a digest the
    /// answer comes at once. Answers as `showChannelChanges` does, but for the cursor:
    /// - 200: an `InboxFragment`, its times in the zone named. `Agentor-Inbox` is what to show next, `Agentor-Unread`
    ///   how many messages are unread, `Agentor-Unread-Direct` how many
    ///   of them in direct conversations, and `Agentor-Channels` stands for which channels there are: with another one,
    ///   load the page.
    ///
    /// With `circle`, also until somebody the viewer has conversations with is there in another way than the digest stands
    /// for (`PresenceFragment`); `Agentor-Circle` is the next. `idle` says how many seconds ago somebody touched the page.
    ///
    /// A page is told at most every two seconds, from memory: see `Messenger.next`.
    func showInboxChanges(_ visit: Visit) async throws -> Response {
        do {
            return inboxChanges(
                try await messenger.next(
                    inboxTopics(visit), as: visit.identity, session: visit.session,
                    activity: visit.activity,
                    until: visit.request.query["wait"] == "0" ? .now : .holdDeadline), visit)
        } catch { return try visit.notWaiting(error) }
    }

    @inline(never)
    private func inboxTopics(_ visit: Visit) -> [Topic] {
        let inbox = Topic.inbox(showing: Digest(shown: visit.request.query["showing"]))
        guard let shown = visit.request.query["circle"] else { return [inbox] }
        return [inbox, .circle(showing: Digest(shown: shown))]
    }

    @inline(never)
    private func inboxChanges(_ outcome: WaitOutcome, _ visit: Visit) -> Response {
        switch outcome {
        case .changed(let changes):
            return visit.telling(changes) { _ in
                []
            } inbox: { inbox in
                InboxFragment(inbox, in: visit.namedZone).html()
            }
        case .full: return Response(status: .noContent, headers: ["Retry-After": "10"])
        case .nothing, .closing, .departed: return Response(status: .noContent)
        }
    }
}

extension Visit {
    /// The zone a page was shown in: whoever waits for an inbox is not always read anew.
    var namedZone: Zone { request.query["zone"].flatMap(Zone.init(named:)) ?? .utc }

    var zoneIsNamed: Bool { request.query["zone"] != nil }

    /// The viewer's, or the one the page was shown in where they were not read.
    var shownTimeZone: String {
        viewer?.timeZone ?? request.query["zone"].flatMap { Zone(named: $0) == nil ? nil : $0 } ?? timeZone
    }
}

extension Digest {
    /// As a page names what it shows; nil for nothing.
    init?(shown: String?) {
        guard let shown, !shown.isEmpty else { return nil }
        self.init(rawValue: shown)
    }
}

extension Response {
    /// What a script goes by, beside what it shows.
    func telling(_ inbox: Inbox) -> Response {
        var response = self
        response.headers["Agentor-Inbox"] = inbox.digest.rawValue
        response.headers["Agentor-Unread"] = "\(inbox.messageCount)"
        response.headers["Agentor-Unread-Direct"] = "\(inbox.directMessageCount)"
        response.headers["Agentor-Channels"] = inbox.membership.rawValue
        return response
    }
}

extension InboxFragment {
    init(_ inbox: Inbox, in zone: Zone) {
        let today = zone.local(.now)
        self.init(
            messageCount: inbox.messageCount, directMessageCount: inbox.directMessageCount,
            channelCount: inbox.channelCount,
            channels: inbox.unread.map { channel in
                let local = zone.local(channel.updatedAt)
                return UnreadChannel(
                    slug: channel.slug, name: channel.name, isDirect: channel.isDirect,
                    handle: channel.handle, unread: channel.messages,
                    mentions: channel.mentions == 0 ? nil : channel.mentions,
                    activity: local.moment(
                        label: channel.isDirect ? local.brief(on: today) : local.dayAndTime))
            })
    }
}
