import Forms

/// What somebody is called, within its limits.
package struct PersonName: Sendable {
    package let text: String

    package static let field = FormField<String>.line(
        "name", "Full name", hint: "The people you talk with see this name.", limit: 120,
        missing: "Enter your full name.", autocomplete: "name")

    /// - Throws: one error, of the field `name`.
    package init(_ typed: String) throws(FormErrors) {
        var errors = FormErrors()
        guard let text = errors.read(Self.field, typed) else { throw errors }
        self.text = text
    }
}
