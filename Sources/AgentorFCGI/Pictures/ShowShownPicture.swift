import AgentorViews
import FastCGI

extension FileDesk {
    /// `GET /shown/{picture}/{variant}`: a picture of a work or a service that everybody may see in this moment, for whoever
    /// asks. The name stands for the bytes, so browsers keep it for ever.
    func showShownPicture(_ mark: String, _ variant: FileVariant, _ visit: Visit) throws -> Response {
        guard let part = try profiles.shownPicture(mark, part: variant.segment) else {
            throw Refusal.notFound
        }
        return try deliver(
            part, disposition: "inline", cache: "public, max-age=31536000, immutable", visit.request)
    }
}
