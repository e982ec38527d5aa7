import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders

extension ProviderDesk {
    /// `POST /account/connections/{provider}/disconnect`: a code by mail always remains as a way in.
    func disconnectProvider(_ name: String, _ visit: Visit) throws -> Response {
        let label = providers[name]?.label ?? name
        let token = try accounts.disconnect(name, called: label, from: visit.admitted(), in: visit.token)
        postman.nudge()
        return .redirect(to: Route.connections(.list).path(done: "disconnected")).setting(visit.cookie(token))
    }
}
