import AgentorCore
import AgentorViews
import FastCGI
import Messaging
import Postgres

final class OperationsDesk: Sendable {
    let database: Database
    let messenger: Messenger
    /// Of the site.
    let address: String
    /// What the edge counts.
    let statistics: @Sendable () -> Worker.Statistics?

    init(
        database: Database, messenger: Messenger, address: String,
        statistics: @escaping @Sendable () -> Worker.Statistics?
    ) {
        self.database = database
        self.messenger = messenger
        self.address = address
        self.statistics = statistics
    }

    func answer(_ route: OperationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .health: try visit.show(showHealth)
        case .metrics: try visit.show(showMetrics)
        case .robots: try visit.show(showRobots)
        }
    }
}
