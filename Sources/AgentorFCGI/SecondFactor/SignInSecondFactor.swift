import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in/second-factor?next=`: asks for the second factor of whoever has proved the first in this browser.
    func showSignInSecondFactor(_ visit: Visit) throws(Refusal) -> Response {
        let isPending: Bool
        do { isPending = try accounts.awaitsSecondFactor(in: visit.token) } catch { throw Refusal(error) }
        guard isPending else { return endedPage(visit, again: .signIn, "Sign in") }
        return .html(signInSecondFactorPage(visit, visit.request.query).html())
    }

    /// `POST /sign-in/second-factor`: opens the session.
    func signInSecondFactor(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) -> Response {
            .html(signInSecondFactorPage(visit, form, errors, problem: problem).html(), status: status)
        }
        if let seconds = try turn(.codeAddress, for: visit.request.network) {
            return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        do {
            let token = try accounts.signIn(secondFactor: form["code"] ?? "", from: visit.arrival)
            postman.nudge()
            return entered(visit, token, next: form["next"].flatMap(localAddress))
        } catch {
            switch error {
            case .wrongCode:
                let message =
                    "That is not a code that is good now. A code of the app is good once, for half a minute."
                return again(.unprocessableContent, FormErrors("code", message))
            case .tooOften(let seconds):
                return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
            case .ended: return endedPage(visit, again: .signIn, "Sign in")
            case .suspended: return suspendedPage(visit)
            default: throw Refusal(error)
            }
        }
    }

    private func signInSecondFactorPage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.signIn), heading: "Second factor",
            paragraphs: ["Type the code your authenticator app shows now, or one of your recovery codes."],
            address: Route.signInSecondFactor.path,
            hidden: Fields.hidden(next: form["next"].flatMap(localAddress)),
            fields: [.code(form.entry("code", errors))], button: "Sign in", problem: problem,
            links: [
                .init("Begin again", Route.signIn.address(next: form["next"].flatMap(localAddress)))
            ])
    }
}
