import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/messages/{seq}`: one message, at an address that stays.
    func showMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, message) = try messenger.message(place, in: slug, as: visit.identity)
        let viewer = try visit.admitted()
        return try visit.present(message) {
            MessageJSON($0, in: channel.slug)
        } page: { message in
            let item = [MessageItem]([message], of: channel.slug, in: viewer.zone)[0]
            return .html(
                MessagePage(
                    frame: visit.frame(.channels), channel: channel.name, message: item,
                    isOwn: message.author.rawValue == viewer.id.rawValue
                ).html())
        }
    }
}
