import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /forgot-password`
    func showForgotPassword(_ visit: Visit) throws -> Response {
        .html(forgotPasswordPage(visit, .unsent()).html()).greeting(visit)
    }

    /// `POST /forgot-password`: sends a link to choose another.
    func forgotPassword(_ visit: Visit, _ form: Fields) throws -> Response {
        try askByMail(visit, form, page: forgotPasswordPage) { email, nonce in
            try accounts.askReset(email: email, nonce: nonce, from: visit.arrival)
        } then: {
            mailSentPage(visit, again: .signIn(.forgotPassword))
        }
    }

    private func forgotPasswordPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Choose another password",
            paragraphs: ["We send a link to your address."], address: Route.signIn(.forgotPassword).path,
            fields: [form.field(.email())], button: "Send the link", problem: form.problem,
            links: [
                .init("Sign in with a code by mail instead", Route.signIn(.code).path),
                .init("Back to signing in", Route.signIn(.password).path),
            ], nonce: form.nonce.value)
    }
}
