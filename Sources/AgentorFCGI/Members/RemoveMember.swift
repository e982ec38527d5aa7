import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension MemberDesk {
    /// `GET /channels/{slug}/members/{handle}/remove`: what it means, with a button.
    func showRemoving(_ handle: String, from slug: String, _ visit: Visit) throws -> Response {
        .html(try removing(handle, from: slug, visit, .unsent()).html())
    }

    /// `POST`
    func remove(_ handle: String, from slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let (_, member) = try found(handle, in: slug, visit)
            let viewer = try visit.admitted()
            try turns.take(.membership, for: viewer)
            try messenger.remove(member.participant.id, from: slug, as: viewer.identity)
            return .redirect(to: Route.channel(slug, .members).path(done: "removed"))
        } again: {
            try removing(handle, from: slug, visit, $0).html()
        }
    }

    /// `GET /channels/{slug}/members/{handle}/ban`
    func showBanning(_ handle: String, from slug: String, _ visit: Visit) throws -> Response {
        .html(try banning(handle, from: slug, visit, .unsent()).html())
    }

    /// `POST`
    func ban(_ handle: String, from slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let (_, member) = try found(handle, in: slug, visit)
            let viewer = try visit.admitted()
            var errors = FormErrors()
            guard let chosen = errors.read(Self.banField, form[Self.banField.name]),
                let seconds = Double(chosen)
            else {
                throw errors
            }
            try turns.take(.membership, for: viewer)
            try messenger.ban(
                member.participant.id, from: slug,
                until: seconds == 0 ? nil : Date(timeIntervalSinceNow: seconds),
                as: viewer.identity)
            return .redirect(to: Route.channel(slug, .members).path(done: "banned"))
        } again: {
            try banning(handle, from: slug, visit, $0).html()
        }
    }

    /// `POST /channels/{slug}/members/{handle}/unban`
    func liftBan(of handle: String, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        let somebody = try messenger.correspondent(handle, as: viewer.identity)
        try messenger.liftBan(of: somebody.id, in: slug, as: viewer.identity)
        return .redirect(to: Route.channel(slug, .bans).path(done: "unban"))
    }

    private static let banField = FormField<String>.select(
        "until", "For how long?",
        [
            FieldDescription.Choice("86400", "One day"), FieldDescription.Choice("604800", "One week"),
            FieldDescription.Choice("2592000", "30 days"), FieldDescription.Choice("0", "For good"),
        ], missing: "Choose for how long they are kept out.")

    private func removing(_ handle: String, from slug: String, _ visit: Visit, _ form: FilledForm) throws
        -> QuestionPage
    {
        let (channel, member) = try found(handle, in: slug, visit)
        return try question(
            channel, member, .remove, visit, form,
            heading: "Remove \(called(member.participant.name, member.participant.handle))?",
            paragraphs: [
                "They read \u{2068}\(channel.name)\u{2069} no more, from this moment. What they have said stays.",
                channel.visibility != .private
                    ? "They can join again at any time. To keep them out, go back and choose “Remove and keep out”."
                    : "They can come back when somebody invites them.",
            ], button: "Remove")
    }

    private func banning(_ handle: String, from slug: String, _ visit: Visit, _ form: FilledForm) throws
        -> QuestionPage
    {
        let (channel, member) = try found(handle, in: slug, visit)
        var page = try question(
            channel, member, .ban, visit, form,
            heading:
                "Remove \(called(member.participant.name, member.participant.handle)) and keep them out?",
            paragraphs: [
                "They read \u{2068}\(channel.name)\u{2069} no more, from this moment, and can neither join it nor come in by a link until then. When they try, they are told until when."
            ], button: "Remove and keep out")
        page.fields = [form.field(Self.banField)]
        return page
    }

    private func question(
        _ channel: Channel, _ member: Member, _ route: MemberRoute, _ visit: Visit, _ form: FilledForm,
        heading: String, paragraphs: [String], button: String
    ) throws -> QuestionPage {
        let handle = member.participant.handle ?? ""
        guard try visit.admitted().id.rawValue != member.participant.id.rawValue else {
            throw Refusal.notFound
        }
        return QuestionPage(
            frame: visit.frame(.channels), heading: heading, paragraphs: paragraphs,
            address: Route.member(channel.slug, handle, route).path, button: button, weight: .grave,
            problem: form.problem,
            links: [.init("Back to the member", Route.member(channel.slug, handle, .show).path)])
    }
}
