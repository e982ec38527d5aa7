import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /sign-in/connect`: there is an account with the address the provider vouches for. May the two be connected?
    func showConnectSignIn(_ visit: Visit) throws(Refusal) -> Response {
        let pending: Accounts.NewConnection?
        do { pending = try accounts.pendingConnection(in: visit.token) } catch { throw Refusal(error) }
        guard let pending else { return endedPage(visit, again: .signIn, "Sign in") }
        let label = settings.providers[pending.provider]?.label ?? pending.provider
        return .html(
            QuestionPage(
                frame: visit.frame(.signIn), heading: "Connect your accounts",
                paragraphs: [
                    "There is an Agentor account with \(pending.identity.email ?? "your address"), which \(label) says is yours. If you connect the two, your account at \(label) signs you in from now on."
                ], address: Route.connectSignIn.path, button: "Connect and sign in",
                links: [.init("Not now: sign in as before", Route.signIn.path)]
            ).html())
    }

    /// `POST /sign-in/connect`
    func connectSignIn(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        do {
            let (entrance, next) = try accounts.connect(from: visit.arrival)
            postman.nudge()
            return response(to: entrance, visit, next: next)
        } catch {
            switch error {
            case .ended, .alreadyConnected: return endedPage(visit, again: .signIn, "Sign in")
            case .suspended: return suspendedPage(visit)
            default: throw Refusal(error)
            }
        }
    }
}
