import Forms
import Text

/// What somebody is called, within its limits.
package struct PersonName: Sendable {
    package let text: String

    package static let field = FormField<String>.line(
        "name", "Full name", hint: "The people you talk with see this name.", limit: 120,
        missing: "Enter your full name.", autocomplete: "name"
    )
    // Ticks, stars and letters in boxes would look like the marks of the site's own.
    .refusing(.notAllowed, "Use letters in your name, without symbols or pictures.") { name in
        name.unicodeScalars.contains { $0.properties.generalCategory == .otherSymbol }
    }
    // Nor is a handle what somebody writes.
    .refusing(.notAllowed, "Leave the @ out. Your handle stands beside your name by itself.") { name in
        name.contains { "@\u{FF20}\u{FE6B}".contains($0) }
    }
    .refusing(
        .reserved, "This name, or a word in it, is kept for the people who run Agentor. Enter your own."
    ) {
        ReservedWord.isReserved(name: $0)
    }

    /// - Throws: one error, of the field `name`.
    package init(_ typed: String) throws(FormErrors) {
        var errors = FormErrors()
        guard let text = errors.read(Self.field, typed) else { throw errors }
        self.text = text
    }
}
