import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}/files?before=SEQ`: what was sent in a conversation, the latest first.
    func showFiles(_ slug: String, _ visit: Visit) throws -> Response {
        let before = visit.request.query["before"].flatMap { Int64($0) } ?? .max
        let found = try messenger.files(in: slug, before: before, as: visit.identity)
        _ = try visit.admitted()
        let zone = Zone.named(visit.timeZone)
        var months: [(label: String, items: [FilesPage.Item])] = []
        for sent in found.sent {
            let time = zone.local(sent.sentAt)
            if months.last?.label != time.monthOfYear { months.append((time.monthOfYear, [])) }
            months[months.count - 1].items += sent.files.filter(\.isThere).map {
                FilesPage.Item(
                    $0, sequence: sent.sequence, author: sent.sender,
                    handle: sent.senderHandle, sent: time.moment(label: time.dayAndTime),
                    fold: sent.fold?.foldedQuotation)
            }
        }
        let next = found.hasEarlier ? found.sent.last.map { "?before=\($0.sequence)" } : nil
        return .html(
            FilesPage(
                frame: visit.frame(found.channel.direct == nil ? .channels : .messages), slug: slug,
                channel: found.channel.name, handle: found.channel.direct?.handle,
                months: months.map { FilesPage.Month($0.label, $0.items) },
                isFirst: before == .max, next: next.map { Route.channel(slug, .files).path + $0 }
            ).html())
    }
}
