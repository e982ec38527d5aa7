import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in/unlock`: asks which account is to take passwords again.
    func showUnlock(_ visit: Visit) throws(Refusal) -> Response {
        .html(unlockPage(visit, [:], nonce: FormNonce()).html()).greeting(visit, accounts.rules)
    }

    /// `POST /sign-in/unlock`
    func unlock(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        try askByMail(visit, form, page: unlockPage) { email, nonce throws(Accounts.Failure) in
            try accounts.askUnlock(email: email, nonce: nonce, from: visit.arrival)
        } then: {
            mailSentPage(visit, again: .unlock)
        }
    }

    private func unlockPage(
        _ visit: Visit, _ form: Fields, nonce: FormNonce, errors: FormErrors? = nil, problem: String? = nil
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Unlock your account",
            paragraphs: [
                "After ten wrong passwords an account takes no more for up to an hour. A link by mail lets you try again at once."
            ],
            address: Route.unlock.path, fields: [.email(form.entry("email", errors))],
            button: "Send the link", problem: problem,
            links: [.init("Back to signing in", Route.signIn.path)],
            nonce: nonce.value)
    }
}
