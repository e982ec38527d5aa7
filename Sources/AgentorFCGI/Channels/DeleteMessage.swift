import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}/delete`: what deleting means, with a button.
    func showDeleteMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, message) = try ownMessage(place, in: slug, visit)
        let show = Route.message(slug, place, .show)
        if message.isDeleted { return .redirect(to: show.path) }
        return .html(
            QuestionPage(
                frame: frame(of: channel, visit), heading: "Delete this message?",
                paragraphs: [
                    "“\(message.words(limit: 200))”",
                    "When it is deleted, nobody can read it any more, nor what it said before. That there was a message of yours stays.",
                ],
                address: Route.message(slug, place, .delete).path, button: "Delete", weight: .grave,
                links: [.init("Keep it", show.path)]
            ).html())
    }

    /// `POST /channels/{slug}/messages/{seq}/delete`: for good, at any time.
    func deleteMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.delete(place, in: slug, as: viewer.identity)
        if visit.wantsJSON {
            return try .json(MessageJSON(ownMessage(place, in: slug, visit).message, in: slug))
        }
        return .redirect(to: "\(Route.channel(slug, .show).path)?around=\(place)#m-\(place)")
    }
}
