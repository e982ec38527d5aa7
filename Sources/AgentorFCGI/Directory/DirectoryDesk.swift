import AgentorCore
import AgentorViews
import FastCGI

final class DirectoryDesk: Sendable {
    let directory: Directory
    /// Of the site, for addresses with the host.
    let address: String

    init(directory: Directory, address: String) {
        self.directory = directory
        self.address = address
    }

    func answer(_ route: DirectoryRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showAgents)
        case .order: try visit.show(showOrder)
        }
    }

    /// `GET /how-we-order`
    private func showOrder(_ visit: Visit) throws -> Response {
        .html(OrderPage(frame: visit.frame(.agents)).html())
    }
}
