import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /sign-up`: creates an account, signed in.
    func signUp(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let nonce = form.nonce
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) -> Response {
            .html(signUpPage(visit, nonce: nonce, form, errors, problem: problem).html(), status: status)
        }
        let draft: SignUpDraft
        do {
            draft = try SignUpDraft(
                name: form["name"] ?? "", email: form["email"] ?? "", password: form["password"] ?? "",
                nonce: nonce)
        } catch { return again(.unprocessableContent, error) }
        if let seconds = try turn(.signUpAddress, for: visit.request.network) {
            return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        let token: SessionToken
        do { token = try accounts.signUp(draft, replacing: visit.token) } catch {
            guard case .addressInUse = error else { throw Refusal(error) }
            let message = "This address cannot be used for a new account. If it is yours, sign in instead."
            return again(.unprocessableContent, FormErrors("email", message))
        }
        return .redirect(to: Route.onboarding.path).setting(visit.cookie(token))
    }
}
