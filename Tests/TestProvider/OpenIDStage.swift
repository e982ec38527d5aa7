internal import FoundationEssentials
package import IdentityProviders
package import JWTKit
internal import Testing

/// An OpenID provider in memory, and Agentor before it.
package struct OpenIDStage {
    package static let issuer = "https://id.example"
    package static let redirect = "https://agentor.example/sign-in/with/test/callback"
    package static let tokenEndpoint = "https://id.example/token"
    package static let keysAddress = "https://id.example/keys"
    package static let userinfoEndpoint = "https://id.example/userinfo"
    package static let discovery = "https://id.example/.well-known/openid-configuration"

    package let answers = ProviderAnswers()
    package let key = ES256PrivateKey()
    package let providers: Providers
    package let provider: Provider

    /// - Parameters:
    ///   - settings: fields of the operator's entry, each with a comma before it.
    ///   - metadata: fields of the discovery document, likewise.
    package init(issuer: String = issuer, settings: String = "", metadata: String = "") throws {
        let json = """
            [{"name": "test", "label": "Test", "issuer": "\(issuer)",
              "client_id": "agentor", "client_secret": "a secret/with:marks"\(settings)}]
            """
        providers = try Providers(parsing: Array(json.utf8), transport: answers)
        provider = try #require(providers["test"])
        answers[Self.discovery] = """
            {"issuer": "\(Self.issuer)", "authorization_endpoint": "https://id.example/authorize",
             "token_endpoint": "\(Self.tokenEndpoint)", "jwks_uri": "\(Self.keysAddress)"\(metadata)}
            """
        publish(Self.document(of: key, name: "1"))
    }

    package func publish(_ keys: String...) {
        answers[Self.keysAddress] = "{\"keys\": [\(keys.joined(separator: ","))]}"
    }

    package func begin() async throws -> Authorization {
        try await provider.begin(returningTo: Self.redirect)
    }

    /// Signs in with a token in the answer of the token endpoint.
    package func signIn(
        _ authorization: Authorization, with token: String, callback: ProviderCallback? = nil
    ) async throws(ProviderFailure) -> ProviderIdentity {
        answers[Self.tokenEndpoint] = """
            {"access_token": "an-access-token", "token_type": "Bearer", "id_token": "\(token)"}
            """
        return try await provider.finish(
            authorization, callback: callback ?? authorization.callback, returningTo: Self.redirect)
    }

    /// Signs in with claims that are right but for what is changed.
    package func signIn(_ change: (inout TestClaims) -> Void = { _ in }) async throws -> ProviderIdentity {
        let authorization = try await begin()
        return try await signIn(authorization, with: try await token(for: authorization.nonce, change))
    }

    /// A token as the provider gives it for the nonce in its address.
    package func token(
        for nonce: String?, header: JWTHeader = ["kid": "1"],
        _ change: (inout TestClaims) -> Void = { _ in }
    ) async throws -> String {
        try await JWTKeyCollection().add(ecdsa: key).sign(Self.claims(for: nonce, change), header: header)
    }

    package static func claims(
        for nonce: String?, _ change: (inout TestClaims) -> Void = { _ in }
    ) -> TestClaims {
        let now = Date().timeIntervalSince1970.rounded()
        var claims = TestClaims(
            iss: issuer, sub: "person-1", aud: ["agentor"], exp: now + 300, iat: now,
            nonce: nonce, email: "Ada@Example.com", email_verified: true, name: "Ada Lovelace")
        change(&claims)
        return claims
    }

    /// The public key as providers publish it.
    package static func document(of key: some ECDSAKey, name: String, more: String = "") -> String {
        guard let (x, y) = key.parameters else { return "{}" }
        let coordinates = [x, y].map {
            $0.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        return """
            {"kty": "EC", "crv": "\(key.curve.rawValue)", "use": "sig", "kid": "\(name)",
             "x": "\(coordinates[0])", "y": "\(coordinates[1])"\(more)}
            """
    }
}

extension Authorization {
    /// What an honest provider sends the browser back with.
    package var callback: ProviderCallback {
        ProviderCallback(code: "a-code", state: state, issuer: nil, error: nil)
    }
}

/// Claims of which any may be missing.
package struct TestClaims: JWTPayload {
    package var iss: String?
    package var sub: String?
    package var aud: [String]?
    package var azp: String?
    package var exp: Double?
    package var iat: Double?
    package var nbf: Double?
    package var nonce: String?
    package var tid: String?
    package var email: String?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    package var email_verified: Bool?
    package var name: String?

    package func verify(using algorithm: some JWTAlgorithm) async throws {}
}
