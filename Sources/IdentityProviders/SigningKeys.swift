import JWTKit

/// A provider's public keys (RFC 7517).
struct SigningKeys: Decodable, Sendable {
    let keys: [SigningKey]

    /// Keys of a kind that is not known here are for something else.
    init(from decoder: any Decoder) throws {
        struct Entry: Decodable {
            let key: SigningKey?

            init(from decoder: any Decoder) throws {
                key = try? SigningKey(from: decoder)
            }
        }
        enum Names: CodingKey { case keys }
        keys = try decoder.container(keyedBy: Names.self).decode([Entry].self, forKey: .keys).compactMap(
            \.key)
    }

    /// The one key a token can have been signed with; a token need not name it when there is no choice.
    func key(for header: IDToken.Header) -> SigningKey? {
        let fitting = keys.filter { $0.isFor(header) }
        return fitting.count == 1 ? fitting[0] : nil
    }
}

struct SigningKey: Decodable, Sendable {
    private let key: JWK
    private let use: String?
    /// Microsoft's: whose tokens it signs.
    let issuer: String?

    private enum Names: CodingKey { case use, issuer }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Names.self)
        use = try container.decodeIfPresent(String.self, forKey: .use)
        issuer = try container.decodeIfPresent(String.self, forKey: .issuer)
        key = try JWK(from: decoder)
    }

    func isFor(_ header: IDToken.Header) -> Bool {
        key.keyType == header.keyType
            && (header.keyID == nil || header.keyID == key.keyIdentifier?.string)
            && (key.algorithm == nil || key.algorithm == header.algorithm)
            && (use == nil || use == "sig")
    }

    /// A collection that holds this key alone, for this algorithm alone.
    func collection(for algorithm: JWK.Algorithm) async throws -> JWTKeyCollection {
        var key = key
        key.algorithm = algorithm
        key.keyIdentifier = key.keyIdentifier ?? "only"
        // Whoever publishes more than the public part: it is not needed, and not looked at.
        key.privateExponent = nil
        return try await JWTKeyCollection().add(jwk: key)
    }
}
