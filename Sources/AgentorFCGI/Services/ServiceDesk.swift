import AgentorCore
import AgentorViews
import FastCGI
import Messaging

final class ServiceDesk: Sendable {
    let profiles: Profiles
    let messenger: Messenger
    let options: OptionShelf
    let reports: ReportDesk
    let care: Care
    let turns: Turns
    /// Of the site, for addresses with the host.
    let address: String

    init(
        profiles: Profiles, messenger: Messenger, options: OptionShelf, reports: ReportDesk, care: Care,
        turns: Turns,
        address: String
    ) {
        self.profiles = profiles
        self.messenger = messenger
        self.options = options
        self.reports = reports
        self.care = care
        self.turns = turns
        self.address = address
    }

    func answer(_ route: ServicesRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showOwnServices)
        case .new: try visit.show(showNewService, orTake: addService)
        }
    }

    func answer(_ route: OwnServiceRoute, _ number: Int64, _ visit: Visit) throws -> Response {
        switch route {
        case .edit:
            try visit.show {
                try showOwnService(number, $0)
            } orTake: {
                try changeService(number, $0, $1)
            }
        case .state: try visit.take { try setServiceState(number, $0, $1) }
        case .room: try visit.take { visit, _ in try openRoom(number, visit) }
        }
    }

    func answer(_ route: ServiceRoute, _ number: Int64, of handle: String, _ visit: Visit) throws -> Response
    {
        switch route {
        case .show: try visit.show { try showService(number, of: handle, $0) }
        case .report: try reports.answer(.service(handle, number), visit)
        }
    }
}
