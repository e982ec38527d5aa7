import AgentorCore
import AgentorViews
import FastCGI
import Mail

final class MailboxDesk: Sendable {
    private let mailbox: TrialMailbox

    init(mailbox: TrialMailbox) { self.mailbox = mailbox }

    func answer(_ route: MailboxRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showMailbox)
        }
    }

    func answer(_ route: MailRoute, named name: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showMail(name, visit) }
        }
    }

    func folder(for visit: Visit) throws -> FolderTransport {
        guard let folder = mailbox.folder, mailbox.isOpen(to: visit) else { throw Refusal.notFound }
        return folder
    }
}
