import AgentorViews
import FastCGI
import FileTypes
import FoundationEssentials
import Messaging

extension FileDesk {
    /// `GET /files/{id}/download`: to be saved under its name. Of a picture the widest there is, in a format that everything
    /// reads.
    func downloadFile(_ id: UUID, _ visit: Visit) throws -> Response {
        let file = try messenger.file(id, as: visit.identity).file
        _ = try visit.admitted()
        let part = try messenger.part(file.partToSave, of: id, as: visit.identity)
        let name = FileName.toSave(part.fileName, as: part.type)
        return try deliver(part, disposition: name.contentDisposition, visit.request)
    }
}

extension MessageFile {
    /// The part that is saved of it: of a picture the widest there is, in a format that everything reads.
    var partToSave: String {
        guard let picture, let width = picture.widths.last else { return "original" }
        return "\(width).\(picture.fallback)"
    }
}
