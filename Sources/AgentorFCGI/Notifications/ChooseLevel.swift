import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ChannelDesk {
    private enum Wish: String, CaseIterable { case everything, mentions, nothing, usual }

    /// - Parameter usual: what counts in channels for which nothing is chosen; nil for a direct conversation, which has no such choice.
    private static func field(_ usual: NotificationLevel?) -> FormField<Wish> {
        var choices: [(answer: Wish, label: String, hint: String?)] = NotificationLevel.allCases.map {
            (Wish(rawValue: $0.rawValue)!, $0.label, $0.explanation)
        }
        if let usual {
            choices.insert((.usual, "As in all channels", "Now: \(usual.label.lowercased())."), at: 0)
        }
        return .radios("level", "What counts for you here?", choices, missing: "Choose what counts for you.")
    }

    /// `GET /channels/{slug}/level`: what counts for the viewer in a channel or a direct conversation of theirs.
    func showLevel(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try channelOfMember(slug, visit)
        let wish: Wish =
            channel.level.flatMap { Wish(rawValue: $0.rawValue) }
            ?? (channel.direct == nil ? .usual : .everything)
        return .html(try levelPage(channel, visit, .unsent(["level": wish.rawValue])).html())
    }

    /// `POST /channels/{slug}/level`
    func chooseLevel(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let channel = try channelOfMember(slug, visit)
        return try visit.submit(form) {
            let viewer = try visit.admitted()
            var errors = FormErrors()
            guard let wish = errors.read(Self.field(try usualLevel(in: channel, viewer)), form["level"])
            else {
                throw errors
            }
            try turns.take(.mark, for: viewer)
            try messenger.setLevel(NotificationLevel(rawValue: wish.rawValue), in: slug, as: viewer.identity)
            return .redirect(to: channel.placeAddress)
        } again: {
            try levelPage(channel, visit, $0).html()
        }
    }

    private func channelOfMember(_ slug: String, _ visit: Visit) throws -> Channel {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.isMember else { throw Refusal.notFound }
        return channel
    }

    private func usualLevel(in channel: Channel, _ viewer: Viewer) throws -> NotificationLevel? {
        channel.direct == nil ? try messenger.notificationChoice(as: viewer.identity).level : nil
    }

    private func levelPage(_ channel: Channel, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let field = Self.field(try usualLevel(in: channel, visit.admitted()))
        return QuestionPage(
            frame: visit.frame(channel.direct == nil ? .channels : .messages), heading: channel.name,
            paragraphs: ["Whatever you choose, the conversation shows where something new begins."],
            address: Route.channel(channel.slug, .level).path, fields: [form.field(field)], button: "Save",
            problem: form.problem,
            links: [
                .init("Back to the conversation", channel.placeAddress),
                .init("Words that count as your name, and quiet hours", Route.notifications(.settings).path),
            ])
    }
}

extension Channel {
    /// Where people meet it.
    var placeAddress: String {
        direct.map { Route.conversation($0.handle ?? slug, .show).path } ?? Route.channel(slug, .show).path
    }
}

extension NotificationLevel {
    var explanation: String? {
        switch self {
        case .everything: nil
        case .mentions:
            "Messages with your handle or a word of yours, quotations of you, and answers in threads you take part in."
        case .nothing: "No message is counted, and you are told of none."
        }
    }
}
