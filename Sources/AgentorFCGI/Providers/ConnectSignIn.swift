import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders

extension ProviderDesk {
    /// `GET /sign-in/connect`: there is an account with the address the provider vouches for. May the two be connected?
    func showConnectSignIn(_ visit: Visit) throws -> Response {
        guard let pending = try accounts.pendingConnection(in: visit.token) else { throw Self.visitEnded }
        let label = providers[pending.provider]?.label ?? pending.provider
        return .html(
            QuestionPage(
                frame: visit.frame(.signIn), heading: "Connect your accounts",
                paragraphs: [
                    "There is an Agentor account with \(pending.identity.email ?? "your address"), which \(label) says is yours. If you connect the two, your account at \(label) signs you in from now on."
                ], address: Route.connections(.connect).path, button: "Connect and sign in",
                links: [.init("Not now: sign in as before", Route.signIn(.password).path)]
            ).html())
    }

    /// `POST /sign-in/connect`
    func connectSignIn(_ visit: Visit, _ form: Fields) throws -> Response {
        do {
            let (entrance, next) = try accounts.connect(from: visit.arrival)
            postman.nudge()
            return visit.response(to: entrance, next: next)
        } catch Accounts.Failure.ended, Accounts.Failure.alreadyConnected {
            throw Self.visitEnded
        }
    }

    /// What was begun at a provider is no longer waited for in this browser.
    static let visitEnded = Refusal.ended(again: .signIn(.password), label: "Sign in")
}
