import Crypto
import FoundationEssentials

/// The number a form was shown with. Together with what the form says it names what is to be created: the same form
/// with the same words, however often it is sent, is one thing; with other words it is another.
package struct FormNonce: Hashable, Sendable {
    /// As it stands in the form.
    package let value: String

    /// A new form's.
    package init() {
        // `UUID()` opens and closes a device for each: forms are on every page.
        var random = SystemRandomNumberGenerator()
        value = UUID.random(using: &random).uuidString.lowercased()
    }

    /// A submitted form's. One that is missing or malformed is replaced: that form is then not protected from being
    /// sent twice, by whoever took its nonce out.
    package init(submitted text: String?) {
        value =
            text.flatMap(UUID.init(uuidString:))?.uuidString.lowercased() ?? FormNonce().value
    }

    /// What names this form with these words: the first half of a SHA-256, as a UUID of version 8.
    package func covering(_ words: String...) -> UUID { covering(words) }

    package func covering(_ words: [String]) -> UUID {
        var hash = SHA256()
        for word in [value] + words {
            hash.update(data: Array(word.utf8))
            // In no UTF-8 text, so that words cannot run into each other.
            hash.update(data: [0xFF])
        }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
