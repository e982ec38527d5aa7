import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension AccountDesk {
    /// `GET /account/messages`
    func showReach(_ visit: Visit) throws -> Response {
        let reach = try messenger.reach(as: visit.admitted().identity)
        return .html(reachPage(visit, .unsent([Reach.field.name: reach.rawValue])).html())
    }

    /// `POST /account/messages`: who may begin a conversation with the viewer.
    func chooseReach(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            var errors = FormErrors()
            guard let reach = errors.read(Reach.field, form[Reach.field.name]) else { throw errors }
            try turns.take(.account, for: viewer)
            try messenger.setReach(reach, as: viewer.identity)
            return .redirect(to: Route.account(.show).path(done: "reach"))
        } again: {
            reachPage(visit, $0).html()
        }
    }

    private func reachPage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "Messages from others",
            paragraphs: ["Conversations that have begun go on as they are."],
            address: Route.account(.messages).path, fields: [form.field(Reach.field)], button: "Save",
            problem: form.problem, links: [.init("Back to your account", Route.account(.show).path)])
    }
}
