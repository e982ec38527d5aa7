/// Takes messages to where they go.
package protocol MailTransport: Sendable {
    /// Blocks until the message is taken over by the other side. It may come again, with the same identifier.
    func deliver(_ message: MailMessage) throws(MailFailure)

    /// Has deliveries under way fail soon, and later ones at once: the process ends.
    func interrupt()
}

extension MailTransport {
    /// For what never takes long.
    package func interrupt() {}
}

/// Why a mail was not delivered.
package struct MailFailure: Error, Hashable, CustomStringConvertible {
    /// Whether another attempt would end the same.
    package let isPermanent: Bool
    /// For the operator: without the address, the content and any password.
    package let reason: String

    package static func permanent(_ reason: String) -> MailFailure {
        MailFailure(isPermanent: true, reason: reason)
    }

    package static func temporary(_ reason: String) -> MailFailure {
        MailFailure(isPermanent: false, reason: reason)
    }

    package var description: String { reason }
}
