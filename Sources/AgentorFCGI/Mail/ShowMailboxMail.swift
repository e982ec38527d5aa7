import AgentorViews
import FastCGI
import FoundationEssentials
import Mail

extension Site {
    /// `GET /mailbox/{name}`: one mail that landed in the folder.
    func showMailboxMail(_ name: String, _ visit: Visit) throws(Refusal) -> Response {
        guard let mail = try mailFolder(for: visit).mail(named: name) else { throw .notFound }
        var response = Response.html(
            MailboxMailPage(frame: visit.frame(), mail: MailItem(mail), letter: mail.letter).html())
        response.headers["Cache-Control"] = "no-store"
        return response
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
