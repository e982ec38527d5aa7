import AgentorViews
import FastCGI
import FoundationEssentials
import Mail

extension MailboxDesk {
    /// `GET /mailbox/{name}`: one mail that landed in the folder.
    func showMail(_ name: String, _ visit: Visit) throws -> Response {
        guard let mail = try folder(for: visit).mail(named: name) else { throw Refusal.notFound }
        return .html(
            MailboxMailPage(frame: visit.frame(), mail: MailItem(mail), letter: mail.letter).html())
    }
}

extension MailItem {
    init(_ mail: FolderTransport.Kept) {
        let time = mail.date.formatted(.iso8601)
        let label = time.replacing("T", with: " ").replacing("Z", with: " UTC")
        self.init(
            name: mail.name, to: mail.to, subject: mail.letter.subject,
            sent: Moment(datetime: time, label: label))
    }
}
