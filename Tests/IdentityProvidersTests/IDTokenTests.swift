import Crypto
import CryptoExtras
import FoundationEssentials
import JWTKit
import TestProvider
import Testing

@testable import IdentityProviders

@Suite("Identity tokens")
struct IDTokenTests {
    private let stage: OpenIDStage

    init() throws {
        stage = try OpenIDStage()
    }

    private func refusal(_ change: (inout TestClaims) -> Void) async throws -> ProviderFailure? {
        let authorization = try await stage.begin()
        return await refusal(of: try await stage.token(for: authorization.nonce, change), for: authorization)
    }

    private func refusal(of token: String, for authorization: Authorization) async -> ProviderFailure? {
        await failure { () throws(ProviderFailure) in try await stage.signIn(authorization, with: token) }
    }

    private static let wrongSignature = ProviderFailure.untrusted(
        "id_token: the signature or the claims are wrong")
    private static let wrongAlgorithm = ProviderFailure.untrusted(
        "id_token: it is not signed with an algorithm that is accepted")
    private static let unknownKey = ProviderFailure.untrusted(
        "id_token: signed with a key the provider does not publish")

    @Test("a token is believed that is signed with any algorithm that has a public key")
    func algorithms() async throws {
        let rsa = try Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
        let numbers = try rsa.publicKey.getKeyPrimitives()
        let edwards = try EdDSA.PrivateKey()
        let long = ES384PrivateKey()
        let longest = ES512PrivateKey()
        stage.publish(
            """
            {"kty": "RSA", "kid": "rsa", "n": "\(Base64URL.encode(numbers.modulus))",
             "e": "\(Base64URL.encode(numbers.publicExponent))"}
            """,
            """
            {"kty": "OKP", "kid": "okp", "crv": "Ed25519",
             "x": "\(Base64URL.encode(edwards.publicKey.rawRepresentation))"}
            """,
            OpenIDStage.document(of: long, name: "384"), OpenIDStage.document(of: longest, name: "512"))
        let keys = await JWTKeyCollection()
            .add(rsa: rsa, digestAlgorithm: .sha256, kid: "RS256")
            .add(rsa: rsa, digestAlgorithm: .sha384, kid: "RS384")
            .add(rsa: rsa, digestAlgorithm: .sha512, kid: "RS512")
            .add(pss: rsa, digestAlgorithm: .sha256, kid: "PS256")
            .add(pss: rsa, digestAlgorithm: .sha384, kid: "PS384")
            .add(pss: rsa, digestAlgorithm: .sha512, kid: "PS512")
            .add(ecdsa: long, kid: "ES384")
            .add(ecdsa: longest, kid: "ES512")
            .add(eddsa: edwards, kid: "EdDSA")
        for (algorithm, name) in [
            ("RS256", "rsa"), ("RS384", "rsa"), ("RS512", "rsa"), ("PS256", "rsa"), ("PS384", "rsa"),
            ("PS512", "rsa"), ("ES384", "384"), ("ES512", "512"), ("EdDSA", "okp"),
        ] {
            let authorization = try await stage.begin()
            let signer = try await keys.getKey(for: JWKIdentifier(string: algorithm))
            let token = try Self.sign(
                "{\"alg\":\"\(algorithm)\",\"kid\":\"\(name)\"}", OpenIDStage.claims(for: authorization.nonce)
            ) { try signer.sign($0) }
            #expect(await refusal(of: token, for: authorization) == nil, "\(algorithm)")
        }
    }

    @Test("a token in the name of another algorithm than the one it was signed with is not believed")
    func otherAlgorithm() async throws {
        let rsa = try Insecure.RSA.PrivateKey(backing: _RSA.Signing.PrivateKey(keySize: .bits2048))
        let numbers = try rsa.publicKey.getKeyPrimitives()
        let document = """
            {"kty": "RSA", "kid": "rsa", "n": "\(Base64URL.encode(numbers.modulus))",
             "e": "\(Base64URL.encode(numbers.publicExponent))"
            """
        let keys = await JWTKeyCollection().add(rsa: rsa, digestAlgorithm: .sha256)
        let signer = try await keys.getKey()
        for (published, named, expected) in [
            ("", "PS256", Self.wrongSignature), ("", "ES256", Self.unknownKey),
            (", \"alg\": \"PS256\"", "RS256", Self.unknownKey),
        ] {
            let stage = try OpenIDStage()
            stage.publish("\(document)\(published)}")
            let authorization = try await stage.begin()
            let token = try Self.sign(
                "{\"alg\":\"\(named)\",\"kid\":\"rsa\"}", OpenIDStage.claims(for: authorization.nonce)
            ) { try signer.sign($0) }
            #expect(
                await failure { () throws(ProviderFailure) in
                    try await stage.signIn(authorization, with: token)
                } == expected)
        }
    }

    /// A token with a header of one's own.
    private static func sign(
        _ header: String, _ claims: TestClaims, with sign: ([UInt8]) throws -> [UInt8]
    ) throws -> String {
        let parts = [Base64URL.encode(header.utf8), Base64URL.encode(try JSONEncoder().encode(claims))]
        let text = parts.joined(separator: ".")
        return "\(text).\(Base64URL.encode(try sign(Array(text.utf8))))"
    }

    @Test("a token whose signature was changed, cut or taken off is not believed")
    func wrongSignature() async throws {
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce)
        let parts = token.split(separator: ".").map(String.init)
        var signature = try #require(Base64URL.decode(parts[2].utf8))
        signature[5] ^= 1
        for wrong in [Base64URL.encode(signature), "", "AAAA", String(parts[2].dropLast(4)), "é"] {
            #expect(
                await refusal(of: "\(parts[0]).\(parts[1]).\(wrong)", for: authorization)
                    == Self.wrongSignature)
        }
        #expect(await refusal(of: token, for: authorization) == nil)
    }

    @Test("a token whose claims were changed after it was signed is not believed")
    func swappedClaims() async throws {
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce).split(separator: ".")
        let other = try await stage.token(for: authorization.nonce) { $0.sub = "person-2" }.split(
            separator: ".")
        #expect(
            await refusal(of: "\(token[0]).\(other[1]).\(token[2])", for: authorization)
                == Self.wrongSignature)
    }

    @Test("a token signed with another key is not believed, whatever key it names")
    func wrongKey() async throws {
        let authorization = try await stage.begin()
        for (name, expected) in [("1", Self.wrongSignature), ("2", Self.unknownKey)] {
            let token = try await JWTKeyCollection().add(ecdsa: ES256PrivateKey())
                .sign(OpenIDStage.claims(for: authorization.nonce), header: ["kid": .string(name)])
            #expect(await refusal(of: token, for: authorization) == expected)
        }
    }

    @Test("a token that is not signed is not believed", arguments: ["none", "None", "", "HS256"])
    func unsigned(algorithm: String) async throws {
        let authorization = try await stage.begin()
        let token = try Self.sign(
            "{\"alg\":\"\(algorithm)\",\"kid\":\"1\"}", OpenIDStage.claims(for: authorization.nonce)
        ) { _ in [] }
        #expect(await refusal(of: token, for: authorization) == Self.wrongAlgorithm)
    }

    @Test("a public key is no shared secret")
    func publicKeyAsSecret() async throws {
        let authorization = try await stage.begin()
        let document = try #require(stage.answers[OpenIDStage.keysAddress])
        for secret in [stage.key.publicKey.pemRepresentation, document] {
            let token = try await JWTKeyCollection()
                .add(hmac: HMACKey(from: Array(secret.utf8)), digestAlgorithm: .sha256)
                .sign(OpenIDStage.claims(for: authorization.nonce), header: ["kid": "1"])
            #expect(await refusal(of: token, for: authorization) == Self.wrongAlgorithm)
        }
    }

    @Test(
        "a token that is none is refused", arguments: ["a", "a.b", "a.b.c", "..", "a.b.c.d", "e30.e30.e30"])
    func nonsense(token: String) async throws {
        let authorization = try await stage.begin()
        #expect(await refusal(of: token, for: authorization) == .untrusted("id_token: it is not one"))
    }

    @Test("extensions that must be understood are not")
    func critical() async throws {
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce, header: ["kid": "1", "crit": ["b64"]])
        #expect(
            await refusal(of: token, for: authorization) == .untrusted("id_token: it has critical extensions")
        )
    }

    @Test(
        "a token of another issuer or of none is not believed",
        arguments: [nil, "https://id.example/", "https://id.e\u{445}ample", "x"])
    func issuer(issuer: String?) async throws {
        #expect(try await refusal { $0.iss = issuer } == .untrusted("id_token: of another issuer"))
    }

    @Test("a token for another audience or for none is not believed", arguments: [nil, [], ["other"]])
    func audience(audience: [String]?) async throws {
        #expect(try await refusal { $0.aud = audience } == .untrusted("id_token: for another audience"))
    }

    @Test("a token for several audiences must say that it was given to us")
    func party() async throws {
        let several = ["other", "agentor"]
        let expected = ProviderFailure.untrusted("id_token: for another party")
        #expect(try await refusal { $0.aud = several } == expected)
        #expect(
            try await refusal {
                $0.aud = several
                $0.azp = "other"
            } == expected)
        #expect(try await refusal { $0.azp = "other" } == expected)
        #expect(
            try await refusal {
                $0.aud = several
                $0.azp = "agentor"
            } == nil)
    }

    @Test("a token of the past or the future is not believed, but for a minute between two clocks")
    func time() async throws {
        var now: Double { Date().timeIntervalSince1970 }
        #expect(try await refusal { $0.exp = now - 30 } == nil)
        #expect(try await refusal { $0.exp = now - 90 } == .untrusted("id_token: expired"))
        #expect(try await refusal { $0.exp = nil } == .untrusted("id_token: expired"))
        let early = ProviderFailure.untrusted("id_token: issued in the future")
        #expect(try await refusal { $0.iat = now + 30 } == nil)
        #expect(try await refusal { $0.iat = now + 90 } == early)
        #expect(try await refusal { $0.iat = nil } == early)
        #expect(try await refusal { $0.nbf = now + 90 } == early)
    }

    @Test("a token that answers another question, or none, is not believed", arguments: [nil, "", "other"])
    func nonce(nonce: String?) async throws {
        #expect(try await refusal { $0.nonce = nonce } == .untrusted("id_token: with another nonce"))
    }

    @Test("a token must name its person in 1 to 255 ASCII characters")
    func subject() async throws {
        let expected = ProviderFailure.untrusted("id_token: of nobody")
        for subject in [nil, "", String(repeating: "a", count: 256), "é", "a\0"] {
            #expect(try await refusal { $0.sub = subject } == expected)
        }
        #expect(try await refusal { $0.sub = String(repeating: "a", count: 255) } == nil)
    }

    @Test("a token that names no key is believed when the provider has one only")
    func oneKey() async throws {
        let authorization = try await stage.begin()
        let token = try await stage.token(for: authorization.nonce, header: [:])
        #expect(await refusal(of: token, for: authorization) == nil)
        let others = try OpenIDStage()
        others.publish(
            OpenIDStage.document(of: others.key, name: "1"),
            OpenIDStage.document(of: ES256PrivateKey(), name: "2"))
        let second = try await others.begin()
        let ambiguous = try await others.token(for: second.nonce, header: [:])
        #expect(
            await failure { () throws(ProviderFailure) in
                try await others.signIn(second, with: ambiguous)
            } == Self.unknownKey)
    }

    @Test("keys that are for something else, or of an unknown kind, do not hinder the right one, nor serve")
    func otherKeys() async throws {
        let right = OpenIDStage.document(of: stage.key, name: "1")
        stage.publish(
            "{\"kty\": \"oct\", \"kid\": \"1\", \"k\": \"AAAA\"}", "{}", "[]", "7",
            "{\"kty\": \"EC\", \"crv\": \"secp256k1\", \"kid\": \"1\", \"x\": \"AA\", \"y\": \"AA\"}",
            "{\"kty\": \"RSA\", \"kid\": \"1\", \"n\": \"!\", \"e\": \"AQAB\"}",
            right.replacing("\"sig\"", with: "\"enc\""), right)
        #expect(try await refusal { _ in } == nil)

        let unusable = try OpenIDStage()
        unusable.publish(
            OpenIDStage.document(of: unusable.key, name: "1").replacing("\"sig\"", with: "\"enc\""))
        await #expect(throws: Self.unknownKey) { try await unusable.signIn() }
        for x in ["!", "", "AAAA"] {
            let broken = try OpenIDStage()
            broken.publish(
                "{\"kty\": \"EC\", \"crv\": \"P-256\", \"kid\": \"1\", \"x\": \"\(x)\", \"y\": \"AA\"}")
            await #expect(throws: Self.wrongSignature) { try await broken.signIn() }
        }
    }
}
