import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/pins`: what is pinned in a channel, all of it.
    func showPins(_ slug: String, _ visit: Visit) throws -> Response {
        let found = try messenger.pins(in: slug, as: visit.identity)
        let viewer = try visit.admitted()
        return try visit.present(found, json: PinsJSON.init) { found in
            let items = [MessageItem](found.messages, of: slug, in: viewer.zone)
            return .html(
                PinsPage(
                    frame: visit.frame(found.channel.direct == nil ? .channels : .messages), slug: slug,
                    channel: found.channel.name, pins: items, mayUnpin: found.mayPin,
                    notice: visit.request.query["done"].flatMap { MessageDesk.notices[$0] }
                ).html())
        }
    }
}

struct PinsJSON: Encodable {
    let channel: ChannelJSON
    /// What was pinned last comes first.
    let messages: [MessageJSON]
    let mayPin: Bool

    init(_ pins: PinnedMessages) {
        channel = ChannelJSON(pins.channel)
        messages = pins.messages.map { MessageJSON($0, in: pins.channel.slug) }
        mayPin = pins.mayPin
    }
}
