import AgentorViews
import FastCGI
import Messaging

extension ThreadDesk {
    /// `GET /channels/{slug}/messages/{seq}/thread/log?before=SEQ`: the replies of `…/live`, standing still.
    func showThreadLog(of place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        do {
            let thread = try messenger.thread(
                of: place, in: slug, before: try earlier(visit), as: visit.identity)
            return log(thread, visit, .paused, isLatest: visit.request.query["before"] == nil)
        } catch {
            return try visit.notShown(slug, visit.refusal(of: error))
        }
    }

    /// The replies alone, below what they answer.
    @inline(never)
    func log(
        _ thread: MessageThread, _ visit: Visit, _ state: ChannelLivePage.State, isLatest: Bool = true
    ) -> Response {
        let slug = thread.channel.slug
        let list = thread.page.list(of: slug, in: visit.timeZone, compress: compress)
        let log = ChannelLivePage.Log(
            messages: list.rendered.shared, earlier: thread.page.earlier, isNested: visit.beginsFramesAnew,
            head: thread.headList(in: visit.timeZone),
            seen: isLatest && !visit.isSeenWhenServed
                ? SeenPage(slug: slug, upTo: thread.page.cursor, thread: thread.head.sequence) : nil)
        if isLatest { messenger.markSeen(thread, by: visit) }
        return .html(
            ChannelLivePage(slug: slug, thread: thread.head.sequence, log: log, state: state).html())
    }
}
