import AgentorViews
import FastCGI
import Messaging

extension ThreadDesk {
    /// `GET /channels/{slug}/messages/{seq}/thread/live?after=CURSOR&hold=UNIQUE`: the frame that is live without scripts, as
    /// that of a channel is.
    func showThreadLive(of place: Int64, in slug: String, _ visit: Visit) async throws -> Response {
        if visit.request.query["resumed"] != nil {
            let live = LiveFrame.thread(of: place, in: slug, beginsAnew: visit.beginsFramesAnew)
            return .html(ChannelResumedPage(slug: slug, thread: place, live: live).html())
        }
        do {
            var delay = 0
            var isWoken = false
            if let cursor = visit.request.query["after"].flatMap({ Int64($0) }) {
                let outcome = try await messenger.next(
                    [.thread(slug, of: place, after: cursor, marksRead: visit.isSeenWhenServed)],
                    as: visit.identity, until: .holdDeadline)
                switch outcome {
                case .full: delay = 30
                case .changed: isWoken = true
                case .nothing, .closing, .departed: break
                }
            }
            return try latest(of: place, in: slug, visit, delay: delay, isWoken: isWoken)
        } catch {
            return try visit.notShown(slug, error, messenger)
        }
    }

    /// A function of its own, like all that is not needed while waiting.
    /// - Parameter isWoken: by a change, with all who wait: then what is one's own is not asked for.
    @inline(never)
    private func latest(
        of place: Int64, in slug: String, _ visit: Visit, delay: Int, isWoken: Bool
    ) throws -> Response {
        let thread = try read(place, in: slug, .latest, visit)
        var known = OwnMarks(knownTo: visit)
        known.folded = thread.folded
        let own = isWoken ? known : try messenger.ownReactions(in: thread, by: visit, knowing: known)
        let hold = UInt32.random(in: 0...UInt32.max)
        let address = Route.threadWait(slug, thread.head.sequence, .live).path
        let after = "\(own.query(on: thread.messages))after=\(thread.page.cursor)&hold=\(hold)"
        let refresh = ChannelLivePage.Refresh(address: "\(address)?\(after)", delay: delay)
        return log(thread, visit, .live(refresh), own: own)
    }
}
