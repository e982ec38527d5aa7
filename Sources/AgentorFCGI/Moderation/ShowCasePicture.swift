import AgentorCore
import FastCGI
import FoundationEssentials

extension ModerationDesk {
    /// `GET /moderation/{id}/pictures/{number}`: one of those that are kept with a case, for whoever may look at that.
    func showCasePicture(_ number: Int64, of id: UUID, _ viewer: Viewer) throws -> Response {
        guard let found = try moderation.find(id, for: viewer), let place = Int(exactly: number - 1),
            found.pictures.indices.contains(place), let bytes = found.pictures[place].bytes
        else { throw Refusal.notFound }
        return Response(
            headers: ["Content-Type": found.pictures[place].type, "Content-Disposition": "inline"],
            body: Array(bytes))
    }
}
