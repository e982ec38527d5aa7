import FoundationEssentials
import JWTKit
import Testing

@testable import AgentorCore

/// An OpenID provider in memory, and Agentor before it.
struct OpenIDStage {
    static let issuer = "https://id.example"
    static let redirect = "https://agentor.example/sign-in/with/test/callback"
    static let tokenEndpoint = "https://id.example/token"
    static let keysAddress = "https://id.example/keys"
    static let userinfoEndpoint = "https://id.example/userinfo"
    static let discovery = "https://id.example/.well-known/openid-configuration"

    let answers = ProviderAnswers()
    let key = ES256PrivateKey()
    let providers: Providers
    let provider: Provider

    /// - Parameters:
    ///   - settings: fields of the operator's entry, each with a comma before it.
    ///   - metadata: fields of the discovery document, likewise.
    init(issuer: String = issuer, settings: String = "", metadata: String = "") throws {
        let json = """
            [{"name": "test", "label": "Test", "issuer": "\(issuer)",
              "client_id": "agentor", "client_secret": "a secret/with:marks"\(settings)}]
            """
        providers = try Providers(parsing: Array(json.utf8), fetching: answers)
        provider = try #require(providers["test"])
        answers[Self.discovery] = """
            {"issuer": "\(Self.issuer)", "authorization_endpoint": "https://id.example/authorize",
             "token_endpoint": "\(Self.tokenEndpoint)", "jwks_uri": "\(Self.keysAddress)"\(metadata)}
            """
        publish(Self.document(of: key, name: "1"))
    }

    func publish(_ keys: String...) {
        answers[Self.keysAddress] = "{\"keys\": [\(keys.joined(separator: ","))]}"
    }

    func begin() async throws -> Authorization {
        try await provider.begin(returningTo: Self.redirect)
    }

    /// Signs in with a token in the answer of the token endpoint.
    func signIn(
        _ authorization: Authorization, with token: String, callback: ProviderCallback? = nil
    ) async throws(ProviderFailure) -> ProviderIdentity {
        answers[Self.tokenEndpoint] = """
            {"access_token": "an-access-token", "token_type": "Bearer", "id_token": "\(token)"}
            """
        return try await provider.finish(
            authorization, callback: callback ?? authorization.callback, returningTo: Self.redirect)
    }

    /// Signs in with claims that are right but for what is changed.
    func signIn(_ change: (inout TestClaims) -> Void = { _ in }) async throws -> ProviderIdentity {
        let authorization = try await begin()
        return try await signIn(authorization, with: try await token(for: authorization, change))
    }

    func token(
        for authorization: Authorization, header: JWTHeader = ["kid": "1"],
        _ change: (inout TestClaims) -> Void = { _ in }
    ) async throws -> String {
        try await JWTKeyCollection().add(ecdsa: key).sign(
            Self.claims(for: authorization, change), header: header)
    }

    static func claims(
        for authorization: Authorization, _ change: (inout TestClaims) -> Void = { _ in }
    ) -> TestClaims {
        let now = Date().timeIntervalSince1970.rounded()
        var claims = TestClaims(
            iss: issuer, sub: "person-1", aud: ["agentor"], exp: now + 300, iat: now,
            nonce: authorization.nonce, email: "Ada@Example.com", email_verified: true, name: "Ada Lovelace")
        change(&claims)
        return claims
    }

    /// The public key as providers publish it.
    static func document(of key: some ECDSAKey, name: String, more: String = "") -> String {
        guard let (x, y) = key.parameters else { return "{}" }
        let coordinates = [x, y].map { Base64URL.encode(Data(base64Encoded: $0) ?? Data()) }
        return """
            {"kty": "EC", "crv": "\(key.curve.rawValue)", "use": "sig", "kid": "\(name)",
             "x": "\(coordinates[0])", "y": "\(coordinates[1])"\(more)}
            """
    }
}

/// Claims of which any may be missing.
struct TestClaims: JWTPayload {
    var iss: String?
    var sub: String?
    var aud: [String]?
    var azp: String?
    var exp: Double?
    var iat: Double?
    var nbf: Double?
    var nonce: String?
    var tid: String?
    var email: String?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var email_verified: Bool?
    var name: String?

    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
