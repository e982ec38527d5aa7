import FoundationEssentials
import Postgres

package struct MailID: RawRepresentable, Hashable, Sendable, PostgresValue, CustomStringConvertible {
    package let rawValue: UUID

    package init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue.uuidString.lowercased() }
}
