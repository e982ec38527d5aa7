import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /sign-in`: opens a session under a new token, and leads to where the visitor wanted to go.
    func signIn(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let next = form["next"].flatMap(localAddress)
        let email = EmailAddress.normalized(form["email"] ?? "")
        let password = form["password"] ?? ""
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) -> Response {
            .html(
                SignInPage(
                    frame: visit.frame(.signIn), next: next, email: form.entry("email", errors),
                    password: form.entry("password", errors), problem: problem
                ).html(), status: status)
        }
        var errors = FormErrors()
        if email.isEmpty { errors.add("email", "Enter your email address.") }
        if password.isEmpty { errors.add("password", "Enter your password.") }
        guard errors.isEmpty else { return again(.unprocessableContent, errors) }

        let turns: [(limit: Throttle.Limit, subject: String)] = [
            (.signInAddress, visit.request.network), (.signIn, "\(visit.request.network) \(email)"),
            (.signInAccount, email),
        ]
        // Only failures count: a turn is taken before the password is checked, and given back when it is right. Whoever
        // is refused by one limit takes no turn of the next.
        for (limit, subject) in turns {
            if let seconds = try turn(limit, for: subject) {
                return again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
            }
        }
        let token: SessionToken
        do { token = try accounts.signIn(email: email, password: password, replacing: visit.token) } catch {
            guard case .wrongCredentials = error else { throw Refusal(error) }
            return again(
                .unprocessableContent,
                problem: "The email and the password do not belong together. Check both.")
        }
        for (limit, subject) in turns { try returnTurn(limit, for: subject) }
        return .redirect(to: next ?? Route.dashboard.path).setting(visit.cookie(token))
    }
}
