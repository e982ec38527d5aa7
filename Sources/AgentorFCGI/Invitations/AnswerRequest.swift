import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    func answer(_ route: ChannelRequestsRoute, of slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .ask: try visit.take { visit, form in try askToJoin(slug, visit, form) }
        case .withdraw: try visit.take { visit, _ in try withdrawRequest(slug, visit) }
        case .settings:
            try visit.show { visit in
                try showTakingRequests(slug, visit)
            } orTake: { visit, form in
                try takeRequests(slug, visit, form)
            }
        }
    }

    func answer(_ route: ChannelRequestRoute, _ id: UUID, in slug: String, _ visit: Visit) throws -> Response
    {
        switch route {
        case .accept: try visit.take { visit, _ in try answerRequest(id, true, in: slug, visit) }
        case .decline: try visit.take { visit, _ in try answerRequest(id, false, in: slug, visit) }
        }
    }

    /// `POST /channels/{slug}/requests/{id}/accept`, `…/decline`
    private func answerRequest(_ id: UUID, _ isAccepted: Bool, in slug: String, _ visit: Visit) throws
        -> Response
    {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        try messenger.answer(request: id, to: slug, isAccepted, as: viewer.identity)
        return .redirect(to: Route.channel(slug, .members).path(done: isAccepted ? "let-in" : "declined"))
    }
}

extension MembersPage.Request {
    init(_ request: JoinRequest, in zone: Zone) {
        self.init(
            id: request.id,
            person: MemberRow(
                face: request.participant.rawValue, name: request.name, picture: request.picture,
                handle: request.handle, badge: nil, hasLookAlike: request.hasLookAlike,
                state: "asked \(zone.local(request.askedAt).dayAndTime)", address: nil),
            message: request.message)
    }
}
