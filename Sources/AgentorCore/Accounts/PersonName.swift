import Text

/// What somebody is called, within its limits.
package struct PersonName: Sendable {
    /// Unicode scalars.
    package static let limit = 120

    package let text: String

    /// - Throws: one error, of the field `name`.
    package init(_ typed: String) throws(FormErrors) {
        var errors = FormErrors()
        text = errors.text("name", PlainText.line(typed), missing: "Enter your full name.", limit: Self.limit)
        try errors.throwIfAny()
    }
}
