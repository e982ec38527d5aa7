import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension InboxDesk {
    /// `GET /inbox/live?showing=DIGEST&hold=UNIQUE`: what is unread, in a frame that is live without scripts.
    ///
    /// A document that asks for its successor at once. With `showing`, the answer is held until something else is
    /// unread than the digest stands for. A frame is told less often than a script: each document is shown anew.
    func showInboxLive(_ visit: Visit) async throws -> Response {
        do {
            return try inboxPage(
                await messenger.next(
                    [.inbox(showing: Digest(shown: visit.request.query["showing"]), pause: .seconds(5))],
                    as: visit.identity, session: visit.token.hash, until: .holdDeadline), visit)
        } catch { return try inboxNotShown(visit.refusal(of: error)) }
    }

    @inline(never)
    private func inboxPage(_ outcome: WaitOutcome, _ visit: Visit) throws -> Response {
        switch outcome {
        case .changed(let changes):
            if case .inbox(let inbox) = changes[0] { return inboxPage(inbox, delay: 0) }
        case .full: return try inboxPage(presentInbox(visit), delay: 30)
        case .nothing, .closing, .departed: break
        }
        return try inboxPage(presentInbox(visit), delay: 0)
    }

    /// A document has to be whole, also when nothing has changed.
    private func presentInbox(_ visit: Visit) throws -> Inbox {
        try messenger.inbox(as: visit.identity, session: visit.token.hash)
    }

    private func inboxPage(_ inbox: Inbox, delay: Int) -> Response {
        let address =
            "\(Route.inboxWait(.live).path)?showing=\(inbox.digest.rawValue)&hold=\(UInt32.random(in: 0...UInt32.max))"
        let page = InboxLivePage(
            state: .live(
                InboxFragment(inbox, in: .utc), ChannelLivePage.Refresh(address: address, delay: delay)))
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
