import Mail

/// `/mailbox/{name}`: one of those mails, as its letter says it.
package struct MailboxMailPage: Sendable {
    package var frame: PageFrame
    package var mail: MailItem
    package var letter: Letter

    package init(frame: PageFrame, mail: MailItem, letter: Letter) {
        self.frame = frame
        self.mail = mail
        self.letter = letter
    }

    package var paragraphs: [String] { letter.paragraphs }
    package var code: String? { letter.code }
    package var action: Letter.Action? { letter.action }
    package var closing: [String] { letter.closing }
}
