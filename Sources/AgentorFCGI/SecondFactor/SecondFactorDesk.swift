import AgentorCore
import AgentorViews
import FastCGI

final class SecondFactorDesk: Sendable {
    let accounts: Accounts
    let turns: Turns
    let postman: Postman

    init(accounts: Accounts, turns: Turns, postman: Postman) {
        self.accounts = accounts
        self.turns = turns
        self.postman = postman
    }

    func answer(_ route: SecondFactorRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .signIn: try visit.show(showSignInSecondFactor, orTake: signInSecondFactor)
        case .show: try visit.show(showSecondFactor)
        case .setUp: try visit.show(showSetUpSecondFactor, orTake: setUpSecondFactor)
        case .turnOff: try visit.take(turnOffSecondFactor)
        case .recoveryCodes: try visit.take(renewRecoveryCodes)
        }
    }
}
