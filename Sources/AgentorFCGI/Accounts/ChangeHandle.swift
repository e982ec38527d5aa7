import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension AccountDesk {
    /// `GET /account/handle`
    func showChangeHandle(_ visit: Visit) throws -> Response {
        let handle = try messenger.handle(of: visit.admitted().identity)
        return .html(changeHandlePage(visit, .unsent(["handle": handle ?? ""])).html())
    }

    /// `POST /account/handle`: earlier handles stay theirs, and nobody is taken for them.
    func changeHandle(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            var errors = FormErrors()
            guard let handle = errors.read(Handle.field, form["handle"]) else { throw errors }
            try turns.take(.account, for: viewer)
            switch try messenger.changeHandle(to: handle, as: viewer.identity) {
            case .theirs: return .redirect(to: Route.account(.show).path(done: "handle"))
            case .taken:
                throw FormErrors(
                    Handle.field.name, .taken,
                    "Somebody has this handle, had it before, or has one that looks like it. Choose another.")
            case .tooMany:
                throw FormErrors(
                    Handle.field.name, .tooMany,
                    "You have had as many handles as one person may. Choose one of those you had.")
            case .unknown:
                throw FormErrors(
                    Handle.field.name, .notAllowed, "Finish your profile first: your handle comes with it.")
            }
        } again: {
            changeHandlePage(visit, $0).html()
        }
    }

    private func changeHandlePage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "Change your handle", address: Route.account(.handle).path,
            fields: [form.field(Handle.field)], button: "Save handle", problem: form.problem,
            links: [.init("Back to your account", Route.account(.show).path)])
    }
}
