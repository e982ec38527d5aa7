import Forms

/// What somebody fills in to create an account, within its limits.
package struct SignUpDraft: Sendable {
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
        let readName = errors.read(PersonName.field, name)
        let readEmail = errors.read(.email(by: rules), email)
        let about = [readName ?? name, readEmail ?? email]
        let readPassword = errors.read(NewPassword.field(about: about), password)
        guard let readName, let readEmail, let readPassword else { throw errors }
        self.name = readName
        self.email = readEmail
        self.password = readPassword
        self.nonce = nonce
    }
}
