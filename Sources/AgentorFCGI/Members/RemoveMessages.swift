import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension MemberDesk {
    static let removalField = FormField<String>.select(
        "span", "From when on?",
        RemovalSpan.allCases.map { FieldDescription.Choice("\($0.rawValue)", $0.words) },
        missing: "Choose from when on their messages are taken away.")

    /// `GET /channels/{slug}/members/{handle}/messages`: somebody's messages that those in charge may take away, in one go.
    func showRemovingMessages(of handle: String, in slug: String, _ visit: Visit) throws -> Response {
        .html(try removingMessages(of: handle, in: slug, visit, .unsent()).html())
    }

    /// `POST`
    func removeMessages(of handle: String, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response
    {
        try visit.submit(form) {
            let (channel, somebody) = try author(handle, in: slug, visit)
            let viewer = try visit.admitted()
            var errors = FormErrors()
            let chosen = errors.read(Self.removalField, form[Self.removalField.name])
            guard let span = chosen.flatMap({ Int($0) }).flatMap(RemovalSpan.init) else { throw errors }
            try turns.take(.membership, for: viewer)
            let (count, hasMore) = try messenger.removeMessages(
                of: somebody, since: span, in: channel.slug, as: viewer.identity)
            return .html(removed(count, hasMore, of: handle, in: channel, visit).html())
        } again: {
            try removingMessages(of: handle, in: slug, visit, $0).html()
        }
    }

    /// Somebody who said something in a channel, where the viewer may take that away; they need not be in it any more.
    private func author(_ handle: String, in slug: String, _ visit: Visit) throws -> (Channel, ParticipantID)
    {
        let viewer = try visit.admitted()
        let channel = try messenger.channel(slug, as: viewer.identity)
        guard channel.direct == nil, channel.allows(.moderate), let role = channel.role else {
            throw Refusal.notFound
        }
        let somebody = try messenger.correspondent(handle, as: viewer.identity)
        guard somebody.id.rawValue != viewer.id.rawValue else { throw Refusal.notFound }
        // They may be in the channel no more.
        let theirs = try messenger.role(of: somebody.id, in: slug, as: viewer.identity)
        guard role == .admin || theirs.map({ $0 < role }) ?? true else { throw Refusal.notFound }
        return (channel, somebody.id)
    }

    private func removingMessages(of handle: String, in slug: String, _ visit: Visit, _ form: FilledForm)
        throws
        -> QuestionPage
    {
        let (channel, _) = try author(handle, in: slug, visit)
        return QuestionPage(
            frame: visit.frame(.channels), heading: "Take away what @\(handle) wrote?",
            paragraphs: [
                "All their messages in \u{2068}\(channel.name)\u{2069} from then on go for everybody, with their files. That there were messages stays, and the record of the channel says that you took them away. This cannot be undone."
            ],
            address: Route.member(slug, handle, .messages).path, fields: [form.field(Self.removalField)],
            button: "Take them away", weight: .grave, problem: form.problem,
            links: [.init("Members", Route.channel(slug, .members).path)])
    }

    private func removed(
        _ count: Int, _ hasMore: Bool, of handle: String, in channel: Channel, _ visit: Visit
    ) -> QuestionPage {
        let words =
            switch count {
            case 0: "There was no message of theirs to take away."
            case 1: "One message was taken away."
            default: "\(count) messages were taken away."
            }
        return QuestionPage(
            frame: visit.frame(.channels), heading: "Messages of @\(handle)",
            paragraphs: [hasMore ? "\(words) There are more: take them away, too." : words],
            links: (hasMore
                ? [.init("Take away more", Route.member(channel.slug, handle, .messages).path)] : [])
                + [.init("Back to the channel", Route.channel(channel.slug, .show).path)])
    }
}

extension RemovalSpan {
    var words: String {
        switch self {
        case .hour: "The last hour"
        case .day: "The last day"
        case .week: "The last week"
        case .everything: "Everything"
        }
    }
}
