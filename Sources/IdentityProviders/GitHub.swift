import Outgoing

/// GitHub's OAuth, which has no identity token: who it is says its API, to the access token the code was
/// exchanged for.
struct GitHub: Sendable {
    struct Endpoints: Sendable {
        let authorization: String
        let token: String
        let api: String

        static let github = Endpoints(
            authorization: "https://github.com/login/oauth/authorize",
            token: "https://github.com/login/oauth/access_token", api: "https://api.github.com")
    }

    static let scopes = ["read:user", "user:email"]

    let endpoints: Endpoints
    /// `https://github.com`, or that of the GitHub Enterprise Server.
    let issuer: String
    let client: ProviderClient

    func begin(as name: String, returningTo redirect: String) -> Authorization {
        Authorization(
            at: endpoints.authorization, of: name, client: client.id, returningTo: redirect,
            scopes: client.scopes)
    }

    func finish(
        _ authorization: Authorization, code: String, returningTo redirect: String,
        through exchange: ProviderExchange
    ) async throws(ProviderFailure) -> ProviderIdentity {
        let grant = CodeGrant(code: code, verifier: authorization.verifier, redirect: redirect)
        let request = grant.request(to: endpoints.token, from: client, authentication: .post)
        let tokens = try CodeGrant.tokens(from: try await exchange.ask(request, what: "token"))
        guard let bearer = tokens.bearer else { throw .unavailable("token: there is no bearer token") }
        let user: User = try await exchange.read(ask("/user", bearer), what: "user")
        let emails: [Email] = try await exchange.read(ask("/user/emails", bearer), what: "emails")
        let email = emails.first { $0.primary && $0.verified }
        return ProviderIdentity(
            issuer: issuer, subject: String(user.id), email: email?.email, claim: email?.verified,
            trust: client.trustsEmail, name: user.name ?? user.login)
    }

    private func ask(_ path: String, _ bearer: String) -> HTTPRequest {
        HTTPRequest(
            to: endpoints.api + path,
            headers: [bearer, "Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28"])
    }

    private struct User: Decodable {
        let id: Int64
        let login: String
        let name: String?
    }

    private struct Email: Decodable {
        let email: String
        let primary: Bool
        let verified: Bool
    }
}
