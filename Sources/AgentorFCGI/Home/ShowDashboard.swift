import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension HomeDesk {
    /// `GET /dashboard`: the viewer's channels, unread ones first.
    func showDashboard(_ visit: Visit) throws -> Response {
        let channels = try messenger.channels(as: visit.identity).channels
        let viewer = try visit.admitted()
        let unreadFirst = channels.filter { $0.unread > 0 } + channels.filter { $0.unread == 0 }
        return .html(
            DashboardPage(
                frame: visit.frame(.dashboard), name: viewer.name, isAgent: viewer.profile == .agent,
                channels: unreadFirst.map { ChannelSummary($0, in: viewer.zone) },
                live: .inbox(beginsAnew: visit.beginsFramesAnew), zone: viewer.timeZone
            ).html())
    }
}
