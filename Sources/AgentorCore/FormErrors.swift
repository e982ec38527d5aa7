import Text

/// What is wrong with a filled-in form, field by field in the form's order, in words for whoever filled it in.
package struct FormErrors: Error, Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// The field's name in the form.
        package let field: String
        package let message: String
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    package init(_ field: String, _ message: String) {
        add(field, message)
    }

    package var isEmpty: Bool { entries.isEmpty }

    package mutating func add(_ field: String, _ message: String) {
        entries.append(Entry(field: field, message: message))
    }

    /// The first message for a field.
    package subscript(field: String) -> String? {
        entries.first { $0.field == field }?.message
    }

    package func throwIfAny() throws(FormErrors) {
        if !isEmpty { throw self }
    }
}

extension FormErrors {
    /// Text within its limits, counted as Unicode scalars, or an entry and the text as it is.
    mutating func text(_ field: String, _ value: String, missing: String, limit: Int) -> String {
        if value.isEmpty {
            add(field, missing)
        } else if value.unicodeScalars.count > limit {
            add(field, "Use \(limit) characters or fewer; this has \(value.unicodeScalars.count).")
        }
        return value
    }

    /// An address in its normal form, or an entry under `email`.
    /// - Parameter rules: that an address has to keep to be used for an account.
    package mutating func email(_ typed: String, by rules: AccountRules? = nil) -> String {
        let email = EmailAddress.normalized(typed)
        if email.isEmpty {
            add("email", "Enter your email address.")
        } else if !EmailAddress.isPlausible(email) {
            add("email", "Enter an email address in the correct format, like name@example.com.")
        } else if let rules, !rules.admits(email) {
            add("email", "Addresses of this domain cannot be used here. Use another address.")
        }
        return email
    }
}
