import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings/requests`: what it means, with a button.
    func showTakingRequests(_ slug: String, _ visit: Visit) throws -> Response {
        .html(page(try privateChannel(slug, visit), visit, .unsent()).html())
    }

    /// `POST`: `to` says whether people may ask, so that a page from before changes nothing back.
    func takeRequests(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            guard let wish = form["to"], ["on", "off"].contains(wish) else { throw Refusal.notFound }
            try turns.take(.membership, for: viewer)
            try messenger.takeRequests(wish == "on", in: slug, as: viewer.identity)
            return .redirect(to: Route.channel(slug, .settings).path)
        } again: {
            page(try privateChannel(slug, visit), visit, $0).html()
        }
    }

    private func privateChannel(_ slug: String, _ visit: Visit) throws -> Channel {
        let channel = try channel(slug, allowing: [.govern], visit)
        guard channel.visibility == .private else { throw Refusal.notFound }
        return channel
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        let isOn = channel.takesRequests
        return QuestionPage(
            frame: visit.frame(.channels),
            heading: isOn ? "Let nobody ask to join any more?" : "Let people ask to join?",
            paragraphs: isOn
                ? [
                    "Now whoever has the address of \u{2068}\(channel.name)\u{2069} and an account sees its name and description, and can ask to come in.",
                    "When nobody can, the address leads strangers nowhere, as before. Who has asked already can still be answered.",
                ]
                : [
                    "Now the address of \u{2068}\(channel.name)\u{2069} leads whoever is not in it nowhere, as if there were no such channel.",
                    "When people can ask, whoever has the address and an account sees its name and description, and nothing else, and can ask to come in. Those in it who may invite others decide, on the page of its members.",
                ],
            address: Route.channelRequests(channel.slug, .settings).path,
            hidden: [("to", isOn ? "off" : "on")],
            button: isOn ? "Let nobody ask" : "Let people ask", problem: form.problem,
            links: [.init("Settings of the channel", Route.channel(channel.slug, .settings).path)])
    }
}
