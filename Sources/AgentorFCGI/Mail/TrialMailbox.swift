import AgentorCore
import AgentorViews
import FastCGI
import Mail

/// Where mails can be read while trying Agentor out: the folder they land in, for whoever sits at this machine.
struct TrialMailbox: Sendable {
    /// Nil where mails are sent.
    let folder: FolderTransport?

    func isOpen(to visit: Visit) -> Bool { folder != nil && visit.isAtThisMachine }

    func links(for visit: Visit) -> [QuestionPage.Link] {
        isOpen(to: visit) ? [.init("Read the mails of this trial", Route.mailbox(.list).path)] : []
    }
}
