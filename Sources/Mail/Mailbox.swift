import Text

/// An address with the name it is shown under: `Agentor <no-reply@agentor.example>`.
package struct Mailbox: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let address: String

    /// - Parameter text: `name <address>`, or an address alone; nil for anything else.
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
        guard name.utf8.count <= 200, EmailAddress.isPlausible(address) else { return nil }
    }

    /// What stands behind the @.
    var host: String { String(address.drop { $0 != "@" }.dropFirst()) }

    package var description: String { name.isEmpty ? address : "\(name) <\(address)>" }
}
