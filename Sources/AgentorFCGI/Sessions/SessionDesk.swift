import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

final class SessionDesk: Sendable {
    let accounts: Accounts

    init(accounts: Accounts) { self.accounts = accounts }

    func answer(_ route: SessionsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showSessions)
        case .endOthers: try visit.take(endOtherSessions)
        }
    }

    func answer(_ route: SessionRoute, of session: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .end: try visit.take({ visit, _ in try endSession(session, visit) })
        }
    }
}
