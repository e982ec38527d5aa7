import FoundationEssentials
import Messaging
import Postgres

package struct AccountID: RawRepresentable, Hashable, Sendable, PostgresValue {
    package let rawValue: UUID

    package init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    /// Messaging knows an account by the same identifier.
    package var participant: ParticipantID { ParticipantID(rawValue: rawValue) }

    /// What every transaction made for this account says first; the policies read it.
    package var identity: Identity {
        Identity(setting: Messenger.identitySetting, value: rawValue.uuidString.lowercased())
    }
}
