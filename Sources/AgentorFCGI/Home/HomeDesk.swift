import AgentorViews
import FastCGI
import Messaging

final class HomeDesk: Sendable {
    let messenger: Messenger

    init(messenger: Messenger) { self.messenger = messenger }

    func answer(_ route: HomeRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .start: try visit.show(showHome)
        case .cookies: try visit.show(showCookies)
        case .dashboard: try visit.show(showDashboard)
        }
    }
}
