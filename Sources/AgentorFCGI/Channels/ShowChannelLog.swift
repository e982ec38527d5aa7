import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/log?before=SEQ`, `?around=SEQ`, `?on=DAY`: the messages of `…/live`, standing still. The page's
    /// script takes earlier and later ones from here.
    func showChannelLog(_ slug: String, _ visit: Visit) throws -> Response {
        do {
            let sought = try messenger.seek(in: slug, by: visit)
            if sought.beginning != nil {
                return .redirect(to: Route.channel(slug, .log).path + sought.query)
            }
            let found = try messenger.read(slug, sought.place, by: visit)
            guard found.channel.isMember else { throw Refusal.notFound }
            let notice = sought.day.error ?? sought.notice(on: found.page, in: .named(visit.timeZone))
            var response = log(
                slug, found.page, visit, .paused, own: found.own, isLatest: sought.isLatest, notice: notice)
            response.status = sought.status
            return response
        } catch {
            return try visit.notShown(slug, error, messenger)
        }
    }
}
