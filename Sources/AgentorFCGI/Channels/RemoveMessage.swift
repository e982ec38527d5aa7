import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}/remove`: what it means that those in charge take a message away, with a button.
    func showRemoveMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, message) = try removable(place, in: slug, visit)
        let show = Route.message(slug, place, .show)
        if message.isDeleted { return .redirect(to: show.path) }
        return .html(
            QuestionPage(
                frame: frame(of: channel, visit),
                heading: "Take this message of \(called(message.author.name, message.author.handle)) away?",
                paragraphs: [
                    "“\(message.words(limit: 200))”",
                    "When it is taken away, nobody can read it any more, nor what it said before. That there was a message stays, and the record of the channel says that you took one of theirs away. To have the moderators of the site look at it, report it first.",
                ],
                address: Route.message(slug, place, .remove).path, button: "Take it away", weight: .grave,
                links: [.init("Keep it", show.path)]
            ).html())
    }

    /// `POST /channels/{slug}/messages/{seq}/remove`: twice is once.
    func removeMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        try messenger.remove(place, in: slug, as: viewer.identity)
        let (_, message) = try messenger.message(place, in: slug, as: viewer.identity)
        guard let message else { throw Refusal.notFound }
        return try visit.present(message) {
            MessageJSON($0, in: slug)
        } page: { message in
            .redirect(to: QuoteLink.link(to: place, thread: message.thread, in: slug))
        }
    }

    /// A message the viewer may take away, and its channel.
    private func removable(_ place: Int64, in slug: String, _ visit: Visit) throws -> (Channel, Message) {
        let viewer = try visit.admitted()
        let (channel, found) = try messenger.message(place, in: slug, as: viewer.identity)
        guard let found, try mayRemove(found, in: channel, viewer) else { throw Refusal.notFound }
        return (channel, found)
    }

    /// Whether to offer it; the database says whether they may.
    func mayRemove(_ message: Message, in channel: Channel, _ viewer: Viewer) throws -> Bool {
        guard channel.direct == nil, channel.allows(.moderate), let role = channel.role,
            message.author.id.rawValue != viewer.id.rawValue
        else { return false }
        if role == .admin { return true }
        let theirs = try messenger.role(of: message.author.id, in: channel.slug, as: viewer.identity)
        return theirs.map { $0 < role } ?? true
    }
}
