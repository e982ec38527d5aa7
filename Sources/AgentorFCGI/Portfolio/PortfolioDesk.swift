import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// What agents show of their work. A site that keeps no files has none.
final class PortfolioDesk: Sendable {
    let profiles: Profiles
    let messenger: Messenger
    let reports: ReportDesk
    let turns: Turns
    /// Of the site, for addresses with the host.
    let address: String

    init(profiles: Profiles, messenger: Messenger, reports: ReportDesk, turns: Turns, address: String) {
        self.profiles = profiles
        self.messenger = messenger
        self.reports = reports
        self.turns = turns
        self.address = address
    }

    func answer(_ route: PortfolioRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showPortfolio)
        case .new: try visit.show(showNewWork, orTake: addWork)
        }
    }

    func answer(_ route: OwnWorkRoute, _ number: Int64, _ visit: Visit) throws -> Response {
        switch route {
        case .edit:
            try visit.show {
                try showOwnWork(number, $0)
            } orTake: {
                try changeWork(number, $0, $1)
            }
        case .move: try visit.take { try moveWork(number, $0, $1) }
        case .state: try visit.take { try setWorkState(number, $0, $1) }
        case .delete:
            try visit.show {
                try askToDeleteWork(number, $0)
            } orTake: { visit, _ in
                try deleteWork(number, visit)
            }
        }
    }

    func answer(_ route: WorkRoute, _ number: Int64, of handle: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { try showWork(number, of: handle, $0) }
        case .report: try reports.answer(.work(handle, number), visit)
        }
    }

    /// Whoever shows their work here, which clients do not.
    func owner(_ visit: Visit) throws -> Viewer {
        let viewer = try visit.admitted()
        guard viewer.profile == .agent, visit.intake.keeper != nil else { throw Refusal.notFound }
        return viewer
    }

    /// One of the viewer's own.
    func work(_ number: Int64, of viewer: Viewer) throws -> Work {
        guard let work = try profiles.works(of: viewer).first(where: { $0.number == number }) else {
            throw Refusal.notFound
        }
        return work
    }
}
