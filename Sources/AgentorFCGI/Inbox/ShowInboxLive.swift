import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension InboxDesk {
    /// `GET /inbox/live?showing=DIGEST&hold=UNIQUE`: what is unread, in a frame that is live without scripts.
    ///
    /// A document that asks for its successor at once. With `showing`, the answer is held until something else is
    /// unread than the digest stands for. A frame is told less often than a script: each document is shown anew.
    ///
    /// With `circle` it says who is there of those the viewer has conversations with, and is held until that is another than
    /// its digest stands for, too.
    func showInboxLive(_ visit: Visit) async throws -> Response {
        do {
            return try inboxPage(
                await messenger.next(
                    liveTopics(visit), as: visit.identity, session: visit.session, activity: .unknown,
                    until: .holdDeadline), visit)
        } catch { return try inboxNotShown(visit.refusal(of: error)) }
    }

    @inline(never)
    private func liveTopics(_ visit: Visit) -> [Topic] {
        let query = visit.request.query
        let inbox = Topic.inbox(showing: Digest(shown: query["showing"]), pause: .seconds(5))
        guard let circle = query["circle"] else { return [inbox] }
        // Without the first there is nothing to wait for.
        return query["showing"] == nil ? [inbox] : [inbox, .circle(showing: Digest(shown: circle))]
    }

    /// A document has to be whole, also when one part has changed or none.
    @inline(never)
    private func inboxPage(_ outcome: WaitOutcome, _ visit: Visit) throws -> Response {
        var inbox: Inbox?
        var circle: Presence?
        var delay = 0
        switch outcome {
        case .changed(let changes):
            for change in changes {
                switch change {
                case .inbox(let changed): inbox = changed
                case .presence(let changed): circle = changed
                case .messages, nil: break
                }
            }
        case .full: delay = 30
        case .nothing, .closing, .departed: break
        }
        let shown = try inbox ?? messenger.inbox(as: visit.identity, session: visit.session)
        if circle == nil, visit.request.query["circle"] != nil {
            circle = try messenger.circle(as: visit.identity)
        }
        return inboxPage(shown, circle, delay: delay)
    }

    private func inboxPage(_ inbox: Inbox, _ circle: Presence?, delay: Int) -> Response {
        let people = circle.map { "circle=\($0.digest.rawValue)&" } ?? ""
        let hold = UInt32.random(in: 0...UInt32.max)
        let address = "\(Route.inboxWait(.live).path)?\(people)showing=\(inbox.digest.rawValue)&hold=\(hold)"
        var page = InboxLivePage(
            state: .live(
                InboxFragment(inbox, in: .utc), ChannelLivePage.Refresh(address: address, delay: delay)))
        page.people = circle?.words(isOfTwo: false)
        return .html(page.html())
    }

    @inline(never)
    private func inboxNotShown(_ refusal: Refusal) throws -> Response {
        switch refusal {
        case .notFound, .signInFirst:
            .html(InboxLivePage(state: .ended(InboxLivePage.signedOut)).html(), status: .unauthorized)
        case .agreeFirst, .keepFirst, .onboardingFirst:
            .html(InboxLivePage(state: .ended(InboxLivePage.interrupted)).html(), status: .forbidden)
        default: throw refusal
        }
    }
}
