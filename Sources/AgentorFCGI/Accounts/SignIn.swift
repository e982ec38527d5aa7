import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /sign-in?next=`
    func showSignIn(_ visit: Visit) throws -> Response {
        let next = visit.request.query.next
        if visit.viewer != nil { return .redirect(to: next ?? Route.home(.dashboard).path) }
        let notice: String? =
            switch visit.request.query["done"] {
            case "password": "Your password is changed. Sign in with it."
            case "unlocked": "Your account is unlocked. Sign in."
            case "kept": "Your account stays. Sign in."
            case "email": "Your address is changed. Sign in with the new one."
            default: next == nil ? nil : "Sign in to go on."
            }
        return .html(signInPage(visit, .unsent(["next": next ?? ""]), notice: notice).html()).greeting(visit)
    }

    /// `POST /sign-in`: opens a session under a new token, or asks for the second factor.
    func signIn(_ visit: Visit, _ form: Fields) throws -> Response {
        var isLocked = false
        return try visit.submit(form) {
            // Only failures count: a turn is taken before anything is worked out, and given back when the password is
            // right, or when there is none to try.
            try turns.take(.signInAddress, for: visit.request.network)
            var errors = FormErrors()
            let typedEmail = errors.read(.email(), form["email"])
            let typedPassword = errors.read(.currentPassword(), form["password"])
            guard let email = typedEmail, let password = typedPassword else {
                try turns.giveBack(.signInAddress, for: visit.request.network)
                throw errors
            }
            let entrance: Accounts.Entrance
            do {
                entrance = try accounts.signIn(email: email, password: password, from: visit.arrival)
            } catch Accounts.Failure.wrongCredentials {
                throw FormProblem("The email and the password do not belong together. Check both.")
            } catch let failure as Accounts.Failure {
                switch failure {
                case .tooOften: isLocked = true
                case .tooManyBrowsers(let seconds):
                    throw FormProblem(
                        "Too many new browsers have signed in to this account within an hour. If that was not you, choose another password: that signs them all out.",
                        retryAfter: seconds)
                default: break
                }
                throw failure
            }
            try turns.giveBack(.signInAddress, for: visit.request.network)
            return visit.response(to: entrance, next: form.next)
        } again: {
            signInPage(visit, $0, isLocked: isLocked).html()
        }
    }

    private func signInPage(
        _ visit: Visit, _ form: FilledForm, notice: String? = nil, isLocked: Bool = false
    ) -> SignInPage {
        let next = form.fields.next
        return SignInPage(
            frame: visit.frame(.signIn), next: next, codeAddress: Route.signIn(.code).path(next: next),
            notice: notice, fields: [form.field(.email()), form.field(.currentPassword())],
            problem: form.problem,
            providers: providers.links(next: next), isLocked: isLocked)
    }
}
