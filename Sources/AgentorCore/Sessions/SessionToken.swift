import Crypto
import FoundationEssentials

/// What a browser's cookie holds: the secret that opens its session, 256 random bits of which the database knows the
/// hash only, and the secret that vouches for its forms. A token nobody signed in with stands for a visitor.
package struct SessionToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    private static let length = 32

    private let secret: [UInt8]
    private let formSecret: [UInt8]

    /// A new token.
    package init() {
        self.init(secret: Self.random(), formSecret: Self.random())
    }

    private init(secret: [UInt8], formSecret: [UInt8]) {
        self.secret = secret
        self.formSecret = formSecret
    }

    /// - Parameter cookie: 128 hexadecimal digits; nil for anything else.
    package init?(cookie: String) {
        guard cookie.utf8.count == 4 * Self.length, let bytes = [UInt8](hex: cookie) else { return nil }
        self.init(
            secret: Array(bytes.prefix(Self.length)), formSecret: Array(bytes.suffix(Self.length)))
    }

    package var description: String { "a session token" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    package var cookie: String { (secret + formSecret).hex }

    /// Another secret for the same session. Forms that are open in other tabs stay good.
    func renewed() -> SessionToken {
        SessionToken(secret: Self.random(), formSecret: formSecret)
    }

    /// SHA-256, as `agentor.sessions` keeps it.
    package var hash: [UInt8] { Array(SHA256.hash(data: secret)) }

    /// What a form shown under this token carries. A page elsewhere can neither read nor compute it.
    package var formToken: String {
        HMAC<SHA256>.authenticationCode(for: Array("form".utf8), using: SymmetricKey(data: formSecret)).hex
    }

    /// Whether that could be a form's token, under whichever token.
    package static func isFormToken(_ text: String) -> Bool {
        text.utf8.count == 64 && [UInt8](hex: text) != nil
    }

    /// Compares in constant time.
    package func vouches(for formToken: String) -> Bool {
        guard let code = [UInt8](hex: formToken) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Array("form".utf8), using: SymmetricKey(data: formSecret))
    }

    private static func random() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }
}
