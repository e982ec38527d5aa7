import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/pins`: what is pinned in a channel, all of it.
    func showPins(_ slug: String, _ visit: Visit) throws -> Response {
        let found = try messenger.pins(in: slug, as: visit.identity)
        let viewer = try visit.admitted()
        let folded = try messenger.folded(among: found.messages, in: found.channel, as: viewer.identity)
        return try visit.present(found) {
            PinsJSON($0, folding: folded)
        } page: { found in
            let items = [MessageItem](found.messages, of: slug, in: viewer.zone)
            let pins = items.map { item in
                PinsPage.Pin(
                    item: item,
                    fold: folded[item.message.author.id].map { MessageMark(.folded, $0.foldedWords) })
            }
            return .html(
                PinsPage(
                    frame: visit.frame(found.channel.direct == nil ? .channels : .messages), slug: slug,
                    channel: found.channel.name, handle: found.channel.direct?.handle, pins: pins,
                    mayUnpin: found.mayPin,
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

    init(_ pins: PinnedMessages, folding folded: [ParticipantID: Block.Kind]) {
        channel = ChannelJSON(pins.channel)
        messages = pins.messages.map { MessageJSON($0, in: pins.channel.slug, folding: folded) }
        mayPin = pins.mayPin
    }
}
