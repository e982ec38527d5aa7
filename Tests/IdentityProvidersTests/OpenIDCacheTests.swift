import FoundationEssentials
import JWTKit
import TestProvider
import Testing

@testable import IdentityProviders

@Suite("What is kept of providers")
struct OpenIDCacheTests {
    private let start = ContinuousClock.now
    private let known = IDToken.Header(algorithm: .es256, keyType: .ecdsa, keyID: "1")
    private let unknown = IDToken.Header(algorithm: .es256, keyType: .ecdsa, keyID: "2")

    private func keys() throws -> SigningKeys {
        let document = "{\"keys\": [\(OpenIDStage.document(of: ES256PrivateKey(), name: "1"))]}"
        return try JSONDecoder().decode(SigningKeys.self, from: Data(document.utf8))
    }

    private enum Step { case found, ask, unknown }

    private func step(
        _ cache: inout OpenIDCache, _ header: IDToken.Header, after time: Duration
    ) -> Step {
        switch cache.key(for: header, at: start + time) {
        case .found: .found
        case .ask: .ask
        case .unknown: .unknown
        }
    }

    @Test("keys are believed for an hour")
    func lifetime() throws {
        var cache = OpenIDCache()
        #expect(step(&cache, known, after: .zero) == .ask)
        cache.keep(try keys(), at: start)
        #expect(step(&cache, known, after: .seconds(3599)) == .found)
        #expect(step(&cache, known, after: .seconds(3600)) == .ask)
    }

    @Test("an unknown key is asked for at most once a minute, whether or not an answer came")
    func unknownKeys() throws {
        var cache = OpenIDCache()
        #expect(step(&cache, unknown, after: .zero) == .ask)
        cache.keep(try keys(), at: start)
        #expect(step(&cache, unknown, after: .seconds(59)) == .unknown)
        #expect(step(&cache, known, after: .seconds(59)) == .found)
        #expect(step(&cache, unknown, after: .seconds(60)) == .ask)
        #expect(step(&cache, unknown, after: .seconds(61)) == .unknown)
        #expect(step(&cache, unknown, after: .seconds(121)) == .ask)
    }

    @Test("while there are no keys at all, everybody asks")
    func none() {
        var cache = OpenIDCache()
        #expect(step(&cache, known, after: .zero) == .ask)
        #expect(step(&cache, known, after: .seconds(1)) == .ask)
    }

    @Test("a discovery document is believed for an hour")
    func metadata() throws {
        var cache = OpenIDCache()
        #expect(cache.metadata(at: start) == nil)
        let json = """
            {"issuer": "https://a", "authorization_endpoint": "https://a/a", "token_endpoint": "https://a/t",
             "jwks_uri": "https://a/k"}
            """
        let document = try JSONDecoder().decode(OpenIDMetadata.Document.self, from: Data(json.utf8))
        cache.keep(try OpenIDMetadata(document, configured: "https://a"), at: start)
        #expect(cache.metadata(at: start + .seconds(3599)) != nil)
        #expect(cache.metadata(at: start + .seconds(3600)) == nil)
    }
}
