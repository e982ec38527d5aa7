import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension InvitationDesk {
    /// `GET /invitations`
    func showInvitations(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let offers = try messenger.ownInvitations(as: viewer.identity).compactMap { offer in
            offer.invitation.map {
                InvitationsPage.Offer(
                    id: $0, name: offer.name, description: offer.description, inviter: offer.inviter,
                    inviterHandle: offer.inviterHandle, facts: offer.facts(in: viewer.zone))
            }
        }
        return .html(
            InvitationsPage(
                frame: visit.frame(.channels), offers: offers,
                requests: try messenger.askedChannels(as: viewer.identity).map {
                    InvitationsPage.Request($0, in: viewer.zone)
                },
                notice: visit.request.query["done"].flatMap { Self.answered[$0] }
            ).html())
    }

    private static let answered = [
        "declined": "Declined. Whoever invited you is not told.", "withdrawn": "You ask no more.",
    ]

    /// `POST /invitations/{id}/accept`, `…/decline`
    func answerInvitation(_ id: UUID, _ isAccepted: Bool, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        return try entrance(try messenger.answer(id, isAccepted, as: viewer.identity), visit)
    }

    /// `GET /join/{token}`: what a link leads to, with a button.
    func showEntrance(by token: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let offer = try messenger.channel(linkedBy: hash(of: token), as: viewer.identity)
        if offer.isMember {
            return .redirect(to: Route.channel(offer.slug, .show).path).droppingLink(of: visit)
        }
        return .html(page(offer, token, visit, .unsent()).html()).droppingLink(of: visit)
    }

    /// `POST /join/{token}`: as often as it is sent.
    func enter(by token: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let hash = try hash(of: token)
        return try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.membership, for: viewer)
            return try entrance(try messenger.enter(linkedBy: hash, as: viewer.identity), visit)
        } again: {
            let viewer = try visit.admitted()
            return page(try messenger.channel(linkedBy: hash, as: viewer.identity), token, visit, $0).html()
        }
    }

    private func entrance(_ entrance: Entrance, _ visit: Visit) throws -> Response {
        switch entrance {
        case .entered(let slug): .redirect(to: Route.channel(slug, .show).path)
        case .declined: .redirect(to: Route.invitations(.list).path(done: "declined"))
        case .keptOut:
            .html(
                QuestionPage(
                    frame: visit.frame(.channels), heading: "You cannot come in",
                    paragraphs: ["Those in charge of the channel keep you out of it."],
                    links: [.init("Other channels", Route.channels(.list).path)]
                ).html(), status: .forbidden)
        }
    }

    private func hash(of token: String) throws -> [UInt8] {
        guard let secret = Secret(token) else { throw Refusal.notFound }
        return secret.hash
    }

    private func page(_ offer: OfferedChannel, _ token: String, _ visit: Visit, _ form: FilledForm)
        -> QuestionPage
    {
        QuestionPage(
            frame: visit.frame(.channels), heading: "Join \u{2068}\(offer.name)\u{2069}?",
            paragraphs: [
                offer.description,
                "\u{2068}\(offer.inviter)\u{2069} invites you. \(offer.facts(in: visit.viewer?.zone ?? .utc))",
            ].filter { !$0.isEmpty },
            address: Route.invitationLink(token, .enter).path, button: "Join", problem: form.problem,
            links: [.init("Other channels", Route.channels(.list).path)])
    }
}

extension OfferedChannel {
    /// What there is to know before one answers.
    fileprivate func facts(in zone: Zone) -> String {
        let people = memberCount == 1 ? "1 member" : "\(memberCount) members"
        let kind = isPublic ? "Public" : "Private"
        let part =
            role == .guest
            ? " You would read, and write nothing." : role == .moderator ? " You would be moderator." : ""
        return "\(kind), \(people).\(part) Until \(zone.local(expiresAt).dayAndTime)."
    }
}
