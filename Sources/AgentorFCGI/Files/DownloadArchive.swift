import AgentorCore
import AgentorViews
import FastCGI
import FileTypes
import FoundationEssentials
import Messaging

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}/files.zip`: all files of a message, one after the other, as they are.
    func downloadArchive(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let parts = try messenger.parts(ofMessage: place, in: slug, as: visit.identity)
        _ = try visit.admitted()
        guard let keeper = visit.intake.keeper else { throw Refusal.notFound }
        // More than the archive's form has room for.
        guard parts.reduce(0, { $0 + $1.size }) < 1 << 31 else { throw Refusal.notFound }
        var rest = parts[...]
        return .archive("\(slug)-\(place)", of: keeper) { rest.popFirst().map { ArchiveEntry(keeping: $0) } }
    }
}

extension ChannelDesk {
    /// `GET /channels/{slug}/files.zip`: the latest files of a conversation, as many as an archive has room for. Each
    /// is looked for when its turn has come: what was deleted meanwhile is left out, and whoever has left gets no more.
    func downloadArchive(of slug: String, _ visit: Visit) throws -> Response {
        let first = try messenger.part(in: slug, as: visit.identity)
        let viewer = try visit.admitted()
        guard let keeper = visit.intake.keeper, first != nil else { throw Refusal.notFound }
        try turns.take(.archive, for: viewer)
        let (messenger, identity) = (messenger, visit.identity)
        var place: FilePlace?
        var (count, size) = (0, Int64(0))
        return .archive("\(slug)-files", of: keeper) {
            guard let found = try messenger.part(before: place, in: slug, as: identity) else { return nil }
            place = found.place
            count += 1
            size += found.part.size
            guard count <= FilesPage.mostOfArchive, size <= FilesPage.mostBytesOfArchive else { return nil }
            return ArchiveEntry(keeping: found.part)
        }
    }
}
