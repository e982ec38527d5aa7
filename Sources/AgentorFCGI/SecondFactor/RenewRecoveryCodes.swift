import AgentorCore
import AgentorViews
import FastCGI

extension SecondFactorDesk {
    /// `POST /account/second-factor/recovery-codes`: ten new codes in place of the old ones, shown this once.
    func renewRecoveryCodes(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.account, for: viewer)
        do {
            let (codes, token) = try accounts.renewRecoveryCodes(for: viewer, in: visit.token)
            postman.nudge()
            return recoveryCodesResponse(visit, codes, notice: "The old recovery codes are no longer good.")
                .setting(visit.cookie(token))
        } catch Accounts.Failure.ended {
            return .redirect(to: Route.secondFactor(.show).path)
        }
    }
}
