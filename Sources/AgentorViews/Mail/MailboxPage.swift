/// `/mailbox`: the mails that were put into a folder instead of being sent.
package struct MailboxPage: Sendable {
    package var frame: PageFrame
    /// The newest first.
    package var mails: [MailItem]

    package init(frame: PageFrame, mails: [MailItem]) {
        self.frame = frame
        self.mails = mails
    }

    package var hasMails: Bool { !mails.isEmpty }
}

/// A mail as the list and its own page head it.
package struct MailItem: Sendable {
    package var name: String
    package var to: String
    package var subject: String
    package var sent: Moment

    package init(name: String, to: String, subject: String, sent: Moment) {
        self.name = name
        self.to = to
        self.subject = subject
        self.sent = sent
    }
}
