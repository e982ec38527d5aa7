import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /sign-up/confirm`: asks for the code from the mail.
    func showConfirmSignUp(_ visit: Visit) throws -> Response {
        if visit.viewer != nil { return .redirect(to: Route.home(.dashboard).path) }
        return .html(try confirmSignUpPage(visit, .unsent()).html())
    }

    /// `POST /sign-up/confirm`: creates the account, signed in.
    func confirmSignUp(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            try turns.take(.codeAddress, for: visit.request.network)
            do {
                let entrance = try accounts.confirmSignUp(code: form["code"] ?? "", from: visit.arrival)
                return visit.response(to: entrance, next: Route.profiles(.onboarding).path)
            } catch Accounts.Failure.wrongCode {
                throw FormErrors.wrongCode
            } catch Accounts.Failure.ended {
                throw Self.signUpEnded
            } catch Accounts.Failure.addressInUse {
                throw Refusal.ended(again: .signIn(.password), label: "Sign in")
            }
        } again: {
            try confirmSignUpPage(visit, $0).html()
        }
    }

    /// This browser has not asked for an account, or too long ago.
    private static let signUpEnded = Refusal.ended(again: .signUp(.ask), label: "Create account")

    private func confirmSignUpPage(_ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        guard let email = try accounts.pendingSignUp(in: visit.token) else { throw Self.signUpEnded }
        return QuestionPage(
            frame: visit.frame(), heading: "Check your mail",
            paragraphs: ["We have sent a mail to \(email). Type the code from it here, or follow its link."],
            address: Route.signUp(.confirm).path,
            fields: [form.field(.code(hint: "Eight digits, good for ten minutes."))],
            button: "Confirm", problem: form.problem,
            links: mailbox.links(for: visit) + [
                .init("No mail? Check the address and send another", Route.signUp(.ask).path)
            ])
    }
}
