import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-up`
    func showSignUp(_ visit: Visit) throws(Refusal) -> Response {
        if visit.viewer != nil { return .redirect(to: Route.dashboard.path) }
        return .html(signUpPage(visit, nonce: FormNonce()).html()).greeting(visit, accounts.rules)
    }

    func signUpPage(
        _ visit: Visit, nonce: FormNonce, _ form: Fields = [:], _ errors: FormErrors? = nil,
        problem: String? = nil
    ) -> SignUpPage {
        let notice: String? =
            switch accounts.rules.registration {
            case .open: nil
            case .invitation: "New accounts are by invitation here. Use the address that was invited."
            case .waitingList: "New accounts are let in a few at a time here. You are put on the list."
            }
        return SignUpPage(
            frame: visit.frame(.signUp), nonce: nonce.value,
            shortestPassword: SignUpDraft.shortestPassword, notice: notice,
            name: form.entry("name", errors), email: form.entry("email", errors),
            password: form.entry("password", errors), problem: problem, providers: providerLinks(next: nil))
    }
}
