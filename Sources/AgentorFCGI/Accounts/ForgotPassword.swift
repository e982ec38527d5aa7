import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /forgot-password`
    func showForgotPassword(_ visit: Visit) throws(Refusal) -> Response {
        .html(forgotPasswordPage(visit, [:], nonce: FormNonce()).html()).greeting(visit, accounts.rules)
    }

    /// `POST /forgot-password`: sends a link to choose another.
    func forgotPassword(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        try askByMail(visit, form, page: forgotPasswordPage) { email, nonce throws(Accounts.Failure) in
            try accounts.askReset(email: email, nonce: nonce, from: visit.arrival)
        } then: {
            mailSentPage(visit, again: .forgotPassword)
        }
    }

    private func forgotPasswordPage(
        _ visit: Visit, _ form: Fields, nonce: FormNonce, errors: FormErrors? = nil, problem: String? = nil
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Choose another password",
            paragraphs: ["We send a link to your address."], address: Route.forgotPassword.path,
            fields: [.email(form.entry("email", errors))], button: "Send the link", problem: problem,
            links: [
                .init("Sign in with a code by mail instead", Route.signInCode.path),
                .init("Back to signing in", Route.signIn.path),
            ], nonce: nonce.value)
    }
}
