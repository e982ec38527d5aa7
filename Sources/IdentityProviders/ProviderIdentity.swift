import Text

/// Whom a provider says somebody is. Issuer and subject together name the person, for ever; nothing else
/// does.
package struct ProviderIdentity: Codable, Hashable, Sendable {
    package let issuer: String
    /// At most 255 ASCII characters.
    package let subject: String
    /// As `EmailAddress.normalized`, and plausible; nil when the provider tells none.
    package let email: String?
    /// Whether the provider, or the operator for it, vouches that the address is this person's.
    package let isEmailVerified: Bool
    /// One line; nil when the provider tells none, or one that is too long for an account.
    package let name: String?

    static let longestSubject = 255
    /// Unicode scalars.
    static let longestName = 120

    /// - Parameters:
    ///   - email: as the provider tells it. Tested before it is normalised: an address that something had to be
    ///     taken out of is not the one the provider vouches for.
    ///   - claim: what the provider says about the address; nil when it says nothing.
    ///   - trust: the operator's word. It goes before the provider's silence, and never makes an address
    ///     verified that the provider says is not.
    init(issuer: String, subject: String, email: String?, claim: Bool?, trust: Bool?, name: String?) {
        self.issuer = issuer
        self.subject = subject
        self.email = email.flatMap { told in
            let email = EmailAddress.normalized(told)
            return PlainText.line(told) == told && EmailAddress.isPlausible(email) ? email : nil
        }
        isEmailVerified = self.email != nil && trust != false && (claim ?? trust ?? false)
        let line = PlainText.line(name ?? "")
        self.name = (1...Self.longestName).contains(line.unicodeScalars.count) ? line : nil
    }
}
