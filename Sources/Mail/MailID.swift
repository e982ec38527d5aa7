import FoundationEssentials

package struct MailID: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: UUID

    package init(rawValue: UUID) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue.uuidString.lowercased() }
}
