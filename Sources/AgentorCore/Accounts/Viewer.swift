import Messaging

/// Whoever is signed in.
package struct Viewer: Hashable, Sendable {
    package let id: AccountID
    package let email: String
    package let name: String
    /// An IANA name, such as `Europe/Lisbon`.
    package let timeZone: String
    /// As what they have told who they are; nil until they have.
    package let profile: ProfileKind?

    package var isOnboarded: Bool { profile != nil }

    package var participant: Participant { Participant(id: id.participant, displayName: name) }
}
