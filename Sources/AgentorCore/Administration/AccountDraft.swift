import Forms

/// An account as an operator describes it. The operator vouches for the address: what the site asks of addresses and
/// invitations does not apply.
package struct AccountDraft: Sendable {
    let email: String
    let name: String
    let role: AccountRole

    /// - Throws: what cannot be taken: `email`, `name`.
    package init(email: String, name: String, role: AccountRole = .member) throws(FormErrors) {
        var errors = FormErrors()
        let readEmail = errors.read(.email(), email)
        let readName = errors.read(PersonName.field, name)
        guard let readEmail, let readName else { throw errors }
        self.email = readEmail
        self.name = readName
        self.role = role
    }

    /// A password for it, within the rules.
    package func password(_ text: String) throws(FormErrors) -> NewPassword {
        try NewPassword(text, hasSecondFactor: false, about: [name, email])
    }
}
