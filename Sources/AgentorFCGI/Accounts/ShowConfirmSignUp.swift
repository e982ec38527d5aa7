import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-up/confirm`: asks for the code from the mail.
    func showConfirmSignUp(_ visit: Visit) throws(Refusal) -> Response {
        if visit.viewer != nil { return .redirect(to: Route.dashboard.path) }
        guard let page = try confirmSignUpPage(visit, [:]) else {
            return endedPage(visit, again: .signUp, "Create account")
        }
        return .html(page.html())
    }

    /// Nil when this browser has not asked for an account, or too long ago.
    func confirmSignUpPage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) throws(Refusal) -> QuestionPage? {
        let email: String?
        do { email = try accounts.pendingSignUp(in: visit.token) } catch { throw Refusal(error) }
        guard let email else { return nil }
        return QuestionPage(
            frame: visit.frame(), heading: "Check your mail",
            paragraphs: ["We have sent a mail to \(email). Type the code from it here, or follow its link."],
            address: Route.confirmSignUp.path,
            fields: [.code(form.entry("code", errors), hint: "Eight digits, good for ten minutes.")],
            button: "Confirm", problem: problem,
            links: mailboxLink(visit) + [
                .init("No mail? Check the address and send another", Route.signUp.path)
            ])
    }
}
