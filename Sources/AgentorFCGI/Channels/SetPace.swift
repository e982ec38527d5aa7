import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ChannelDesk {
    private static let pace = FormField<String>.select(
        "pace", "How long does a member wait between two messages?",
        Pace.allCases.map { FieldDescription.Choice("\($0.rawValue)", $0.words ?? "Not at all") },
        missing: "Choose how long members wait.")

    /// `GET /channels/{slug}/pace`: slow mode, for those in charge of a channel.
    func showPace(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channelInCharge(slug, visit)
        return .html(page(channel, visit, .unsent([Self.pace.name: "\(channel.pace.rawValue)"])).html())
    }

    /// `POST /channels/{slug}/pace`
    func setPace(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            var errors = FormErrors()
            let pace = errors.read(Self.pace, form[Self.pace.name]).flatMap { Int($0) }.flatMap(Pace.init)
            guard let pace else { throw errors }
            try turns.take(.membership, for: viewer)
            try messenger.setPace(pace, in: slug, as: viewer.identity)
            return try visit.present(try messenger.channel(slug, as: viewer.identity), json: ChannelJSON.init)
            {
                .redirect(to: Route.channel($0.slug, .show).path)
            }
        } again: {
            page(try channelInCharge(slug, visit), visit, $0).html()
        }
    }

    func channelInCharge(_ slug: String, _ visit: Visit) throws -> Channel {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.allows(.manageChannel) else { throw Refusal.notFound }
        return channel
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.channels), heading: "Slow mode",
            paragraphs: [
                "In \(channel.name) everybody else waits between two messages. Those in charge do not."
            ],
            address: Route.channel(channel.slug, .pace).path, fields: [form.field(Self.pace)], button: "Save",
            problem: form.problem,
            links: [.init("Back to the channel", Route.channel(channel.slug, .show).path)])
    }
}
