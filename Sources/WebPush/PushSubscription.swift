import Crypto
import FoundationEssentials

/// Where a browser is reached, and the keys by which only it reads what comes (RFC 8291, 3.1).
package struct PushSubscription: Sendable {
    package static let endpointLimit = 1_000

    package let endpoint: String
    /// A point of P-256, uncompressed.
    package let publicKey: [UInt8]
    package let secret: [UInt8]
    /// `https://push.example:8443`: whom a token for it is for.
    let origin: String

    /// Nil for what no push service would have given out.
    /// - Parameter isPlainAllowed: whether it may be asked without TLS.
    package init?(endpoint: String, publicKey: [UInt8], secret: [UInt8], isPlainAllowed: Bool = false) {
        guard (1...Self.endpointLimit).contains(endpoint.utf8.count),
            endpoint.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let parts = URLComponents(string: endpoint),
            let scheme = parts.scheme, scheme == "https" || isPlainAllowed && scheme == "http",
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.fragment == nil, secret.count == 16, publicKey.count == 65,
            (try? P256.KeyAgreement.PublicKey(x963Representation: publicKey)) != nil
        else { return nil }
        self.endpoint = endpoint
        self.publicKey = publicKey
        self.secret = secret
        origin = "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")"
    }
}
