import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders

extension Site {
    /// `GET /sign-in/with/{provider}/callback`: where the provider sends the browser back to, with a code.
    func returnFromProvider(_ name: String, _ visit: Visit) async throws(Refusal) -> Response {
        guard let provider = settings.providers[name] else { throw .notFound }
        if let seconds = try turn(.authorize, for: visit.request.network) {
            throw .tooOften(seconds: seconds)
        }
        let pending: (authorizing: Accounts.Authorizing, viewer: AccountID?)
        do {
            pending = try accounts.finishAuthorizing(state: visit.request.query["state"], in: visit.token)
        } catch {
            if case .ended = error { return endedPage(visit, again: .signIn, "Sign in") }
            throw Refusal(error)
        }
        let query = visit.request.query
        let callback = ProviderCallback(
            code: query["code"], state: query["state"], issuer: query["iss"], error: query["error"])
        let identity: ProviderIdentity
        do {
            identity = try await provider.finish(
                pending.authorizing.authorization, callback: callback, returningTo: returnAddress(name))
        } catch { return providerFailed(error, provider, visit) }
        let connection = Accounts.NewConnection(
            provider: name, label: provider.label, identity: identity, next: pending.authorizing.next)
        if let account = pending.viewer { return try connect(connection, account, visit) }
        return try enter(connection, provider, visit)
    }

    /// Somebody signed in has connected another way to sign in.
    private func connect(
        _ connection: Accounts.NewConnection, _ account: AccountID, _ visit: Visit
    ) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        // Signed in as somebody else meanwhile.
        guard viewer.id == account else { throw .notFound }
        let token: SessionToken
        do { token = try accounts.connect(connection, to: viewer, in: visit.token) } catch {
            guard case .alreadyConnected = error else { throw Refusal(error) }
            return .html(
                QuestionPage(
                    frame: visit.frame(.account), heading: "It is connected already",
                    paragraphs: ["That account is connected with an Agentor account, this one or another."],
                    links: [.init("Back to your connected accounts", Route.connections.path)]
                ).html(), status: .conflict)
        }
        postman.nudge()
        return .redirect(to: Route.connections.path + "?done=connected").setting(cookie(token, visit))
    }

    private func enter(
        _ connection: Accounts.NewConnection, _ provider: Provider, _ visit: Visit
    ) throws(Refusal) -> Response {
        let outcome: Accounts.ProviderOutcome
        do { outcome = try accounts.enter(with: connection, from: visit.arrival) } catch {
            if case .suspended = error { return suspendedPage(visit) }
            throw Refusal(error)
        }
        postman.nudge()
        switch outcome {
        case .entrance(let entrance): return response(to: entrance, visit, next: connection.next)
        case .askToConnect: return .redirect(to: Route.connectSignIn.path)
        case .askToJoin: return .redirect(to: Route.joinSignIn.path)
        case .noAddress:
            return .html(
                QuestionPage(
                    frame: visit.frame(), heading: "\(provider.label) has no confirmed address of yours",
                    paragraphs: [
                        "Agentor needs an email address that \(provider.label) has checked, and got none. Confirm your address there and try again, or create an account here and connect \(provider.label) in it."
                    ],
                    links: [
                        .init("Create account", Route.signUp.path), .init("Sign in", Route.signIn.path),
                    ]
                ).html(), status: .unprocessableContent)
        }
    }
}
