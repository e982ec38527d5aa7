import Forms
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
    package static func field(
        hasSecondFactor: Bool = false, about person: [String] = []
    ) -> FormField<NewPassword> {
        let minimum = hasSecondFactor ? minimumWithSecondFactor : minimum
        var description = FieldDescription(
            "password", "Password", hint: "At least \(minimum) characters. \(advice)",
            control: .line(.password))
        description.limits.leastCharacters = minimum
        description.autocomplete = "new-password"
        return FormField(description, write: \.text) { typed throws(FieldError) in
            let text = typed.nfc
            if let error = problem(with: text, minimum: minimum, about: person) { throw error }
            return NewPassword(text)
        }
    }

    /// - Throws: one error, of the field `password`.
    package init(_ text: String, hasSecondFactor: Bool, about person: [String]) throws(FormErrors) {
        var errors = FormErrors()
        let field = Self.field(hasSecondFactor: hasSecondFactor, about: person)
        guard let password = errors.read(field, text) else { throw errors }
        self = password
    }

    private init(_ text: String) {
        self.text = text
        let scalars = Array(text.lowercased().unicodeScalars)
        isShort = PasswordWeakness.unit(of: scalars[...]).count < Self.minimum
    }

    /// An Argon2id hash. Takes about 20 ms and blocks.
    package func hash() throws(Password.OutOfMemory) -> String {
        try Password.hash(text)
    }

    private static func problem(with text: String, minimum: Int, about person: [String]) -> FieldError? {
        let length = text.unicodeScalars.count
        if length == 0 {
            return FieldError(.missing, "Enter a password.")
        } else if length < minimum {
            return FieldError(.tooShort, "Use at least \(minimum) characters; this has \(length).")
        } else if length > maximum {
            return FieldError(.tooLong, "Use \(maximum) characters or fewer; this has \(length).")
        } else if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return FieldError(.malformed, "Leave out the character that cannot be typed.")
        }
        let weakness: String? =
            switch PasswordWeakness.first(in: text, minimum: minimum, about: person) {
            case .repeating:
                "Use at least \(minimum) characters before anything is repeated."
            case .sequence:
                "Use something other than a row of keys or a simple sequence."
            case .wellKnown:
                "Use a password that is not on lists of stolen passwords, as this one or most of it is."
            case .personal:
                "Use a password that is not made of your name, your email address or Agentor’s name."
            case nil: nil
            }
        return weakness.map { FieldError(.tooEasy, "\($0) \(advice)") }
    }

    private static let advice = "Three or four unrelated words are easy to remember."
}

extension NewPassword: CustomStringConvertible {
    package var description: String { "a password" }
}
