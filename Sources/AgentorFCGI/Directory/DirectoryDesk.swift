import AgentorCore
import AgentorViews
import FastCGI
import Messaging

final class DirectoryDesk: Sendable {
    let messenger: Messenger
    let directory: Directory
    let profiles: Profiles
    let saved: Saved
    let options: OptionShelf
    /// Of the site, for addresses with the host.
    let address: String

    init(
        messenger: Messenger, directory: Directory, profiles: Profiles, saved: Saved, options: OptionShelf,
        address: String
    ) {
        self.messenger = messenger
        self.directory = directory
        self.profiles = profiles
        self.saved = saved
        self.options = options
        self.address = address
    }

    func answer(_ route: DirectoryRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showAgents)
        case .order: try visit.show(showOrder)
        }
    }

    func answer(_ route: SitemapRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .index: try visit.show(showSitemapIndex)
        }
    }

    func answer(_ route: SitemapPartRoute, _ part: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { _ in try showSitemap(part) }
        }
    }

    /// `GET /how-we-order`
    private func showOrder(_ visit: Visit) throws -> Response {
        .html(OrderPage(frame: visit.frame(.agents)).html())
    }
}
