/// Why somebody could not sign in with a provider. The texts are for the log: no codes, tokens or secrets are
/// in them.
package enum ProviderFailure: Error, Hashable {
    /// The provider did not answer, answered nonsense, or does not know us.
    case unavailable(String)
    /// The person or the provider said no.
    case refused(String)
    /// What came back cannot be believed: state, nonce, signature, issuer, audience, time.
    case untrusted(String)
}

extension ProviderFailure {
    /// An error code of OAuth, as it may be written to a log; whatever is not one is not repeated.
    static func word(_ code: String) -> String {
        let isWord = code.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
        }
        return isWord && (1...40).contains(code.utf8.count) ? code : "an error without a proper code"
    }
}
