/// What a provider publishes about itself (OpenID Connect Discovery 1.0, section 3), as far as it is used.
struct OpenIDMetadata: Sendable {
    let issuer: ExpectedIssuer
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keys: String
    let userinfoEndpoint: String?
    let authentication: ClientAuthentication
    /// RFC 9207.
    let answersWithIssuer: Bool

    /// Where the document is.
    static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    init(_ document: Document, configured: String) throws(ProviderFailure) {
        guard let issuer = ExpectedIssuer(configured: configured, discovered: document.issuer) else {
            throw .untrusted("discovery: the document is of another issuer")
        }
        let endpoints = [
            document.authorizationEndpoint, document.tokenEndpoint, document.keys,
            document.userinfoEndpoint,
        ]
        for endpoint in endpoints.compactMap({ $0 })
        where !ProviderAddress.isAcceptable(endpoint, from: configured) {
            throw .untrusted("discovery: an endpoint is not an https address")
        }
        guard
            let authentication = ClientAuthentication(
                amongst: document.authentications ?? ["client_secret_basic"])
        else { throw .unavailable("discovery: the provider takes no client secret") }
        self.issuer = issuer
        authorizationEndpoint = document.authorizationEndpoint
        tokenEndpoint = document.tokenEndpoint
        keys = document.keys
        userinfoEndpoint = document.userinfoEndpoint
        self.authentication = authentication
        answersWithIssuer = document.answersWithIssuer ?? false
    }

    struct Document: Decodable {
        let issuer: String
        let authorizationEndpoint: String
        let tokenEndpoint: String
        let keys: String
        let userinfoEndpoint: String?
        let authentications: [String]?
        let answersWithIssuer: Bool?

        private enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case keys = "jwks_uri"
            case userinfoEndpoint = "userinfo_endpoint"
            case authentications = "token_endpoint_auth_methods_supported"
            case answersWithIssuer = "authorization_response_iss_parameter_supported"
        }
    }
}
