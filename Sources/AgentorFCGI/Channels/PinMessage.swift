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
                    notice: MessageDesk.keepingNotices[visit.request.query["done"] ?? ""]
                ).html())
        }
    }
}

extension MessageDesk {
    /// `POST /channels/{slug}/messages/{seq}/pin` pins a message in its channel, `…/remove` takes it off: twice is once.
    func pin(
        _ place: Int64, in slug: String, isWanted: Bool = true, _ visit: Visit
    ) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.pin(place, in: slug, isWanted: isWanted, as: viewer.identity)
        guard visit.wantsJSON else {
            return .redirect(
                to: Route.message(slug, place, .show).path(done: isWanted ? "pinned" : "unpinned"))
        }
        let (channel, message) = try messenger.message(place, in: slug, as: viewer.identity)
        guard let message else { throw Refusal.notFound }
        return try .json(MessageJSON(message, in: channel.slug))
    }

    /// `POST /channels/{slug}/messages/{seq}/bookmark` keeps a message for the viewer, `…/remove` no longer.
    func bookmark(
        _ place: Int64, in slug: String, isWanted: Bool = true, _ visit: Visit
    ) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.bookmark(place, in: slug, isWanted: isWanted, as: viewer.identity)
        return try visit.present(isWanted, json: BookmarkStateJSON.init) { isWanted in
            .redirect(
                to: Route.message(slug, place, .show).path(done: isWanted ? "bookmarked" : "unbookmarked"))
        }
    }

    static let keepingNotices = [
        "pinned": "Pinned for everybody in the conversation.", "unpinned": "Not pinned any more.",
        "bookmarked": "Kept among your bookmarks.", "unbookmarked": "Not among your bookmarks any more.",
    ]

    /// What the viewer may keep of a message, for themselves or for all.
    func keepingActions(
        on message: Message, in slug: String, _ standing: MessageStanding
    ) -> [MessageAction] {
        let place = message.sequence
        var actions: [MessageAction] = []
        if standing.mayPin, !message.isDeleted {
            actions.append(
                message.isPinned
                    ? MessageAction("Unpin", .message(slug, place, .unpin))
                    : MessageAction("Pin for everybody", .message(slug, place, .pin)))
        }
        if standing.isBookmarked {
            actions.append(MessageAction("Remove the bookmark", .message(slug, place, .unbookmark)))
        } else if !message.isDeleted {
            actions.append(MessageAction("Bookmark", .message(slug, place, .bookmark)))
        }
        return actions
    }

    /// Where its words can be taken to.
    func keepingLinks(on message: Message, in slug: String) -> [MessageLink] {
        [
            MessageLink(
                "Quote its words", .channel(slug, .show), query: "?quote=\(message.sequence)#message",
                quote: message.quotedText),
            MessageLink("Forward", .message(slug, message.sequence, .forward)),
        ]
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

struct BookmarkStateJSON: Encodable {
    let isBookmarked: Bool
}
