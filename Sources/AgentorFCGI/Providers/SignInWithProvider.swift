import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders

extension Site {
    /// `GET /sign-in/with/{provider}?next=`: sends the browser to the provider. A link, because a form that is
    /// redirected to another site is blocked by our content security policy; all it leaves is what this browser waits
    /// for.
    func signInWithProvider(_ name: String, _ visit: Visit) async throws(Refusal) -> Response {
        let next = visit.request.query["next"].flatMap(localAddress)
        if visit.viewer != nil { return .redirect(to: next ?? Route.dashboard.path) }
        // Nobody is signed in by a link on another site.
        guard visit.request.isFromHere else { return .redirect(to: Route.signIn.address(next: next)) }
        return try await leave(for: name, visit, viewer: nil, next: next)
    }

    /// Sends the browser to a provider; waiting for that holds no thread.
    func leave(
        for name: String, _ visit: Visit, viewer: Viewer?, next: String?
    ) async throws(Refusal) -> Response {
        guard let provider = settings.providers[name] else { throw .notFound }
        if let seconds = try turn(.authorize, for: visit.request.network) {
            throw .tooOften(seconds: seconds)
        }
        let authorization: Authorization
        do { authorization = try await provider.begin(returningTo: returnAddress(name)) } catch {
            return providerFailed(error, provider, visit)
        }
        do {
            try accounts.begin(
                Accounts.Authorizing(authorization, next: next), for: viewer, in: visit.token)
        } catch { throw Refusal(error) }
        return .redirect(to: authorization.address).greeting(visit, accounts.rules)
    }

    func returnAddress(_ name: String) -> String { settings.address + Route.returnFromProvider(name).path }

    func providerLinks(next: String?) -> [SignInPage.Provider] {
        settings.providers.all.map {
            SignInPage.Provider(label: $0.label, address: Route.signInWith($0.name).address(next: next))
        }
    }

    /// What went wrong at the provider, in words for whoever wanted to sign in; the log has the rest.
    func providerFailed(_ failure: ProviderFailure, _ provider: Provider, _ visit: Visit) -> Response {
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
                    .init("Try again", Route.signIn.path), .init("Get a code by mail", Route.signInCode.path),
                ]
            ).html(), status: status)
    }
}
