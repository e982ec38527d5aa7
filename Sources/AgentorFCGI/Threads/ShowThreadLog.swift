import AgentorViews
import FastCGI
import Messaging

extension ThreadDesk {
    /// `GET /channels/{slug}/messages/{seq}/thread/log?before=SEQ`, `?around=SEQ`: the replies of `…/live`, standing still. The
    /// page's script takes earlier and later ones from here.
    func showThreadLog(of place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        do {
            let sought = try ChannelPlace(visit.request.query)
            let thread = try read(place, in: slug, sought, visit)
            return log(
                thread, visit, .paused, own: try messenger.ownReactions(in: thread, by: visit),
                isLatest: sought == .latest)
        } catch {
            return try visit.notShown(slug, error, messenger)
        }
    }

    /// The replies alone, below what they answer.
    @inline(never)
    func log(
        _ thread: MessageThread, _ visit: Visit, _ state: ChannelLivePage.State, own: OwnMarks,
        isLatest: Bool = true
    ) -> Response {
        let (slug, head) = (thread.channel.slug, thread.head.sequence)
        let list = thread.page.list(of: slug, in: visit.timeZone, compress: compress)
        var log = ChannelLivePage.Log(
            messages: list.rendered.marked(own.marks(on: thread.page.messages)),
            earlier: thread.page.earlier,
            head: thread.headList(in: visit.timeZone, own: own),
            seen: isLatest && !visit.isSeenWhenServed
                ? SeenPage(slug: slug, upTo: thread.page.cursor, thread: head) : nil)
        log.later = thread.page.later
        log.cursor = thread.page.cursor
        return .html(ChannelLivePage(slug: slug, thread: head, log: log, state: state).html())
    }
}
