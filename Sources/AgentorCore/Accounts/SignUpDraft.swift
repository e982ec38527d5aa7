import Messaging

/// What somebody fills in to create an account, within its limits.
package struct SignUpDraft: Sendable {
    package static let nameLimit = 120
    /// Characters, counted as Unicode scalars.
    package static let shortestPassword = NewPassword.minimum

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
        self.nonce = nonce

        if self.email.isEmpty {
            errors.add("email", "Enter your email address.")
        } else if !EmailAddress.isPlausible(self.email) {
            errors.add("email", "Enter an email address in the correct format, like name@example.com.")
        }
        do {
            self.password = try NewPassword(
                password, hasSecondFactor: false, about: [self.name, self.email]
            ).text
        } catch {
            self.password = ""
            for entry in error.entries { errors.add(entry.field, entry.message) }
        }
        try errors.throwIfAny()
    }
}
