import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /sign-up/confirm`: creates the account, signed in.
    func confirmSignUp(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        func again(_ status: Status, _ errors: FormErrors? = nil, problem: String? = nil) throws(Refusal)
            -> Response
        {
            guard let page = try confirmSignUpPage(visit, form, errors, problem: problem) else {
                return endedPage(visit, again: .signUp, "Create account")
            }
            return .html(page.html(), status: status)
        }
        if let seconds = try turn(.codeAddress, for: visit.request.network) {
            return try again(.tooManyRequests, problem: tooOften(seconds)).retry(after: seconds)
        }
        do {
            let entrance = try accounts.confirmSignUp(code: form["code"] ?? "", from: visit.arrival)
            return response(to: entrance, visit, next: Route.onboarding.path)
        } catch {
            switch error {
            case .wrongCode: return try again(.unprocessableContent, .wrongCode)
            case .ended: return endedPage(visit, again: .signUp, "Create account")
            case .addressInUse:
                return endedPage(visit, again: .signIn, "Sign in")
            default: throw Refusal(error)
            }
        }
    }
}

extension FormErrors {
    static let wrongCode = FormErrors("code", "That is not the code. Check it, or ask for another.")
}
