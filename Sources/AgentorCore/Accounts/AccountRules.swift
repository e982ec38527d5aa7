import Forms
import Text

/// What the operator decides about accounts.
package struct AccountRules: Sendable {
    /// Who may create an account.
    package enum Registration: String, Sendable, CaseIterable {
        /// Everybody.
        case open
        /// Whoever has been sent an invitation.
        case invitation
        /// Whoever an operator lets in from the list.
        case waitingList = "waiting-list"
    }

    package var registration = Registration.open
    /// When not empty, only addresses of these domains and what is below them may be used.
    package var allowedDomains: [String] = []
    /// Addresses of these domains and what is below them may not be used.
    package var blockedDomains: [String] = []
    /// A session ends this long after signing in, however much it is used.
    package var sessionLifetime = Duration.days(30)
    /// A session ends when it has not been used for this long.
    package var sessionIdle = Duration.days(14)
    /// An account is erased this long after its owner asked for that.
    package var gracePeriod = Duration.days(14)

    /// Whether mail gets to addresses beyond ASCII: the mail server's to say (`Accounts.rules(for:)`).
    var takesUTF8 = false
    /// Whether the address is of a kind that is thrown away: for the site's care to say, likewise.
    var isThrownAway = false

    package init() {}

    /// For an address that mail does not get to.
    package static let outOfReach = FieldError(
        .notAllowed,
        "Our mail server cannot send to this address. Use one with nothing but Latin letters without accents, digits and signs before the @."
    )

    /// Whether an address may be used for an account here.
    func admits(_ email: String) -> Bool {
        let domain = EmailAddress.domain(of: email)
        func isIn(_ list: [String]) -> Bool { list.contains { domain == $0 || domain.hasSuffix(".\($0)") } }
        return !isIn(blockedDomains) && (allowedDomains.isEmpty || isIn(allowedDomains))
    }
}

extension Duration {
    package static func days(_ days: Int) -> Duration { .seconds(days * 86_400) }
    package static func minutes(_ minutes: Int) -> Duration { .seconds(minutes * 60) }
}
