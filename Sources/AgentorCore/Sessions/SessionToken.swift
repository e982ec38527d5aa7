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
    /// - Parameter isForView: whether an administrator looks at the site as somebody in it from now on.
    func renewed(isForView: Bool = false) -> SessionToken {
        var secret = Self.random()
        if isForView { secret.replaceSubrange(0..<Self.viewMark.count, with: Self.viewMark) }
        return SessionToken(secret: secret, formSecret: formSecret)
    }

    /// Whether somebody may be looking at the site as somebody else in its session, which the database decides: one that says no is
    /// right. Nothing may be kept in memory of what belongs to such a session.
    package var mayBeView: Bool { secret.starts(with: Self.viewMark) }

    /// Leaves 224 random bits.
    private static let viewMark = Array("view".utf8)

    /// SHA-256, as `agentor.sessions` keeps it.
    package var hash: [UInt8] { Array(SHA256.hash(data: secret)) }

    /// What a form shown under this token carries: what vouches for it, under a mask of random bytes, and the mask. A
    /// page elsewhere can neither read nor compute it. No two pages carry the same bytes, so that how well a page is
    /// compressed tells nothing about them to whoever chooses something else on it (BREACH).
    package func formToken() -> String {
        let mask = Self.random()
        return (mask + Self.masked(Array(formCode), with: mask)).hex
    }

    /// Whether that could be a form's token, under whichever token.
    package static func isFormToken(_ text: String) -> Bool { code(in: text) != nil }

    /// Compares in constant time.
    package func vouches(for formToken: String) -> Bool {
        guard let code = Self.code(in: formToken) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.formMessage, using: SymmetricKey(data: formSecret))
    }

    private static let formMessage = Array("form".utf8)

    private var formCode: HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Self.formMessage, using: SymmetricKey(data: formSecret))
    }

    /// What a form's token holds under its mask. Forms opened before there were masks have none.
    private static func code(in formToken: String) -> [UInt8]? {
        guard let bytes = [UInt8](hex: formToken) else { return nil }
        return switch bytes.count {
        case length: bytes
        case 2 * length: masked(Array(bytes.suffix(length)), with: Array(bytes.prefix(length)))
        default: nil
        }
    }

    private static func masked(_ bytes: [UInt8], with mask: [UInt8]) -> [UInt8] {
        zip(bytes, mask).map { $0 ^ $1 }
    }

    private static func random() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }
}
