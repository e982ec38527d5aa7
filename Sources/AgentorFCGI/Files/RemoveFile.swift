import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension FileDesk {
    /// `POST /files/{id}/remove`: a file that is not sent yet is not to be sent.
    func removeFile(_ id: UUID, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try messenger.dropFile(id, as: viewer.identity)
        return visit.wantsJSON ? Response(status: .noContent) : .redirect(to: Route.channels(.list).path)
    }
}
