import AgentorViews
import FastCGI
import Mail

extension MailboxDesk {
    /// `GET /mailbox`: the mails that landed in a folder.
    func showMailbox(_ visit: Visit) throws -> Response {
        let mails = try folder(for: visit).mails()
        return .html(MailboxPage(frame: visit.frame(), mails: mails.map(MailItem.init)).html())
    }
}
