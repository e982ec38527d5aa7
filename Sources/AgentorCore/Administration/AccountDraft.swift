/// An account as an operator describes it. The operator vouches for the address: what the site asks of addresses and
/// invitations does not apply.
package struct AccountDraft: Sendable {
    let email: String
    let name: String
    let role: AccountRole

    /// - Throws: what cannot be taken: `email`, `name`.
    package init(email: String, name: String, role: AccountRole = .member) throws(FormErrors) {
        var errors = FormErrors()
        self.email = errors.email(email)
        do { self.name = try PersonName(name).text } catch {
            for entry in error.entries { errors.add(entry.field, entry.message) }
            throw errors
        }
        self.role = role
        try errors.throwIfAny()
    }

    /// A password for it, within the rules.
    package func password(_ text: String) throws(FormErrors) -> NewPassword {
        try NewPassword(text, hasSecondFactor: false, about: [name, email])
    }
}
