import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension FileDesk {
    /// `GET /files/{id}`: one file, with the pictures beside it.
    func showFile(_ id: UUID, _ visit: Visit) throws -> Response {
        let found = try messenger.file(id, as: visit.identity)
        _ = try visit.admitted()
        return .html(try page(found, visit, .unsent([FileDraft.description.name: found.file.description])))
    }

    func page(_ found: FoundFile, _ visit: Visit, _ form: FilledForm) throws -> [UInt8] {
        let isDescribable = found.isOwn && found.file.picture != nil
        return FilePage(
            frame: visit.frame(), file: found.file, place: try place(of: found, visit),
            isInAlbum: found.isInAlbum, isOwn: found.isOwn, isHidden: found.isHidden,
            field: isDescribable ? form.field(FileDraft.description) : nil,
            notice: visit.request.query["done"] == "described"
                ? "The description is saved." : visit.reportedNotice
        ).html()
    }

    private func place(of found: FoundFile, _ visit: Visit) throws -> FilePage.Place? {
        guard let place = found.place else { return nil }
        let channel = try messenger.channel(place.slug, as: visit.identity)
        let pictures = found.files.filter { $0.picture != nil }
        let index = pictures.firstIndex { $0.id == found.file.id }
        let sent = Zone.named(visit.timeZone).local(found.sentAt)
        return FilePage.Place(
            slug: place.slug, channel: channel.name, handle: channel.direct?.handle, sequence: place.sequence,
            author: found.senderName, authorHandle: found.senderHandle,
            sent: sent.moment(label: "\(sent.longDay), \(sent.timeOfDay)"),
            position: index.flatMap { pictures.count > 1 ? "\($0 + 1) of \(pictures.count)" : nil },
            previous: index.flatMap { $0 > 0 ? pictures[$0 - 1].id : nil },
            next: index.flatMap { $0 + 1 < pictures.count ? pictures[$0 + 1].id : nil })
    }
}
