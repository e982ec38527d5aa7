import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension SecondFactorDesk {
    /// `GET /account/second-factor/set-up`: a secret for the app; the same one until it is set up.
    func showSetUpSecondFactor(_ visit: Visit) throws -> Response {
        .html(try setUpPage(visit, .unsent()).html())
    }

    /// `POST /account/second-factor/set-up`: turns it on, and shows the recovery codes this once.
    func setUpSecondFactor(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.account, for: viewer)
            do {
                let (codes, token) = try accounts.enableSecondFactor(
                    code: form["code"] ?? "", for: viewer, in: visit.token)
                postman.nudge()
                return recoveryCodesResponse(visit, codes, notice: "The second factor is on.")
                    .setting(visit.cookie(token))
            } catch Accounts.Failure.wrongCode {
                throw FormErrors(
                    "code", .wrong,
                    "That is not the code the app should show now. Check that the clock of its device is right."
                )
            } catch Accounts.Failure.ended {
                // Sent twice, or after a long pause.
                return .redirect(to: Route.secondFactor(.show).path)
            }
        } again: {
            try setUpPage(visit, $0).html()
        }
    }

    func recoveryCodesResponse(_ visit: Visit, _ codes: [String], notice: String) -> Response {
        .html(RecoveryCodesPage(frame: visit.frame(.account), notice: notice, codes: codes).html())
    }

    private func setUpPage(_ visit: Visit, _ form: FilledForm) throws -> SetUpSecondFactorPage {
        let viewer = try visit.admitted()
        let factor = try accounts.beginSecondFactor(for: viewer, in: visit.token)
        return SetUpSecondFactorPage(
            frame: visit.frame(.account),
            enrolmentAddress: factor.enrolmentAddress(issuer: "Agentor", account: viewer.email),
            secret: factor.text, fields: [form.field(.code("Code from the app", hint: "Six digits."))],
            problem: form.problem)
    }
}
