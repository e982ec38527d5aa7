import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

extension FileDesk {
    /// `GET /files/{id}/{width}.{format}`: a picture as pages show it.
    func showVariant(_ variant: FileVariant, of id: UUID, _ visit: Visit) throws -> Response {
        let part = try messenger.part(variant.segment, of: id, as: visit.identity)
        _ = try visit.admitted()
        return try deliver(part, disposition: "inline", visit.request)
    }
}
