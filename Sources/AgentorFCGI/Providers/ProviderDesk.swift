import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders
import Logging

/// Accounts elsewhere, by which people sign in here.
final class ProviderDesk: Sendable {
    let accounts: Accounts
    let turns: Turns
    let postman: Postman
    let providers: Providers
    /// Where people reach the site.
    let address: String
    let logger: Logger

    init(
        accounts: Accounts, turns: Turns, postman: Postman, providers: Providers, address: String,
        logger: Logger
    ) {
        self.accounts = accounts
        self.turns = turns
        self.postman = postman
        self.providers = providers
        self.address = address
        self.logger = logger
    }

    func answer(_ route: ConnectionsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showConnections)
        case .connect: try visit.show(showConnectSignIn, orTake: connectSignIn)
        case .join: try visit.show(showJoinSignIn, orTake: joinSignIn)
        }
    }

    func answer(_ route: ConnectionRoute, with provider: String, _ visit: Visit) throws -> Response {
        switch route {
        case .disconnect: try visit.take({ visit, _ in try disconnectProvider(provider, visit) })
        }
    }

    func hold(_ route: ProviderWait, with provider: String, _ visit: Visit) async throws -> Response {
        switch route {
        case .signIn: try await signInWithProvider(provider, visit)
        case .callback: try await returnFromProvider(provider, visit)
        case .connect: try await connectProvider(provider, visit)
        }
    }
}
