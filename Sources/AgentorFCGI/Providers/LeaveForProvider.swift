import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders

extension ProviderDesk {
    /// `GET /sign-in/with/{provider}?next=`: sends the browser to the provider. A link, because a form that is
    /// redirected to another site is blocked by our content security policy; all it leaves is what this browser waits
    /// for.
    func signInWithProvider(_ name: String, _ visit: Visit) async throws -> Response {
        let next = visit.request.query.next
        if visit.viewer != nil { return .redirect(to: next ?? Route.home(.dashboard).path) }
        // Nobody is signed in by a link on another site.
        guard visit.request.isFromHere else { return .redirect(to: Route.signIn(.password).path(next: next)) }
        return try await leave(for: name, visit, viewer: nil, next: next)
    }

    /// `GET /account/connections/{provider}/connect`: sends the browser to the provider, when the person chose that
    /// here: led here from another site, they could be signed in at the provider as somebody else.
    func connectProvider(_ name: String, _ visit: Visit) async throws -> Response {
        guard visit.request.isFromHere else { return .redirect(to: Route.connections(.list).path) }
        return try await leave(for: name, visit, viewer: visit.admitted(), next: nil)
    }

    /// Sends the browser to a provider; waiting for that holds no thread.
    private func leave(
        for name: String, _ visit: Visit, viewer: Viewer?, next: String?
    ) async throws -> Response {
        guard let provider = providers[name] else { throw Refusal.notFound }
        try turns.take(.authorize, for: visit.request.network)
        let authorization: Authorization
        do { authorization = try await provider.begin(returningTo: returnAddress(name)) } catch {
            return failed(error, provider, visit)
        }
        try accounts.begin(Accounts.Authorizing(authorization, next: next), for: viewer, in: visit.token)
        return .redirect(to: authorization.address).greeting(visit)
    }

    func returnAddress(_ name: String) -> String { address + Route.providerWait(name, .callback).path }

    /// What went wrong at the provider, in words for whoever wanted to sign in; the log has the rest.
    func failed(_ failure: ProviderFailure, _ provider: Provider, _ visit: Visit) -> Response {
        logger.notice(
            "a provider failed", metadata: ["provider": "\(provider.name)", "failure": "\(failure)"])
        let (explanation, status): (String, Status) =
            switch failure {
            case .unavailable:
                ("\(provider.label) does not answer as it should. Try again later.", .serviceUnavailable)
            case .refused: ("You were not signed in at \(provider.label). Nothing was changed.", .forbidden)
            case .untrusted:
                ("What came back from \(provider.label) cannot be trusted. Nothing was changed.", .forbidden)
            }
        return .html(
            QuestionPage(
                frame: visit.frame(), heading: "That did not work", paragraphs: [explanation],
                links: [
                    .init("Try again", Route.signIn(.password).path),
                    .init("Get a code by mail", Route.signIn(.code).path),
                ]
            ).html(), status: status)
    }
}
