import Crypto
import FoundationEssentials

/// The secret in a browser's cookie: 256 random bits. The database knows its hash only. A token nobody signed in with
/// stands for a visitor, and still vouches for the forms it was shown.
package struct SessionToken: Hashable, Sendable {
    private let bytes: [UInt8]

    /// A new token.
    package init() {
        bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// - Parameter cookie: 64 hexadecimal digits; nil for anything else.
    package init?(cookie: String) {
        guard cookie.utf8.count == 64, let bytes = [UInt8](hex: cookie) else { return nil }
        self.bytes = bytes
    }

    package var cookie: String { bytes.hex }

    /// SHA-256, as `agentor.sessions` keeps it.
    var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// What a form shown under this token carries. A page elsewhere can neither read nor compute it.
    package var formToken: String {
        HMAC<SHA256>.authenticationCode(for: Array("form".utf8), using: SymmetricKey(data: bytes)).hex
    }

    /// Compares in constant time.
    package func vouches(for formToken: String) -> Bool {
        guard let code = [UInt8](hex: formToken) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Array("form".utf8), using: SymmetricKey(data: bytes))
    }
}
