import CCurl
import FoundationEssentials
import Synchronization

/// Hands mails to an SMTP server, each on a connection of its own.
package struct SMTPTransport: MailTransport {
    package struct MalformedAddress: Error, CustomStringConvertible {
        package let description: String
    }

    private let server: String
    private let user: String?
    private let password: String?
    private let tls: curl_usessl
    private let timeout: Duration
    private let interruption = Interruption()

    private final class Interruption: Sendable {
        let isRaised = Atomic(false)
    }

    /// - Parameters:
    ///   - url: `smtp://user:password@host:port`, which must offer STARTTLS unless it is on this machine, or
    ///     `smtps://`; user, password and port may be left out.
    ///   - password: instead of the one in the URL.
    ///   - timeout: for one mail, from connecting to the server's last word on it.
    package init(
        url: String, password: String? = nil, timeout: Duration = .seconds(30)
    ) throws(MalformedAddress) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            ["smtp", "smtps"].contains(scheme), let host = parts.host, !host.isEmpty,
            ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil,
            (1...65_535).contains(parts.port ?? 25)
        else {
            throw MalformedAddress(description: "it is not like smtp://user:password@host:port or smtps://…")
        }
        user = parts.user
        self.password = password ?? parts.password
        guard (user ?? "").isEmpty == (self.password ?? "").isEmpty else {
            throw MalformedAddress(description: "user and password belong together")
        }
        let name = host.filter { $0 != "[" && $0 != "]" }
        let authority = name.contains(":") ? "[\(name)]" : name
        server = "\(scheme)://\(authority)\(parts.port.map { ":\($0)" } ?? "")"
        let isIPv4 = name.utf8.allSatisfy { "0123456789.".utf8.contains($0) }
        let isLocal = name == "localhost" || name == "::1" || isIPv4 && name.hasPrefix("127.")
        tls = isLocal && scheme == "smtp" ? CURLUSESSL_NONE : CURLUSESSL_ALL
        self.timeout = timeout
    }

    package func deliver(_ mail: Mail) throws(MailFailure) {
        guard !isInterrupted else { throw Self.interrupted }
        do throws(Transfer.Failure) {
            // The path is how the server is greeted.
            let transfer = try Transfer(
                to: "\(server)/\(mail.from.host)", schemes: "smtp,smtps", timeout: timeout)
            try transfer.set(CURLOPT_USE_SSL, Int(tls.rawValue))
            if let user, let password, !user.isEmpty {
                try transfer.set(CURLOPT_USERNAME, user)
                try transfer.set(CURLOPT_PASSWORD, password)
            }
            // An environment's proxies are for the web.
            try transfer.set(CURLOPT_PROXY, "")
            try transfer.set(CURLOPT_MAIL_FROM, "<\(mail.from.address)>")
            try transfer.set(CURLOPT_MAIL_RCPT, ["<\(mail.to)>"])
            try transfer.set(CURLOPT_UPLOAD, 1)
            // The farewell belongs to the exchange. libcurl's own timeout ends before it, and it would go on for two
            // minutes.
            try transfer.set(CURLOPT_FORBID_REUSE, 1)
            transfer.keepReplies()
            let deadline = ContinuousClock.now + timeout + .seconds(1)
            try transfer.cancel { [interruption] in
                interruption.isRaised.load(ordering: .relaxed) || .now > deadline
            }
            _ = try transfer.perform(sending: mail.bytes)
        } catch {
            throw isInterrupted ? Self.interrupted : MailFailure(error, of: mail)
        }
    }

    package func interrupt() {
        interruption.isRaised.store(true, ordering: .relaxed)
    }

    private var isInterrupted: Bool { interruption.isRaised.load(ordering: .relaxed) }

    private static let interrupted = MailFailure.temporary("the process ended")
}

extension MailFailure {
    /// Only what a server says about the recipient or about the mail is for good. A refusal of the connection, of the
    /// password or of the sender is the operator's to mend, and the mail waits for that.
    fileprivate init(_ failure: Transfer.Failure, of mail: Mail) {
        let isRefusal = (400..<600).contains(failure.reply)
        let isAboutMail = failure.isSent || failure.description.hasPrefix("RCPT")
        let reply = mail.redact(failure.replyLines.joined(separator: " "))
        self.init(
            isPermanent: failure.reply >= 500 && isRefusal && isAboutMail,
            reason: isRefusal && !reply.isEmpty ? "the server answered: \(reply)" : failure.description)
    }
}
