import AgentorCore
import AgentorViews
import FastCGI

final class TermsDesk: Sendable {
    let accounts: Accounts

    init(accounts: Accounts) { self.accounts = accounts }

    func answer(_ route: TermsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show(showTerms)
        case .agree: try visit.show(showAgreeToTerms, orTake: agreeToTerms)
        }
    }
}
