import AgentorCore
import AgentorViews
import FastCGI
import Mail

/// Where mails can be read while trying Agentor out: the folder they land in, for whoever sits at this machine.
struct TrialMailbox: Sendable {
    /// Nil where mails are sent.
    let folder: FolderTransport?

    /// The name in the address counts too: a web server in front brings everybody from loopback, but under its own name.
    func isOpen(to visit: Visit) -> Bool {
        folder != nil && visit.request.isFromLoopback && visit.request.isPlainLoopback
    }

    func links(for visit: Visit) -> [QuestionPage.Link] {
        isOpen(to: visit) ? [.init("Read the mails of this trial", Route.mailbox(.list).path)] : []
    }
}
