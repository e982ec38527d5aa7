import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension FileDesk {
    /// `GET /files?before=MICROSECONDS-ID`: the viewer's own files, the latest first.
    func showOwnFiles(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let keeper else { throw Refusal.notFound }
        let before = visit.request.query["before"].flatMap(OwnFilePosition.init(address:))
        let found = try messenger.ownFiles(before: before, as: viewer.identity)
        let albums =
            found.files.contains { $0.album != nil } ? try profiles.albums(of: viewer) : [:]
        let next = found.next.map { "\(Route.files(.own).path)?before=\($0.address.percentEncoded)" }
        return try visit.present(found) {
            OwnFilesJSON($0, albums: albums, next: next, quota: keeper.limits.quota)
        } page: {
            .html(
                OwnFilesPage(
                    frame: visit.frame(.account),
                    notice: visit.request.query["done"] == "deleted" ? "The file is deleted." : nil,
                    files: $0.files.map { file in
                        let kept = viewer.zone.local(file.keptAt)
                        return OwnFilesPage.Item(
                            file, kept: kept.moment(label: "\(kept.longDay), \(kept.timeOfDay)"),
                            album: file.album.flatMap { albums[$0] })
                    }, bytes: $0.bytes, quota: keeper.limits.quota, isFirst: before == nil, next: next
                ).html())
        }
    }
}

extension OwnFilePosition {
    fileprivate var address: String { PlaceInTime(keptAt, id).address }

    fileprivate init?(address: String) {
        guard let place = PlaceInTime(address: address) else { return nil }
        self.init(keptAt: place.moment, id: place.id)
    }
}

struct OwnFilesJSON: Encodable {
    struct File: Encodable {
        let id: String
        let name: String
        let nameDirection: PlainText.Direction
        let label: String
        let size: Int64
        let keptAt: Date
        /// Of its message; null where it is not sent, or the viewer has left.
        let message: String?
        /// Of what it is shown with, as its owner changes that; null where it is shown with nothing.
        let shown: String?
    }

    let files: [File]
    let next: String?
    let bytes: Int64
    let quota: Int64

    init(_ found: OwnFiles, albums: [UUID: AlbumPlace], next: String?, quota: Int64) {
        files = found.files.map {
            File(
                id: $0.id.segment, name: $0.name, nameDirection: PlainText.direction(of: $0.name),
                label: $0.label, size: $0.size, keptAt: $0.keptAt,
                message: $0.place.map { Route.message($0.slug, $0.sequence, .show).path },
                shown: $0.album.flatMap { albums[$0]?.address })
        }
        self.next = next
        bytes = found.bytes
        self.quota = quota
    }
}
