import Crypto
import FoundationEssentials
import Outgoing

/// A browser on its way to a provider. The address is for the browser; the rest is kept where nobody else can
/// read or change it, and given back to `Provider.finish` once.
package struct Authorization: Codable, Sendable {
    /// The name of the provider.
    package let provider: String
    package let address: String
    /// Each of these is 256 random bits.
    package let state: String
    package let nonce: String
    package let verifier: String

    /// Whether a browser that comes back with this has been sent here with it.
    package func isState(_ state: String?) -> Bool {
        ConstantTime.areEqual(state ?? "", self.state)
    }

    /// - Parameters:
    ///   - endpoint: where the provider asks people; may have a query.
    ///   - parameters: those of the provider's kind, beside what every request has.
    init(
        at endpoint: String, of provider: String, client: String, returningTo redirect: String,
        scopes: [String],
        parameters: (_ nonce: String) -> [(String, String)] = { _ in [] }
    ) {
        self.provider = provider
        state = Self.random()
        nonce = Self.random()
        verifier = Self.random()
        let query = FormEncoding.encode(
            [
                ("response_type", "code"), ("client_id", client), ("redirect_uri", redirect),
                ("scope", scopes.joined(separator: " ")), ("state", state),
                ("code_challenge", Self.challenge(for: verifier)), ("code_challenge_method", "S256"),
            ] + parameters(nonce))
        address = endpoint + (endpoint.contains("?") ? "&" : "?") + query
    }

    /// RFC 7636, 4.2: S256.
    static func challenge(for verifier: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))
    }

    /// 43 characters, as RFC 7636 wants a verifier at least.
    private static func random() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }
}

extension Authorization: CustomStringConvertible, CustomReflectable {
    package var description: String { "a request to \(provider)" }

    package var customMirror: Mirror { Mirror(self, children: ["provider": provider]) }
}
