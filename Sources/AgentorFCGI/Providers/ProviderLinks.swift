import AgentorViews
import IdentityProviders

extension Providers {
    /// - Parameter next: where to go after signing in.
    func links(next: String?) -> [SignInPage.Provider] {
        all.map {
            SignInPage.Provider(
                label: $0.label, address: Route.providerWait($0.name, .signIn).path(next: next))
        }
    }
}
