import Postgres

/// What somebody may do beyond their own affairs.
package enum AccountRole: String, Sendable, Codable, CaseIterable, PostgresValue {
    case member, admin
}
