import AgentorCore
import AgentorViews
import FastCGI
import Text

extension Site {
    /// `POST /sign-up`: sends a mail to the address, and asks for the code in it. The answer is the same whether or not
    /// there is an account with the address.
    func signUp(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let nonce = form.nonce
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) -> Response {
            .html(signUpPage(visit, nonce: nonce, form, errors, problem: problem).html(), status: status)
        }
        let network = visit.request.network
        if let seconds = try turns([(.signUpAddress, network), (.mailFrom, network)]) {
            return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        let draft: SignUpDraft
        do {
            draft = try SignUpDraft(
                name: form["name"] ?? "", email: form["email"] ?? "", password: form["password"] ?? "",
                nonce: nonce, rules: accounts.rules)
        } catch { return again(.unprocessableContent, error) }
        let email = EmailAddress.normalized(form["email"] ?? "")
        if let seconds = try mailTurns(to: email, visit) {
            return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        do { try accounts.signUp(draft, from: visit.arrival) } catch { throw Refusal(error) }
        postman.nudge()
        return .redirect(to: Route.confirmSignUp.path)
    }
}
