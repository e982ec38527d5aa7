import Crypto
import FoundationEssentials

/// The key by which a site says to push services who it is (RFC 8292). Subscriptions are bound to its public half.
package struct PushKey: Sendable {
    private let key: P256.Signing.PrivateKey

    package init() { key = P256.Signing.PrivateKey() }

    /// - Parameter bytes: as `bytes` returned them; nil for anything else.
    package init?(_ bytes: [UInt8]) {
        guard let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes) else { return nil }
        self.key = key
    }

    package var bytes: [UInt8] { [UInt8](key.rawRepresentation) }

    /// As browsers are told it (`applicationServerKey`).
    package var publicText: String { Base64URL.encode(key.publicKey.x963Representation) }

    /// What a request is authorized by, for twelve hours.
    /// - Parameters:
    ///   - audience: the origin of the push service.
    ///   - contact: where its operators reach those of the site: a `mailto:` or `https:` address.
    func authorization(for audience: String, contact: String, at now: Date) throws -> String {
        struct Claims: Encodable {
            let aud: String
            let exp: Int
            let sub: String
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let claims = Claims(aud: audience, exp: Int(now.timeIntervalSince1970) + 12 * 3_600, sub: contact)
        let head = Base64URL.encode(Array(#"{"alg":"ES256","typ":"JWT"}"#.utf8))
        let signed = "\(head).\(Base64URL.encode(try encoder.encode(claims)))"
        let signature = try key.signature(for: Array(signed.utf8)).rawRepresentation
        return "vapid t=\(signed).\(Base64URL.encode(signature)), k=\(publicText)"
    }
}
