import FoundationEssentials
import Text

/// A letter on its way to somebody, complete as it is sent (RFC 5322, with a text and an HTML part after RFC 2046).
package struct MailMessage: Sendable {
    package let id: MailID
    package let from: Mailbox
    package let to: String
    package let letter: Letter
    /// When it was put in the outbox.
    package let date: Date
    /// With its angle brackets.
    package let messageID: String
    /// Lines end with CR LF and have at most 998 bytes.
    package let bytes: [UInt8]

    /// The same arguments give the same bytes.
    /// - Throws: for an address that cannot stand in a header.
    package init(
        id: MailID, from: Mailbox, to: String, letter: Letter, date: Date, text: String, html: [UInt8]
    ) throws(MailFailure) {
        guard EmailAddress.isPlausible(to) else { throw .permanent("the address is not one mail can go to") }
        self.id = id
        self.from = from
        self.to = to
        self.letter = letter
        self.date = date
        messageID = "<\(id)@\(from.host)>"
        // Quoted-printable text has no "=_" in it.
        let boundary = "=_\(id)"
        var head = [
            MailHeader.mailbox("From", from),
            "To: \(to)",
            MailHeader.text("Subject", letter.subject),
            MailHeader.date("Date", date),
            "Message-ID: \(messageID)",
            "MIME-Version: 1.0",
            // RFC 3834: nobody's absence is told to a machine.
            "Auto-Submitted: auto-generated",
            "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"",
        ]
        if let link = letter.unsubscribing {
            head.insert("List-Unsubscribe-Post: List-Unsubscribe=One-Click", at: head.count - 1)
            head.insert("List-Unsubscribe:\r\n <\(link)>", at: head.count - 2)
        }
        var bytes = Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        for (type, content) in [("plain", Array(text.utf8)), ("html", html)] {
            bytes += "--\(boundary)\r\nContent-Type: text/\(type); charset=utf-8\r\n".utf8
            bytes += "Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8
            bytes += QuotedPrintable.encode(content)
        }
        self.bytes = bytes + "--\(boundary)--\r\n".utf8
    }

    /// What somebody else said about this message, fit for a log: one line, without the address and without what only
    /// its reader may know.
    func redact(_ text: String) -> String {
        let secrets = [letter.code, letter.action?.address, letter.unsubscribing].compactMap(\.self)
        func bare(_ word: some StringProtocol) -> String {
            word.lowercased().filter { !"<>()[]\"'`,;:".contains($0) }
        }
        let names = Set(bare(EmailAddress.local(of: to)).split(separator: " "))
        let words = text.split { $0.isWhitespace || $0.unicodeScalars.contains { $0.value < 0x20 } }
        return words.prefix(60).map { word in
            let isPrivate =
                word.contains("@") || names.contains(bare(word)[...])
                || secrets.contains { word.contains($0) }
            return isPrivate ? "…" : String(word.prefix(200))
        }.joined(separator: " ")
    }
}
