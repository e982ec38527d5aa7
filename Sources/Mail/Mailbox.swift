import Text

/// An address with the name it is shown under: `Agentor <no-reply@agentor.example>`.
package struct Mailbox: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package private(set) var address: String

    /// - Parameter text: `name <address>`, or an address alone; nil for anything else, and for an address that not every
    ///   mail server takes.
    package init?(_ text: String) {
        let parts = text.split(separator: "<", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            (name, address) = ("", text)
        case 2 where parts[1].last == ">":
            name = PlainText.line(String(parts[0]).replacing("\"", with: ""))
            address = String(parts[1].dropLast())
        default: return nil
        }
        let normalized = EmailAddress.normalized(address)
        guard name.utf8.count <= 200, EmailAddress.isPlausible(normalized),
            !EmailAddress.needsUTF8(normalized)
        else { return nil }
        // As the operator writes it, unless its domain has to be told otherwise.
        if !address.utf8.allSatisfy({ $0 < 0x80 }) { address = normalized }
    }

    /// What stands behind the @.
    package var host: String { String(EmailAddress.domain(of: address)) }

    package var description: String { name.isEmpty ? address : "\(name) <\(address)>" }
}
