import Passwords
import Text

/// A password somebody may choose, within the rules: long enough, any characters that can be typed, and not among those
/// guessed first. Sources: NIST SP 800-63B, OWASP ASVS 5.0 V6.2.
package struct NewPassword: Sendable {
    /// Unicode scalars in normalisation form C.
    package static let minimum = 15
    package static let minimumWithSecondFactor = 8
    package static let maximum = 256

    let text: String

    /// Fewer characters than `minimum`, what is repeated counted once: good only beside a second factor.
    package let isShort: Bool

    /// - Parameter person: what is known of whoever chooses it, their name and address first of all. What is mostly
    ///   made of that is refused (`PasswordWeakness`).
    /// - Throws: one error, of the field `password`.
    package init(
        _ text: String, hasSecondFactor: Bool, about person: [String]
    ) throws(FormErrors) {
        self.text = text.nfc
        let minimum = hasSecondFactor ? Self.minimumWithSecondFactor : Self.minimum
        if let problem = Self.problem(with: self.text, minimum: minimum, about: person) {
            throw FormErrors("password", problem)
        }
        let scalars = Array(self.text.lowercased().unicodeScalars)
        isShort = PasswordWeakness.unit(of: scalars[...]).count < Self.minimum
    }

    /// An Argon2id hash. Takes about 20 ms and blocks.
    package func hash() throws(Password.OutOfMemory) -> String {
        try Password.hash(text)
    }

    private static func problem(with text: String, minimum: Int, about person: [String]) -> String? {
        let length = text.unicodeScalars.count
        if length == 0 {
            return "Enter a password."
        } else if length < minimum {
            return "Use at least \(minimum) characters; this has \(length)."
        } else if length > maximum {
            return "Use \(maximum) characters or fewer; this has \(length)."
        } else if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "Leave out the character that cannot be typed."
        }
        return switch PasswordWeakness.first(in: text, minimum: minimum, about: person) {
        case .repeating:
            "Use at least \(minimum) characters before anything is repeated. \(advice)"
        case .sequence:
            "Use something other than a row of keys or a simple sequence. \(advice)"
        case .wellKnown:
            "Use a password that is not on lists of stolen passwords, as this one or most of it is. \(advice)"
        case .personal:
            "Use a password that is not made of your name, your email address or Agentor’s name. \(advice)"
        case nil: nil
        }
    }

    private static let advice = "Three or four unrelated words are easy to remember."
}

extension NewPassword: CustomStringConvertible {
    package var description: String { "a password" }
}
