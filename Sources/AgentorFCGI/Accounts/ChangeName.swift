import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AccountDesk {
    /// `GET /account/name`
    func showChangeName(_ visit: Visit) throws -> Response {
        .html(changeNamePage(visit, .unsent(["name": try visit.admitted().name])).html())
    }

    /// `POST /account/name`: whoever talks with them sees the new name, in what was said before too.
    func changeName(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.account, for: viewer)
            try accounts.rename(viewer, to: PersonName(form["name"] ?? ""))
            return .redirect(to: Route.account(.show).path(done: "name"))
        } again: {
            changeNamePage(visit, $0).html()
        }
    }

    private func changeNamePage(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "Change your name", address: Route.account(.name).path,
            fields: [form.field(PersonName.field)], button: "Save name",
            problem: form.problem, links: [.init("Back to your account", Route.account(.show).path)])
    }
}
