import Messaging

/// What somebody fills in to create an account, within its limits.
package struct SignUpDraft: Sendable {
    package static let nameLimit = 120
    /// Characters, counted as Unicode scalars.
    package static let shortestPassword = Password.minimum

    let name: String
    let email: String
    let password: String
    /// Of the form: submitted twice, it creates one account.
    let nonce: FormNonce

    /// - Throws: every field that cannot be taken: `name`, `email`, `password`.
    package init(name: String, email: String, password: String, nonce: FormNonce) throws(FormErrors) {
        var errors = FormErrors()
        self.name = errors.text(
            "name", PlainText.line(name), missing: "Enter your full name.", limit: Self.nameLimit)
        self.email = EmailAddress.normalized(email)
        self.password = password
        self.nonce = nonce

        if self.email.isEmpty {
            errors.add("email", "Enter your email address.")
        } else if !EmailAddress.isPlausible(self.email) {
            errors.add("email", "Enter an email address in the correct format, like name@example.com.")
        }
        let length = password.unicodeScalars.count
        if length == 0 {
            errors.add("password", "Enter a password.")
        } else if length < Password.minimum {
            errors.add("password", "Use at least \(Password.minimum) characters; this has \(length).")
        } else if length > Password.maximum {
            errors.add("password", "Use \(Password.maximum) characters or fewer; this has \(length).")
        } else if password.unicodeScalars.contains("\0") {
            errors.add("password", "Leave out the character that cannot be typed.")
        }
        try errors.throwIfAny()
    }
}
