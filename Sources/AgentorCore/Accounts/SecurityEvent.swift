/// Something about who somebody is or says they are, or that they tried what they may not, for the worker's log. It never holds a
/// password, a code, a token, a mail address or a name.
package struct SecurityEvent: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case signedIn = "signed in"
        /// The second factor comes next.
        case firstFactor = "first factor proved"
        case signInRefused = "sign-in refused"
        case secondFactor = "second factor proved"
        case secondFactorRefused = "second factor refused"
        case proved
        case proofRefused = "proof refused"
        case accessRefused = "access refused"
        case formRefused = "form refused"
        case rowsRefused = "rows refused"
    }

    package let kind: Kind
    /// Whose it is, or who tried; nil where that is nobody, or unknown.
    package let account: AccountID?
    /// How, or why not, in a word or three.
    package let note: String?
    /// The network address it came from.
    package let address: String?

    package init(_ kind: Kind, of account: AccountID?, _ note: String? = nil, from address: String? = nil) {
        self.kind = kind
        self.account = account
        self.note = note
        self.address = address
    }
}
