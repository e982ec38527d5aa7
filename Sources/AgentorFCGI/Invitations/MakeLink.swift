import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension InvitationDesk {
    private static let lifeField = FormField<String>.select(
        "life", "How long does it hold?", LinkLife.allCases.map { .init("\($0.rawValue)", $0.words) },
        missing: "Choose how long it holds.")
    private static let usesField = FormField<String>.select(
        "uses", "How many come in by it?",
        [.init("1", "One"), .init("10", "Ten"), .init("100", "A hundred"), .init("0", "As many as come")],
        missing: "Choose how many come in by it.")

    /// `GET /channels/{slug}/invitations/link`
    func showNewLink(to slug: String, _ visit: Visit) throws -> Response {
        let channel = try channel(slug, visit)
        return .html(
            question(
                channel, visit,
                .unsent(["role": Role.member.rawValue, "life": "\(LinkLife.week.rawValue)", "uses": "10"])
            ).html())
    }

    /// `POST /channels/{slug}/invitations/link`: the link is shown once. Sent again it makes another one.
    func makeLink(to slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let channel = try channel(slug, visit)
            var errors = FormErrors()
            let roleField = Self.roleField(of: channel, withModerators: false)
            let role = errors.read(roleField, form[roleField.name])
            let life = errors.read(Self.lifeField, form[Self.lifeField.name]).flatMap { Int($0) }.flatMap(
                LinkLife.init)
            let uses = errors.read(Self.usesField, form[Self.usesField.name]).flatMap { Int($0) }
            guard let role, let life, let uses else { throw errors }
            try turns.take(.invite, for: viewer)
            let secret = Secret()
            do {
                try messenger.inviteByLink(
                    to: slug, hash: secret.hash, as: role, lasting: life, uses: uses == 0 ? nil : uses,
                    by: viewer.identity)
            } catch MessagingError.notFound {
                throw FormProblem("The channel has twenty links that hold. Take one back first.")
            }
            let link = address + Route.invitationLink(secret.text, .enter).path
            return .html(
                try page(channel, visit, .unsent(["role": Role.member.rawValue]), link: link).html())
        } again: {
            question(try channel(slug, visit), visit, $0).html()
        }
    }

    private func question(_ channel: Channel, _ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.channels), heading: "A link into \u{2068}\(channel.name)\u{2069}",
            paragraphs: ["Whoever has the link and an account here can come in, until you take it back."],
            address: Route.channelInvitations(channel.slug, .link).path,
            fields: [
                form.field(Self.roleField(of: channel, withModerators: false)), form.field(Self.lifeField),
                form.field(Self.usesField),
            ], button: "Make the link", problem: form.problem,
            links: [.init("Invite somebody", Route.channelInvitations(channel.slug, .list).path)])
    }
}

extension LinkLife {
    var words: String {
        switch self {
        case .hour: "One hour"
        case .day: "One day"
        case .week: "One week"
        case .month: "30 days"
        }
    }
}
