import AgentorViews
import FastCGI
import Forms
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}/retention`: for how long is kept what is said in it, for those in charge of a channel.
    func showRetention(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channelInCharge(slug, visit)
        return .html(
            page(channel, visit, .unsent(RetentionDraft.form, as: RetentionDraft(channel.retention))).html())
    }

    /// `POST /channels/{slug}/retention`
    func setRetention(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let retention = try RetentionDraft { form[$0] }.retention
            try turns.take(.membership, for: viewer)
            try messenger.setRetention(retention, in: slug, as: viewer.identity)
            return try visit.present(try messenger.channel(slug, as: viewer.identity), json: ChannelJSON.init)
            {
                .redirect(to: Route.channel($0.slug, .show).path)
            }
        } again: {
            page(try channelInCharge(slug, visit), visit, $0).html()
        }
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.channels), heading: "How long is kept what is said",
            paragraphs: [
                "What is said in \u{2068}\(channel.name)\u{2069} goes for everybody when it is older than this, within some hours. All in the channel read here what you choose.",
                channel.siteRetention.words.map { "Everywhere on this site: \($0)" },
            ].compactMap(\.self),
            address: Route.channel(channel.slug, .retention).path,
            fields: form.fields(of: RetentionDraft.form), button: "Save", problem: form.problem,
            links: [.init("Back to the channel", Route.channel(channel.slug, .show).path)])
    }
}
