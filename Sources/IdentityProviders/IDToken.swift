import FoundationEssentials
import JWTKit

/// An identity token as it came: nothing in it is believed until its signature has been verified.
struct IDToken: Sendable {
    struct Header: Sendable {
        let algorithm: JWK.Algorithm
        let keyType: JWK.KeyType
        let keyID: String?
    }

    /// Those with a public key only. With a shared secret whoever knows it could sign, and a public key could
    /// be taken for one.
    private static let algorithms: [String: JWK.KeyType] = [
        "RS256": .rsa, "RS384": .rsa, "RS512": .rsa, "PS256": .rsa, "PS384": .rsa, "PS512": .rsa,
        "ES256": .ecdsa, "ES384": .ecdsa, "ES512": .ecdsa, "EdDSA": .octetKeyPair,
    ]

    let header: Header
    private let text: String

    init(_ text: String) throws(ProviderFailure) {
        struct Fields: Decodable {
            let alg: String
            let kid: String?
            let crit: [String]?
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.decode(parts[0]),
            let fields = try? JSONDecoder().decode(Fields.self, from: Data(bytes))
        else { throw .untrusted("id_token: it is not one") }
        // RFC 7515, 4.1.11: what is marked as critical must be understood.
        guard fields.crit == nil else { throw .untrusted("id_token: it has critical extensions") }
        guard let keyType = Self.algorithms[fields.alg], let algorithm = JWK.Algorithm(rawValue: fields.alg)
        else {
            throw .untrusted("id_token: it is not signed with an algorithm that is accepted")
        }
        header = Header(algorithm: algorithm, keyType: keyType, keyID: fields.kid)
        self.text = text
    }

    func claims(signedWith key: SigningKey) async throws(ProviderFailure) -> IDTokenClaims {
        do {
            return try await key.collection(for: header.algorithm).verify(text, as: IDTokenClaims.self)
        } catch {
            // The library's words could repeat parts of the token.
            throw .untrusted("id_token: the signature or the claims are wrong")
        }
    }
}
