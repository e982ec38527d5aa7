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
}
