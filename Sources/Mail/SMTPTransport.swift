import Outgoing
import Synchronization

/// Hands messages to an SMTP server, each on a connection of its own.
package struct SMTPTransport: MailTransport {
    private let server: SMTPServer
    private let interruption = Interruption()

    private final class Interruption: Sendable {
        let isRaised = Atomic(false)
    }

    /// - Parameters: as `SMTPServer` takes them.
    package init(
        url: String, password: String? = nil, timeout: Duration = .seconds(30)
    ) throws(SMTPServer.MalformedAddress) {
        server = try SMTPServer(url: url, password: password, timeout: timeout)
    }

    package func deliver(_ message: MailMessage) throws(MailFailure) {
        guard !isInterrupted else { throw Self.interrupted }
        do throws(TransferFailure) {
            try server.send(
                message.bytes, from: message.from.address, to: message.to, greetingAs: message.from.host
            ) { [interruption] in interruption.isRaised.load(ordering: .relaxed) }
        } catch {
            throw isInterrupted ? Self.interrupted : MailFailure(error, of: message)
        }
    }

    package func interrupt() {
        interruption.isRaised.store(true, ordering: .relaxed)
    }

    private var isInterrupted: Bool { interruption.isRaised.load(ordering: .relaxed) }

    private static let interrupted = MailFailure.temporary("the process ended")
}

extension MailFailure {
    fileprivate init(_ failure: TransferFailure, of message: MailMessage) {
        let reply = message.redact(failure.replyLines.joined(separator: " "))
        self.init(
            isPermanent: failure.isPermanentRefusal,
            reason: failure.isRefusal && !reply.isEmpty
                ? "the server answered: \(reply)" : failure.description)
    }
}
