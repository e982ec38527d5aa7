import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `GET /dashboard`: the viewer's channels, unread ones first.
    func showDashboard(_ visit: Visit) throws(Refusal) -> Response {
        let channels: [ListedChannel]
        do { channels = try messenger.channels(as: visit.identity).channels } catch {
            throw visit.refusal(of: error)
        }
        let viewer = try visit.onboarded()
        let zone = (viewer as Viewer?).zone
        let unreadFirst = channels.filter { $0.unread > 0 } + channels.filter { $0.unread == 0 }
        return .html(
            DashboardPage(
                frame: visit.frame(.dashboard), name: viewer.name, isAgent: viewer.profile == .agent,
                channels: unreadFirst.map { ChannelSummary($0, in: zone) }, zone: viewer.timeZone
            ).html())
    }
}
