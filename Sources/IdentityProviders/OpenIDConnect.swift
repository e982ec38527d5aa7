import FoundationEssentials
import Outgoing
import Synchronization

/// The authorization code flow of OpenID Connect Core 1.0, section 3.1, with PKCE.
final class OpenIDConnect: Sendable {
    private let issuer: String
    private let client: ProviderClient
    private let cache = Mutex(OpenIDCache())

    init(issuer: String, client: ProviderClient) {
        self.issuer = issuer
        self.client = client
    }

    func begin(
        as name: String, returningTo redirect: String, through exchange: ProviderExchange
    ) async throws(ProviderFailure) -> Authorization {
        Authorization(
            at: try await metadata(through: exchange).authorizationEndpoint, of: name, client: client.id,
            returningTo: redirect, scopes: client.scopes
        ) { nonce in [("nonce", nonce)] }
    }

    func finish(
        _ authorization: Authorization, code: String, answeredBy issuer: String?,
        returningTo redirect: String,
        through exchange: ProviderExchange
    ) async throws(ProviderFailure) -> ProviderIdentity {
        let metadata = try await metadata(through: exchange)
        // Before the code goes anywhere: another provider's code would be given away.
        guard issuer.map(metadata.issuer.admits) ?? !metadata.answersWithIssuer else {
            throw .untrusted("the answer is of another issuer")
        }
        let tokens = try await tokens(
            for: CodeGrant(code: code, verifier: authorization.verifier, redirect: redirect),
            metadata: metadata,
            through: exchange)
        guard let text = tokens.identity else { throw .unavailable("token: there is no id_token") }
        let token = try IDToken(text)
        let key = try await key(for: token, at: metadata.keys, through: exchange)
        let claims = try await token.claims(signedWith: key)
        let person = try claims.check(
            issuer: metadata.issuer, client: client.id, nonce: authorization.nonce, at: Date())
        guard ExpectedIssuer.mayUse(keyOf: key.issuer, for: person.issuer, tenant: claims.tid) else {
            throw .untrusted("id_token: signed with another issuer's key")
        }
        guard issuer.map(person.issuer.isExactly) ?? true else {
            throw .untrusted("the answer and the id_token are of different issuers")
        }
        var email = claims.email
        var verification = claims.emailVerified
        var name = claims.name
        if email == nil, let endpoint = metadata.userinfoEndpoint {
            let more = try await userinfo(at: endpoint, with: tokens, of: person.subject, through: exchange)
            email = more.email
            verification = more.emailVerified
            name = name ?? more.name
        }
        return ProviderIdentity(
            issuer: person.issuer, subject: person.subject, email: email, claim: verification?.isGiven,
            trust: client.trustsEmail, name: name)
    }

    private func metadata(through exchange: ProviderExchange) async throws(ProviderFailure) -> OpenIDMetadata
    {
        if let known = cache.withLock({ $0.metadata(at: .now) }) { return known }
        let document: OpenIDMetadata.Document = try await exchange.read(
            HTTPRequest(to: OpenIDMetadata.address(of: issuer)), what: "discovery")
        let metadata = try OpenIDMetadata(document, configured: issuer)
        cache.withLock { $0.keep(metadata, at: .now) }
        return metadata
    }

    private func tokens(
        for grant: CodeGrant, metadata: OpenIDMetadata, through exchange: ProviderExchange
    ) async throws(ProviderFailure) -> CodeGrant.Tokens {
        let request = grant.request(
            to: metadata.tokenEndpoint, from: client, authentication: metadata.authentication)
        return try CodeGrant.tokens(from: try await exchange.ask(request, what: "token"))
    }

    private func key(
        for token: IDToken, at address: String, through exchange: ProviderExchange
    ) async throws(ProviderFailure) -> SigningKey {
        switch cache.withLock({ $0.key(for: token.header, at: .now) }) {
        case .found(let key): return key
        case .ask:
            let keys: SigningKeys = try await exchange.read(HTTPRequest(to: address), what: "keys")
            cache.withLock { $0.keep(keys, at: .now) }
            if let key = keys.key(for: token.header) { return key }
        case .unknown: break
        }
        throw .untrusted("id_token: signed with a key the provider does not publish")
    }

    private struct Userinfo: Decodable {
        let sub: String
        let email: String?
        let emailVerified: Verification?
        let name: String?

        private enum CodingKeys: String, CodingKey {
            case sub, email, name
            case emailVerified = "email_verified"
        }
    }

    /// Section 5.3.
    private func userinfo(
        at endpoint: String, with tokens: CodeGrant.Tokens, of subject: String,
        through exchange: ProviderExchange
    ) async throws(ProviderFailure) -> Userinfo {
        guard let bearer = tokens.bearer else { throw .unavailable("token: there is no bearer token") }
        let info: Userinfo = try await exchange.read(
            HTTPRequest(to: endpoint, headers: [bearer, "Accept: application/json"]),
            what: "userinfo")
        guard info.sub.isExactly(subject) else { throw .untrusted("userinfo: of somebody else") }
        return info
    }
}
