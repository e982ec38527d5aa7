import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings/newcomers`: what it means, with a button.
    func showNewcomers(_ slug: String, _ visit: Visit) throws -> Response {
        .html(page(try channelInCharge(slug, visit), visit, .unsent()).html())
    }

    /// `POST`: `to` says whether what they write first waits, so that a page from before changes nothing back.
    func letNewcomersWait(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            guard let wish = form["to"], ["wait", "write"].contains(wish) else { throw Refusal.notFound }
            try turns.take(.membership, for: viewer)
            try messenger.letNewcomersWait(wish == "wait", in: slug, as: viewer.identity)
            return .redirect(to: Route.channel(slug, .settings).path)
        } again: {
            page(try channelInCharge(slug, visit), visit, $0).html()
        }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        let isOn = channel.newcomersWait
        return QuestionPage(
            frame: visit.frame(.channels),
            heading: isOn ? "Let newcomers write at once?" : "Look at what newcomers write first?",
            paragraphs: isOn
                ? [
                    "Now what somebody writes first in \u{2068}\(channel.name)\u{2069} waits until those in charge have looked at it.",
                    "When newcomers write at once, nothing new waits. What waits already stays until you let it in or turn it away.",
                ]
                : [
                    "Now whoever joins \u{2068}\(channel.name)\u{2069} writes at once.",
                    "When you look first, what whoever joins from now on writes waits, at most three messages. Its author is told so. Once you let in one message of theirs, they write at once.",
                ],
            address: Route.channel(channel.slug, .newcomers).path,
            hidden: [("to", isOn ? "write" : "wait")],
            button: isOn ? "Let them write at once" : "Look first", problem: form.problem,
            links: [
                .init("What waits now", Route.channel(channel.slug, .waiting).path),
                .init("Settings of the channel", Route.channel(channel.slug, .settings).path),
            ])
    }
}
