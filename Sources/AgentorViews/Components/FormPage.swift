/// A page whose main part is a form: it knows its errors, in the order of its fields.
package protocol FormPage: Sendable {
    var fields: [Field] { get }
    /// What is wrong with the form as a whole, such as an email and a password that do not belong together.
    var problem: String? { get }
    /// Errors of what is no field of the form's, behind those of its fields.
    var otherErrors: [FieldError] { get }
}

/// One line of the error summary, linking to its field.
package struct FieldError: Sendable {
    package var field: String
    /// As the field is called; nil for what is wrong with the form as a whole.
    package var label: String?
    package var message: String
}

extension FormPage {
    package var errors: [FieldError] {
        var errors = fields.compactMap { field in
            field.error.map { FieldError(field: field.name, label: field.subject, message: $0) }
        }
        // The whole form's problem links to its first field, or to the form itself.
        if let problem {
            errors.insert(FieldError(field: fields.first?.name ?? "form", message: problem), at: 0)
        }
        return errors + otherErrors
    }

    package var otherErrors: [FieldError] { [] }

    package var hasErrors: Bool { !errors.isEmpty }
}
