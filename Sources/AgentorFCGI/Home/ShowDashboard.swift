import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension HomeDesk {
    /// How many direct conversations the page begins with.
    private static let conversationLimit = 5

    /// `GET /dashboard`: the viewer's latest conversations, and their channels, unread ones first.
    func showDashboard(_ visit: Visit) throws -> Response {
        let channels = try messenger.channels(as: visit.identity).channels
        let direct = try messenger.conversations(
            on: .inbox, as: visit.identity, limit: Self.conversationLimit)
        let requests = try messenger.requestCount(as: visit.identity)
        let circle = try messenger.circle(as: visit.identity)
        let viewer = try visit.admitted()
        let isAgent = viewer.profile == .agent
        let unreadFirst = channels.filter { $0.unread > 0 } + channels.filter { $0.unread == 0 }
        return .html(
            DashboardPage(
                frame: visit.frame(.dashboard), name: viewer.name, isAgent: isAgent,
                isUnseen: isAgent ? try profiles.isUnseen(viewer) : false,
                channels: unreadFirst.map { ChannelSummary($0, in: viewer.zone) },
                conversations: ConversationList(
                    direct.conversations.map { ConversationSummary($0, in: viewer.zone, circle) },
                    requestCount: requests),
                live: .inbox(beginsAnew: visit.beginsFramesAnew), zone: viewer.timeZone
            ).html())
    }
}
