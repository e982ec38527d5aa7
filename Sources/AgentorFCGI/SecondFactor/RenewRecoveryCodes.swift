import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /account/second-factor/recovery-codes`: ten new codes in place of the old ones, shown this once.
    func renewRecoveryCodes(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        try requireTurn(.account, for: viewer)
        do {
            let (codes, token) = try accounts.renewRecoveryCodes(for: viewer, in: visit.token)
            postman.nudge()
            return recoveryCodesResponse(visit, codes, notice: "The old recovery codes are no longer good.")
                .setting(cookie(token, visit))
        } catch {
            if case .ended = error { return .redirect(to: Route.secondFactor.path) }
            throw Refusal(error)
        }
    }
}
