import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /reset-password?token=`: asks for another password. Looking does not use the link up.
    func showResetPassword(_ visit: Visit) throws -> Response {
        .html(try resetPasswordPage(visit, .unsent(visit.request.query)).html()).greeting(visit)
    }

    /// `POST /reset-password`
    func resetPassword(_ visit: Visit, _ form: Fields) throws -> Response {
        guard let link = form["token"].flatMap(Secret.init) else { throw Self.resetEnded }
        return try visit.submit(form) {
            try turns.take(.codeAddress, for: visit.request.network)
            do {
                let reset = try accounts.reset(link, in: visit.token)
                let password = try NewPassword(
                    form["password"] ?? "", hasSecondFactor: reset.needsSecondFactor,
                    about: [reset.name, reset.email])
                try accounts.resetPassword(
                    to: password, code: form["code"] ?? "", by: link, from: visit.arrival)
                postman.nudge()
                return .redirect(to: Route.signIn(.password).path(done: "password"))
            } catch Accounts.Failure.wrongCode {
                throw FormErrors.wrongCode
            } catch Accounts.Failure.ended {
                throw Self.resetEnded
            }
        } again: {
            try resetPasswordPage(visit, $0).html()
        }
    }

    private static let resetEnded = Refusal.ended(again: .signIn(.forgotPassword), label: "Send another link")

    private func resetPasswordPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        guard let link = form.fields["token"].flatMap(Secret.init) else { throw Self.resetEnded }
        let reset = try Self.resetEnded.ifEnded { try accounts.reset(link, in: visit.token) }
        let password = NewPassword.field(hasSecondFactor: reset.needsSecondFactor)
        var fields = [form.field(password.asked("New password"))]
        if reset.needsSecondFactor {
            fields.append(
                form.field(
                    .code("Code from your authenticator app", hint: "Or one of your recovery codes.")))
        }
        return QuestionPage(
            frame: visit.frame(), heading: "Choose another password",
            paragraphs: ["For the account of \(reset.email). You are signed out everywhere afterwards."],
            address: Route.signIn(.resetPassword).path, hidden: [("token", link.text)], username: reset.email,
            fields: fields,
            button: "Change password", problem: form.problem)
    }
}
