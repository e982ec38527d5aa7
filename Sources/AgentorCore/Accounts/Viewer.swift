import FoundationEssentials
import Messaging
import Postgres

/// Whoever is signed in.
package struct Viewer: Sendable {
    package let id: AccountID
    package let email: String
    package let name: String
    /// As `Participant.picture`.
    package let picture: String?
    /// An IANA name, such as `Europe/Lisbon`.
    package let timeZone: String
    /// As what they have told who they are; nil until they have.
    package let profile: ProfileKind?
    package let isAdministrator: Bool
    package let isModerator: Bool
    /// Has asked for the account to be erased.
    package let isLeaving: Bool
    /// Has agreed to the terms as they are now.
    package let hasAgreed: Bool
    package let session: UUID
    /// How long ago they last proved who they are.
    package let proved: Duration
    /// Not them, but an administrator who looks at the site as they see it, and changes nothing; nil where it is them.
    package let seen: Seen?
    /// What proves to the database that it is them.
    package let identity: Identity

    package struct Seen: Sendable {
        /// What the administrator is called.
        package let by: String
        /// At the latest.
        package let until: Date
    }

    /// How long a proof is enough for what is sensitive.
    package static let proofLifetime = Duration.minutes(10)

    package var isOnboarded: Bool { profile != nil }
    package var hasProvedRecently: Bool { proved < Self.proofLifetime }
}
