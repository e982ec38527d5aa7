import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

/// Invitations into channels.
final class InvitationDesk: Sendable {
    let messenger: Messenger
    let mailed: MailedInvitations
    let turns: Turns
    let postman: Postman
    /// Where the site is, for links that are given away.
    let address: String

    init(
        messenger: Messenger, mailed: MailedInvitations, turns: Turns, postman: Postman, address: String
    ) {
        self.messenger = messenger
        self.mailed = mailed
        self.turns = turns
        self.postman = postman
        self.address = address
    }

    func answer(_ route: ChannelInvitationsRoute, to slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .list:
            try visit.show { visit in
                try showChannelInvitations(to: slug, visit)
            } orTake: { visit, form in
                try invite(to: slug, visit, form)
            }
        case .link:
            try visit.show { visit in
                try showNewLink(to: slug, visit)
            } orTake: { visit, form in
                try makeLink(to: slug, visit, form)
            }
        }
    }

    func answer(
        _ route: ChannelInvitationRoute, _ id: UUID, to slug: String, _ visit: Visit
    ) throws -> Response {
        switch route {
        case .revoke: try visit.take { visit, _ in try revoke(id, to: slug, visit) }
        case .resend: try visit.take { visit, _ in try mailAgain(id, to: slug, visit) }
        }
    }

    func answer(_ route: InvitationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showInvitations)
        }
    }

    func answer(_ route: InvitationRoute, _ id: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .accept: try visit.take { visit, _ in try answerInvitation(id, true, visit) }
        case .decline: try visit.take { visit, _ in try answerInvitation(id, false, visit) }
        }
    }

    func answer(_ route: InvitationLinkRoute, by token: String, _ visit: Visit) throws -> Response {
        switch route {
        case .enter:
            try visit.show { visit in
                try showEntrance(by: token, visit)
            } orTake: { visit, form in
                try enter(by: token, visit, form)
            }
        }
    }

    /// A channel into which the viewer may invite; for others there is nothing here.
    func channel(_ slug: String, _ visit: Visit) throws -> Channel {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.allows(.invite) else { throw Refusal.notFound }
        return channel
    }
}
