import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /account/second-factor/turn-off`
    func turnOffSecondFactor(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        do {
            let token = try accounts.disableSecondFactor(for: viewer, in: visit.token)
            postman.nudge()
            return .redirect(to: Route.secondFactor.path + "?done=off").setting(cookie(token, visit))
        } catch {
            switch error {
            case .ended, .passwordTooShort: return .redirect(to: Route.secondFactor.path)
            default: throw Refusal(error)
            }
        }
    }
}
