import AgentorViews
import FastCGI

final class StyleguideDesk: Sendable {
    func answer(_ route: StyleguideRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show(showStyleguide)
        }
    }
}
