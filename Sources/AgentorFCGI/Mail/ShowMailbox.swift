import AgentorViews
import FastCGI
import Mail

extension Site {
    /// `GET /mailbox`: the mails that landed in a folder.
    func showMailbox(_ visit: Visit) throws(Refusal) -> Response {
        let folder = try mailFolder(for: visit)
        var response = Response.html(
            MailboxPage(frame: visit.frame(), mails: folder.mails().map(MailItem.init)).html())
        response.headers["Cache-Control"] = "no-store"
        return response
    }

    /// Where the mails are, for whoever sits at this machine. The name in the address counts too: a web server in front
    /// brings everybody from loopback, but under its own name.
    func mailFolder(for visit: Visit) throws(Refusal) -> FolderTransport {
        guard let folder = settings.transport as? FolderTransport, hasMailbox(for: visit) else {
            throw .notFound
        }
        return folder
    }

    func hasMailbox(for visit: Visit) -> Bool {
        settings.transport is FolderTransport && visit.request.isFromLoopback && visit.request.isPlainLoopback
    }
}

extension Request {
    fileprivate var isFromLoopback: Bool {
        remoteAddress == "::1" || remoteAddress.hasPrefix("127.") || remoteAddress.hasPrefix("::ffff:127.")
    }
}
