import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-up`
    func showSignUp(_ visit: Visit) throws(Refusal) -> Response {
        if visit.viewer != nil { return .redirect(to: Route.dashboard.path) }
        return .html(signUpPage(visit, nonce: FormNonce()).html()).setting(visit.cookie(visit.token))
    }

    func signUpPage(
        _ visit: Visit, nonce: FormNonce, _ form: Fields = [:], _ errors: FormErrors? = nil,
        problem: String? = nil
    ) -> SignUpPage {
        SignUpPage(
            frame: visit.frame(.signUp), nonce: nonce.value,
            shortestPassword: SignUpDraft.shortestPassword,
            name: form.entry("name", errors), email: form.entry("email", errors),
            password: form.entry("password", errors), problem: problem)
    }
}
