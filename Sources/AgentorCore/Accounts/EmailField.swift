import Forms
import Text

extension FormField<String> {
    /// An address, in its normal form.
    /// - Parameters:
    ///   - autocomplete: an address that one signs in with is a user name to password managers.
    ///   - rules: that an address has to keep to be used for an account.
    package static func email(
        hint: String? = nil, autocomplete: String = "username", by rules: AccountRules? = nil
    ) -> FormField {
        var description = FieldDescription("email", "Email", hint: hint, control: .line(.email))
        description.autocomplete = autocomplete
        return FormField(description, write: \.self) { typed throws(FieldError) in
            let email = EmailAddress.normalized(typed)
            if email.isEmpty { throw FieldError(.missing, "Enter your email address.") }
            guard EmailAddress.isPlausible(email) else {
                throw FieldError(
                    .malformed, "Enter an email address in the correct format, like name@example.com.")
            }
            if let rules, !rules.takesUTF8, EmailAddress.needsUTF8(email) {
                throw AccountRules.outOfReach
            }
            if let rules, !rules.admits(email) {
                throw FieldError(
                    .notAllowed, "Addresses of this domain cannot be used here. Use another address.")
            }
            if let rules, rules.isThrownAway {
                throw FieldError(
                    .notAllowed,
                    "Addresses of \(EmailAddress.domain(of: email)) are thrown away after a while, so nobody could reach you. Use an address that stays."
                )
            }
            return email
        }
    }
}
