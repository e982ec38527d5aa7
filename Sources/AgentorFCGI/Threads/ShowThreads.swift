import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/threads?since=SEQ&before=SEQ`: messages with a thread, where something was said last first. Those
    /// are marked in which something was said after `since`.
    func showThreads(_ slug: String, _ visit: Visit) throws -> Response {
        let query = visit.request.query
        let since = query["since"].flatMap { Int64($0) }
        let before = query["before"].flatMap { Int64($0) } ?? .max
        let found = try messenger.threads(in: slug, before: before, as: visit.identity)
        let viewer = try visit.admitted()
        let folded = try messenger.folded(among: found.heads, in: found.channel, as: viewer.identity)
        return try visit.present(found) { found in
            ThreadsJSON(
                messages: found.heads.map { MessageJSON($0, in: slug, folding: folded) }, next: found.next)
        } page: { found in
            let items = [MessageItem](found.heads, of: slug, in: viewer.zone)
            let quiet = try messenger.quietThreads(
                on: found.heads, of: found.channel, since: since ?? .max, as: viewer.identity)
            let isNew = found.heads.filter { head in
                since.map { (head.replies?.lastSequence ?? 0) > $0 } ?? false
                    && !quiet.contains(head.sequence)
            }
            let own = try messenger.ownReactions(
                on: found.heads, in: slug, asOf: found.channel.lastSequence, by: visit,
                folding: folded)
            var marks = own.marks(on: found.heads)
            for head in isNew {
                marks[head.sequence, default: []].append(MessageMark(.newReplies, "New replies"))
            }
            let next = found.next.map { next in
                "\(Route.channel(slug, .threads).path)?before=\(next)\(since.map { "&since=\($0)" } ?? "")"
            }
            return .html(
                ThreadsPage(
                    frame: visit.frame(found.channel.direct == nil ? .channels : .messages),
                    channel: ChannelSummary(found.channel), handle: found.channel.direct?.handle,
                    messages: ChannelMessagesFragment(messages: items).rendered().marked(marks), next: next
                ).html())
        }
    }
}
