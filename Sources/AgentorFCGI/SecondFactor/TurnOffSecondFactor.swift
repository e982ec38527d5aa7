import AgentorCore
import AgentorViews
import FastCGI

extension SecondFactorDesk {
    /// `POST /account/second-factor/turn-off`
    func turnOffSecondFactor(_ visit: Visit, _ form: Fields) throws -> Response {
        do {
            let token = try accounts.disableSecondFactor(for: visit.admitted(), in: visit.token)
            postman.nudge()
            return .redirect(to: Route.secondFactor(.show).path(done: "off")).setting(visit.cookie(token))
        } catch Accounts.Failure.ended, Accounts.Failure.passwordTooShort {
            return .redirect(to: Route.secondFactor(.show).path)
        }
    }
}
