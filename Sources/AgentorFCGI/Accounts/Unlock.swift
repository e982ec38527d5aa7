import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /sign-in/unlock`: asks which account is to take passwords again.
    func showUnlock(_ visit: Visit) throws -> Response {
        .html(unlockPage(visit, .unsent()).html()).greeting(visit)
    }

    /// `POST /sign-in/unlock`
    func unlock(_ visit: Visit, _ form: Fields) throws -> Response {
        try askByMail(visit, form, page: unlockPage) { email, nonce in
            try accounts.askUnlock(email: email, nonce: nonce, from: visit.arrival)
        } then: {
            mailSentPage(visit, again: .signIn(.unlock))
        }
    }

    private func unlockPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Unlock your account",
            paragraphs: [
                "After ten wrong passwords an account takes no more for up to an hour. A link by mail lets you try again at once."
            ],
            address: Route.signIn(.unlock).path, fields: [form.field(.email())],
            button: "Send the link", problem: form.problem,
            links: [.init("Back to signing in", Route.signIn(.password).path)], nonce: form.nonce.value)
    }
}
