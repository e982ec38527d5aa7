import Outgoing
import Synchronization
import Text

/// Hands messages to an SMTP server, each on a connection of its own.
package struct SMTPTransport: MailTransport {
    private let server: SMTPServer
    /// The host a server is greeted as where there is no mail from anybody yet.
    private let name: String
    private let interruption = Interruption()

    private final class Interruption: Sendable {
        let isRaised = Atomic(false)
    }

    /// - Parameters:
    ///   - name: the host a server is greeted as when it is only asked what it takes.
    ///   - url, password, timeout: as `SMTPServer` takes them.
    package init(
        url: String, password: String? = nil, as name: String = "localhost", timeout: Duration = .seconds(30)
    ) throws(SMTPServer.MalformedAddress) {
        self.name = name
        server = try SMTPServer(url: url, password: password, timeout: timeout)
    }

    package func deliver(_ message: MailMessage) throws(MailFailure) {
        guard !isInterrupted else { throw Self.interrupted }
        // Asked before, because libcurl would name the address to a server that cannot read it.
        if EmailAddress.needsUTF8(message.to), try !takesUTF8() {
            throw .permanent("the server takes no address with more than ASCII before the @ (SMTPUTF8)")
        }
        do throws(TransferFailure) {
            try server.send(
                message.bytes, from: message.from.address, to: message.to, greetingAs: message.from.host
            ) { [interruption] in interruption.isRaised.load(ordering: .relaxed) }
        } catch {
            throw isInterrupted ? Self.interrupted : MailFailure(error, of: message)
        }
    }

    package func takesUTF8() throws(MailFailure) -> Bool {
        do throws(TransferFailure) {
            return try server.extensions(greetingAs: name) { [interruption] in
                interruption.isRaised.load(ordering: .relaxed)
            }.contains("SMTPUTF8")
        } catch {
            throw isInterrupted ? Self.interrupted : .temporary(error.description)
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
