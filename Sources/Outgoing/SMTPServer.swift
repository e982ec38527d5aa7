import CCurl
import FoundationEssentials

/// A server that takes mail from us. Each message goes on a connection of its own.
package struct SMTPServer: Sendable {
    package struct MalformedAddress: Error, CustomStringConvertible {
        package let description: String
    }

    private let address: String
    private let user: String?
    private let password: String?
    private let tls: curl_usessl
    private let timeout: Duration

    /// - Parameters:
    ///   - url: `smtp://user:password@host:port`, which must offer STARTTLS unless it is on this machine, or
    ///     `smtps://`; user, password and port may be left out.
    ///   - password: instead of the one in the URL.
    ///   - timeout: for one message, from connecting to the server's last word on it.
    package init(url: String, password: String?, timeout: Duration) throws(MalformedAddress) {
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
        address = "\(scheme)://\(authority)\(parts.port.map { ":\($0)" } ?? "")"
        let isIPv4 = name.utf8.allSatisfy { "0123456789.".utf8.contains($0) }
        let isLocal = name == "localhost" || name == "::1" || isIPv4 && name.hasPrefix("127.")
        tls = isLocal && scheme == "smtp" ? CURLUSESSL_NONE : CURLUSESSL_ALL
        self.timeout = timeout
    }

    /// Blocks until the server has taken the message over.
    /// - Parameters:
    ///   - message: lines that end with CR LF.
    ///   - name: the host the server is greeted as.
    ///   - isCancelled: asked about once a second; true has this fail soon.
    package func send(
        _ message: [UInt8], from sender: String, to recipient: String, greetingAs name: String,
        cancelledWhen isCancelled: @escaping @Sendable () -> Bool
    ) throws(TransferFailure) {
        let transfer = try transfer(greetingAs: name, cancelledWhen: isCancelled)
        try transfer.set(CURLOPT_MAIL_FROM, "<\(sender)>")
        try transfer.set(CURLOPT_MAIL_RCPT, ["<\(recipient)>"])
        try transfer.set(CURLOPT_UPLOAD, 1)
        transfer.keepReplies()
        _ = try transfer.perform(sending: message)
    }

    /// The keywords of what the server offers beside plain SMTP (RFC 5321, 4.1.1.1), in capitals: as it says after TLS
    /// has begun, where it does.
    package func extensions(
        greetingAs name: String, cancelledWhen isCancelled: @escaping @Sendable () -> Bool
    ) throws(TransferFailure) -> Set<String> {
        let transfer = try transfer(greetingAs: name, cancelledWhen: isCancelled)
        try transfer.set(CURLOPT_CUSTOMREQUEST, "NOOP")
        try transfer.set(CURLOPT_NOBODY, 1)
        transfer.keepReplies()
        _ = try transfer.perform()
        return transfer.offers
    }

    private func transfer(
        greetingAs name: String, cancelledWhen isCancelled: @escaping @Sendable () -> Bool
    ) throws(TransferFailure) -> Transfer {
        // The path is how the server is greeted.
        let transfer = try Transfer(to: "\(address)/\(name)", schemes: "smtp,smtps", timeout: timeout)
        try transfer.set(CURLOPT_USE_SSL, Int(tls.rawValue))
        if let user, let password, !user.isEmpty {
            try transfer.set(CURLOPT_USERNAME, user)
            try transfer.set(CURLOPT_PASSWORD, password)
        }
        // An environment's proxies are for the web.
        try transfer.set(CURLOPT_PROXY, "")
        // The farewell belongs to the exchange. libcurl's own timeout ends before it, and it would go on for two
        // minutes.
        try transfer.set(CURLOPT_FORBID_REUSE, 1)
        let deadline = ContinuousClock.now + timeout + .seconds(1)
        try transfer.cancel { isCancelled() || .now > deadline }
        return transfer
    }
}

extension TransferFailure {
    /// Whether the server refused, as opposed to being out of reach.
    package var isRefusal: Bool { (400..<600).contains(reply) }

    /// Whether the refusal would be the same another time, being about the recipient or the message. One of the
    /// connection, of the password or of the sender is for whoever runs this to mend.
    package var isPermanentRefusal: Bool {
        isRefusal && reply >= 500 && (isSent || description.hasPrefix("RCPT"))
    }
}
