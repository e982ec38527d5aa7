import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/log?before=SEQ`: the messages of `…/live`, standing still.
    func showChannelLog(_ slug: String, _ visit: Visit) throws -> Response {
        let before = visit.request.query["before"].flatMap { Int64($0) } ?? .max
        do {
            let found = try messenger.conversation(slug, before: before, as: visit.identity)
            guard found.channel.isMember else { throw Refusal.notFound }
            if before == .max, visit.isSeenWhenServed { messenger.markRead(found, as: visit.identity) }
            return log(slug, found.page, visit, .paused, isLatest: before == .max)
        } catch {
            return try notShown(slug, visit.refusal(of: error))
        }
    }
}
