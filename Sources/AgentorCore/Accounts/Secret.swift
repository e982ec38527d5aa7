import Crypto
import FoundationEssentials
import Text

/// 256 random bits that are told once, in a link or a cookie. The database keeps their SHA-256.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    package init() {
        bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// - Parameter text: 64 hexadecimal digits; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 64, let bytes = [UInt8](hex: text) else { return nil }
        self.bytes = bytes
    }

    package var text: String { bytes.hex }
    package var description: String { "a secret" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What is sent to the database for it.
    package var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }
}

/// Eight digits from a mail, typed into the browser that asked for them. Good for five attempts and ten minutes: one
/// guess in twenty million.
package struct MailCode: Hashable, Sendable, Codable, CustomStringConvertible {
    static let attempts = 5

    /// In two groups of four.
    let text: String

    package var description: String { "a code" }

    init() {
        let number = String(UInt32.random(in: 0..<100_000_000))
        let digits = String(repeating: "0", count: 8 - number.count) + number
        text = "\(digits.prefix(4)) \(digits.suffix(4))"
    }

    /// Compares in constant time, however the digits were typed (`PlainText.code`).
    func isTyped(as typed: String) -> Bool {
        let given = Array(PlainText.code(typed).utf8.prefix(64))
        let wanted = Array(text.utf8.filter { $0 != 0x20 })
        let key = SymmetricKey(size: .bits256)
        return HMAC<SHA256>.isValidAuthenticationCode(
            HMAC<SHA256>.authenticationCode(for: given, using: key), authenticating: wanted, using: key)
    }
}
