import AgentorCore
import AgentorViews
import FastCGI
import IdentityProviders

extension ProviderDesk {
    /// `GET /sign-in/with/{provider}/callback`: where the provider sends the browser back to, with a code.
    func returnFromProvider(_ name: String, _ visit: Visit) async throws -> Response {
        guard let provider = providers[name] else { throw Refusal.notFound }
        guard !visit.isNew else { throw Refusal.noCookie }
        try turns.take(.authorize, for: visit.request.network)
        let query = visit.request.query
        let pending = try Self.visitEnded.ifEnded {
            try accounts.finishAuthorizing(state: query["state"], in: visit.token)
        }
        let callback = ProviderCallback(
            code: query["code"], state: query["state"], issuer: query["iss"], error: query["error"])
        let identity: ProviderIdentity
        do {
            identity = try await provider.finish(
                pending.authorizing.authorization, callback: callback, returningTo: returnAddress(name))
        } catch { return failed(error, provider, visit) }
        let connection = Accounts.NewConnection(
            provider: name, label: provider.label, identity: identity, next: pending.authorizing.next)
        if let account = pending.viewer { return try connect(connection, account, visit) }
        return try enter(connection, provider, visit)
    }

    /// Somebody signed in has connected another way to sign in.
    private func connect(
        _ connection: Accounts.NewConnection, _ account: AccountID, _ visit: Visit
    ) throws -> Response {
        let viewer = try visit.settled()
        // Signed in as somebody else meanwhile.
        guard viewer.id == account else { throw Refusal.notFound }
        do {
            let token = try accounts.connect(connection, to: viewer, in: visit.token)
            postman.nudge()
            return .redirect(to: Route.connections(.list).path(done: "connected")).setting(
                visit.cookie(token))
        } catch Accounts.Failure.alreadyConnected {
            return .html(
                QuestionPage(
                    frame: visit.frame(.account), heading: "It is connected already",
                    paragraphs: ["That account is connected with an Agentor account, this one or another."],
                    links: [.init("Back to your connected accounts", Route.connections(.list).path)]
                ).html(), status: .conflict)
        }
    }

    private func enter(
        _ connection: Accounts.NewConnection, _ provider: Provider, _ visit: Visit
    ) throws -> Response {
        let outcome = try accounts.enter(with: connection, from: visit.arrival)
        postman.nudge()
        return switch outcome {
        case .entrance(let entrance): visit.response(to: entrance, next: connection.next)
        case .askToConnect: .redirect(to: Route.connections(.connect).path)
        case .askToJoin: .redirect(to: Route.connections(.join).path)
        case .noAddress:
            .html(
                QuestionPage(
                    frame: visit.frame(), heading: "\(provider.label) has no confirmed address of yours",
                    paragraphs: [
                        "Agentor needs an email address that \(provider.label) has checked, and got none. Confirm your address there and try again, or create an account here and connect \(provider.label) in it."
                    ],
                    links: [
                        .init("Create account", Route.signUp(.ask).path),
                        .init("Sign in", Route.signIn(.password).path),
                    ]
                ).html(), status: .unprocessableContent)
        }
    }
}
