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
            try dismiss(viewer)
            return .redirect(to: Route.secondFactor.path + "?done=off").setting(cookie(token, visit))
        } catch let failure as Accounts.Failure {
            switch failure {
            case .ended, .passwordTooShort: return .redirect(to: Route.secondFactor.path)
            default: throw Refusal(failure)
            }
        } catch { throw error as? Refusal ?? .notFound }
    }
}
