import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/settings/visibility`: who would see what, with a button.
    func showVisibility(_ slug: String, _ visit: Visit) throws -> Response {
        .html(page(try channel(slug, allowing: [.govern], visit), visit, .unsent()).html())
    }

    /// `POST`: `to` names what it is to be, so that a page from before changes nothing back.
    func chooseVisibility(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            guard let visibility = form["to"].flatMap(Visibility.init) else { throw Refusal.notFound }
            try turns.take(.membership, for: viewer)
            try messenger.open(slug, to: visibility, as: viewer.identity)
            return .redirect(to: Route.channel(slug, .settings).path)
        } again: {
            page(try channel(slug, allowing: [.govern], visit), visit, $0).html()
        }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        let members =
            channel.memberCount == 1 ? "you are its only member" : "it has \(channel.memberCount) members"
        let (heading, paragraphs, button, wish): (String, [String], String, Visibility) =
            switch channel.visibility {
            case .public:
                (
                    "Make it private?",
                    [
                        "Now everybody with an account can find \u{2068}\(channel.name)\u{2069} and join it.",
                        "When it is private, only those who are in it find and read it (\(members)), and others come in by invitation. What has been read cannot be taken back.",
                    ], "Make it private", .private
                )
            case .private:
                (
                    "Make it public?",
                    [
                        "Now only those who are in \u{2068}\(channel.name)\u{2069} can find and read it; \(members).",
                        "When it is public, everybody with an account can find it and join it, and whoever joins reads everything that has ever been said in it, with its pictures and files, also what was said while it was private.",
                    ], "Make it public", .public
                )
            }
        return QuestionPage(
            frame: visit.frame(.channels), heading: heading, paragraphs: paragraphs,
            address: Route.channel(channel.slug, .visibility).path, hidden: [("to", wish.rawValue)],
            button: button, weight: wish == .public ? .grave : .first, problem: form.problem,
            links: [.init("Settings of the channel", Route.channel(channel.slug, .settings).path)])
    }
}
