import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings/archive`: what it means, with a button.
    func showArchiving(_ slug: String, _ visit: Visit) throws -> Response {
        .html(page(try channel(slug, allowing: [.govern], visit), visit, .unsent()).html())
    }

    /// `POST`: `to` says whether it is to be archived, so that a page from before changes nothing back.
    func archiveChannel(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            guard let wish = form["to"], ["archived", "open"].contains(wish) else { throw Refusal.notFound }
            try turns.take(.membership, for: viewer)
            try channel(slug, allowing: [.govern], visit).refuseWithheld()
            try messenger.archive(slug, wish == "archived", as: viewer.identity)
            return .redirect(to: Route.channel(slug, .show).path)
        } again: {
            page(try channel(slug, allowing: [.govern], visit), visit, $0).html()
        }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.channels),
            heading: channel.isArchived
                ? "Bring \u{2068}\(channel.name)\u{2069} back?" : "Archive \u{2068}\(channel.name)\u{2069}?",
            paragraphs: channel.isArchived
                ? ["Everybody who may write in it can write again, and others find it as before."]
                : [
                    "Nothing more is said in it, and nobody finds it any more to join it. Those who are in it can read everything, and their unread messages stay.",
                    "You can bring it back at any time.",
                ],
            address: Route.channel(channel.slug, .closing).path,
            hidden: [("to", channel.isArchived ? "open" : "archived")],
            button: channel.isArchived ? "Bring it back" : "Archive",
            weight: channel.isArchived ? .first : .second,
            problem: form.problem,
            links: [.init("Settings of the channel", Route.channel(channel.slug, .settings).path)])
    }
}
