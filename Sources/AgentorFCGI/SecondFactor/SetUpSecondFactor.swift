import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /account/second-factor/set-up`: a secret for the app; the same one until it is set up.
    func showSetUpSecondFactor(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        return .html(try setUpPage(visit, viewer, [:]).html())
    }

    /// `POST /account/second-factor/set-up`: turns it on, and shows the recovery codes this once.
    func setUpSecondFactor(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.proved()
        try requireTurn(.account, for: viewer)
        do {
            let (codes, token) = try accounts.enableSecondFactor(
                code: form["code"] ?? "", for: viewer, in: visit.token)
            postman.nudge()
            return recoveryCodesResponse(visit, codes, notice: "The second factor is on.")
                .setting(cookie(token, visit))
        } catch {
            switch error {
            case .wrongCode:
                let message =
                    "That is not the code the app should show now. Check that the clock of its device is right."
                let page = try setUpPage(visit, viewer, form, FormErrors("code", message))
                return .html(page.html(), status: .unprocessableContent)
            // Sent twice, or after a long pause.
            case .ended: return .redirect(to: Route.secondFactor.path)
            default: throw Refusal(error)
            }
        }
    }

    func recoveryCodesResponse(_ visit: Visit, _ codes: [String], notice: String) -> Response {
        .html(RecoveryCodesPage(frame: visit.frame(.account), notice: notice, codes: codes).html())
    }

    private func setUpPage(
        _ visit: Visit, _ viewer: Viewer, _ form: Fields, _ errors: FormErrors? = nil
    ) throws(Refusal) -> SetUpSecondFactorPage {
        let factor: OneTimePassword
        do { factor = try accounts.beginSecondFactor(for: viewer, in: visit.token) } catch {
            throw Refusal(error)
        }
        return SetUpSecondFactorPage(
            frame: visit.frame(.account),
            enrolmentAddress: factor.enrolmentAddress(issuer: "Agentor", account: viewer.email),
            secret: factor.text, code: form.entry("code", errors))
    }
}
