import Text

/// What somebody fills in to create an account, within its limits.
package struct SignUpDraft: Sendable {
    package static let nameLimit = PersonName.limit
    /// Characters, counted as Unicode scalars.
    package static let shortestPassword = NewPassword.minimum

    let name: String
    let email: String
    let password: NewPassword
    /// Of the form: submitted twice, it asks for one account.
    let nonce: FormNonce

    /// - Throws: every field that cannot be taken: `name`, `email`, `password`.
    package init(
        name: String, email: String, password: String, nonce: FormNonce, rules: AccountRules = AccountRules()
    ) throws(FormErrors) {
        var errors = FormErrors()
        self.name = errors.text(
            "name", PlainText.line(name), missing: "Enter your full name.", limit: Self.nameLimit)
        self.email = errors.email(email, by: rules)
        self.nonce = nonce
        do {
            self.password = try NewPassword(
                password, hasSecondFactor: false, about: [self.name, self.email])
        } catch {
            for entry in error.entries { errors.add(entry.field, entry.message) }
            throw errors
        }
        try errors.throwIfAny()
    }
}
