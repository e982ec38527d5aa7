/// Takes messages to where they go.
package protocol MailTransport: Sendable {
    /// Blocks until the message is taken over by the other side. It may come again, with the same identifier.
    func deliver(_ message: MailMessage) throws(MailFailure)

    /// Whether it takes mail to addresses beyond ASCII (`EmailAddress.needsUTF8`). Asks the other side, and blocks as long
    /// as a delivery may.
    func takesUTF8() throws(MailFailure) -> Bool

    /// Has deliveries under way fail soon, and later ones at once: the process ends.
    func interrupt()
}

extension MailTransport {
    /// For what never takes long.
    package func interrupt() {}

    /// For what reads no addresses.
    package func takesUTF8() throws(MailFailure) -> Bool { true }
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
