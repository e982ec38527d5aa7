import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension SecondFactorDesk {
    /// `GET /sign-in/second-factor?next=`: asks for the second factor of whoever has proved the first in this browser.
    func showSignInSecondFactor(_ visit: Visit) throws -> Response {
        guard try accounts.awaitsSecondFactor(in: visit.token) else { throw Self.firstEnded }
        return .html(signInSecondFactorPage(visit, .unsent(visit.request.query)).html())
    }

    /// `POST /sign-in/second-factor`: opens the session.
    func signInSecondFactor(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            try turns.take(.codeAddress, for: visit.request.network)
            do {
                let token = try accounts.signIn(secondFactor: form["code"] ?? "", from: visit.arrival)
                postman.nudge()
                return visit.entered(token, next: form.next)
            } catch Accounts.Failure.wrongCode {
                throw FormErrors(
                    "code", .wrong,
                    "That is not a code that is good now. A code of the app is good once, for half a minute.")
            } catch Accounts.Failure.ended {
                throw Self.firstEnded
            }
        } again: {
            signInSecondFactorPage(visit, $0).html()
        }
    }

    private static let firstEnded = Refusal.ended(again: .signIn(.password), label: "Sign in")

    private func signInSecondFactorPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Second factor",
            paragraphs: ["Type the code your authenticator app shows now, or one of your recovery codes."],
            address: Route.secondFactor(.signIn).path,
            hidden: Fields.hidden(next: form.fields.next),
            fields: [form.field(.code())], button: "Sign in", problem: form.problem,
            links: [.init("Begin again", Route.signIn(.password).path(next: form.fields.next))])
    }
}
