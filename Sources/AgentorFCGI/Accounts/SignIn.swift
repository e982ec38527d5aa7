import AgentorCore
import AgentorViews
import FastCGI
import Text

extension Site {
    /// `POST /sign-in`: opens a session under a new token, or asks for the second factor.
    func signIn(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let next = form["next"].flatMap(localAddress)
        let typed = form["email"] ?? ""
        let password = form["password"] ?? ""
        func again(
            _ status: Status, _ errors: FormErrors? = nil, problem: String? = nil, isLocked: Bool = false
        ) -> Response {
            .html(
                SignInPage(
                    frame: visit.frame(.signIn), next: next,
                    codeAddress: Route.signInCode.address(next: next), email: form.entry("email", errors),
                    password: form.entry("password", errors), problem: problem,
                    providers: providerLinks(next: next), isLocked: isLocked
                ).html(), status: status)
        }
        var errors = FormErrors()
        if typed.isEmpty { errors.add("email", "Enter your email address.") }
        if password.isEmpty { errors.add("password", "Enter your password.") }
        guard errors.isEmpty else { return again(.unprocessableContent, errors) }

        // Only failures count: a turn is taken before anything is worked out, and given back when the password is
        // right.
        if let seconds = try turn(.signInAddress, for: visit.request.network) {
            return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        let entrance: Accounts.Entrance
        do {
            entrance = try accounts.signIn(
                email: EmailAddress.normalized(typed), password: password, from: visit.arrival)
        } catch {
            switch error {
            case .wrongCredentials:
                return again(
                    .unprocessableContent,
                    problem: "The email and the password do not belong together. Check both.")
            case .tooOften(let seconds):
                return again(.tooManyRequests, problem: tooOften(seconds), isLocked: true).retry(
                    after: seconds)
            case .tooManyBrowsers(let seconds):
                let message =
                    "Too many new browsers have signed in to this account within an hour. If that was not you, choose another password: that signs them all out."
                return again(.tooManyRequests, problem: message).retry(after: seconds)
            case .suspended: return suspendedPage(visit)
            default: throw Refusal(error)
            }
        }
        try returnTurn(.signInAddress, for: visit.request.network)
        return response(to: entrance, visit, next: next)
    }
}
