import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension FileDesk {
    /// `GET /files/{id}/delete`
    func showDeleteFile(_ id: UUID, _ visit: Visit) throws -> Response {
        _ = try visit.admitted()
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Delete this file?",
                paragraphs: [
                    "It is deleted for everybody who could see it, and cannot be brought back. The message it was sent with stays, and says that there was a file."
                ],
                address: Route.file(id, .delete).path, fields: [], button: "Delete the file",
                links: [.init("Back to your files", Route.files(.own).path)]
            ).html())
    }

    /// `POST /files/{id}/delete`: wherever it was sent, also where the viewer is no member any more.
    func deleteFile(_ id: UUID, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.deleteFile(id, as: viewer.identity)
        return visit.wantsJSON
            ? Response(status: .noContent) : .redirect(to: Route.files(.own).path(done: "deleted"))
    }
}
