import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `GET /dashboard`: the viewer's channels, unread ones first.
    func showDashboard(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.onboarded()
        let channels: [ListedChannel]
        do { channels = try messenger.channels(of: viewer.id.participant, zone: viewer.timeZone) } catch {
            throw Refusal(error)
        }
        let unreadFirst = channels.filter { $0.unread > 0 } + channels.filter { $0.unread == 0 }
        return .html(
            DashboardPage(
                frame: visit.frame(.dashboard), name: viewer.name, isAgent: viewer.profile == .agent,
                channels: unreadFirst.map(ChannelSummary.init)
            ).html())
    }
}
