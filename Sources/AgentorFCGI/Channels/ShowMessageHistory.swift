import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}/history`: all that a message has said, for everybody in the conversation.
    func showMessageHistory(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, found) = try messenger.history(of: place, in: slug, as: visit.identity)
        let viewer = try visit.admitted()
        guard let history = found else {
            if visit.wantsJSON { throw Refusal.notFound }
            return .redirect(to: Route.channel(channel.slug, .show).path)
        }
        return try visit.present(history) {
            MessageHistoryJSON($0, in: channel.slug)
        } page: { history in
            let count = history.versions.count
            let versions = history.versions.enumerated().map { index, version in
                let local = viewer.zone.local(version.writtenAt)
                return MessageHistoryPage.Version(
                    label: count == 1 ? "As it was sent" : "Version \(index + 1) of \(count)",
                    body: MessageText(version.text), written: local.moment(label: local.dayAndTime))
            }
            return .html(
                MessageHistoryPage(
                    frame: frame(of: channel, visit), slug: channel.slug, sequence: place,
                    author: history.message.author.name, handle: history.message.author.handle,
                    versions: versions.reversed(),
                    gone: history.message.isDeleted
                        ? Message.goneWords : history.message.isHidden ? Message.hiddenWords : nil
                ).html())
        }
    }
}
