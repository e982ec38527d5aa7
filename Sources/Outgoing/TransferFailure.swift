/// Why nothing came of an exchange with another host.
package struct TransferFailure: Error, Hashable, CustomStringConvertible {
    /// What the other host answered last: an HTTP status or an SMTP reply; 0 when it said nothing.
    package let reply: Int
    /// libcurl's words, which name hosts but no credentials.
    package let description: String
    /// The lines of the SMTP reply that ended it. They may quote anything the server was sent.
    package let replyLines: [String]
    /// Whether all bytes were taken to be sent, so that the reply is about them.
    package let isSent: Bool

    package init(_ description: String, reply: Int = 0, replyLines: [String] = [], isSent: Bool = false) {
        self.reply = reply
        self.description = description
        self.replyLines = replyLines
        self.isSent = isSent
    }
}
