import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}` for somebody who is not in a private channel: a form where it lets people ask to come in, and otherwise
    /// nothing, as where there is none.
    func showAskToJoin(_ slug: String, _ visit: Visit) throws -> Response {
        .html(try askPage(slug, visit, .unsent()).html())
    }

    /// `POST /channels/{slug}/requests`: asks once, however often it is sent.
    func askToJoin(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.ask, for: viewer)
            let draft = try JoinRequestDraft { form[$0] }
            switch try messenger.ask(toJoin: slug, saying: draft, as: viewer.identity) {
            case .asked, .member: return .redirect(to: Route.channel(slug, .show).path)
            case .later: throw FormProblem("You were not let in, and cannot ask again yet.")
            case .tooMany:
                throw FormProblem(
                    "Fifty channels have yet to answer you. Withdraw some requests, or wait for answers.")
            case .full:
                throw FormProblem(
                    "Very many have asked to come in and wait for an answer. Try again another day.")
            }
        } again: {
            try askPage(slug, visit, $0).html()
        }
    }

    /// `POST /channels/{slug}/requests/withdraw`
    func withdrawRequest(_ slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.membership, for: viewer)
        try messenger.withdrawRequest(toJoin: slug, as: viewer.identity)
        return .redirect(to: Route.invitations(.list).path(done: "withdrawn"))
    }

    private func askPage(_ slug: String, _ visit: Visit, _ form: FilledForm) throws -> AskToJoinPage {
        let viewer = try visit.admitted()
        let channel = try messenger.askableChannel(slug, as: viewer.identity)
        func moment(_ date: Date?) -> Moment? {
            date.map { date in
                let local = viewer.zone.local(date)
                return local.moment(label: local.dayAndTime)
            }
        }
        let request = channel.request
        return AskToJoinPage(
            frame: visit.frame(.channels), slug: slug, channel: channel.name,
            description: channel.description,
            fields: request.askedAt == nil && request.againAt == nil
                ? form.fields(of: JoinRequestDraft.form) : [],
            problem: form.problem, asked: moment(request.askedAt), message: request.message,
            again: moment(request.againAt))
    }
}

extension InvitationsPage.Request {
    init(_ asked: AskedChannel, in zone: Zone) {
        let state =
            if let moment = asked.request.askedAt {
                "Asked \(zone.local(moment).dayAndTime)."
            } else {
                "You were not let in.\(asked.request.againAt.map { " You can ask again \(zone.local($0).dayAndTime)." } ?? "")"
            }
        self.init(
            slug: asked.slug, name: asked.name, message: asked.request.message, state: state,
            waits: asked.request.askedAt != nil)
    }
}
