import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /account/name`
    func showChangeName(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        return .html(changeNamePage(visit, ["name": viewer.name]).html())
    }

    /// `POST /account/name`: whoever talks with them sees the new name, in what was said before too.
    func changeName(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        try requireTurn(.account, for: viewer)
        let name: PersonName
        do { name = try PersonName(form["name"] ?? "") } catch {
            return .html(changeNamePage(visit, form, error).html(), status: .unprocessableContent)
        }
        do { try accounts.rename(viewer, to: name) } catch { throw Refusal(error) }
        return .redirect(to: Route.account.path + "?done=name")
    }

    private func changeNamePage(_ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(.account), heading: "Change your name", address: Route.accountName.path,
            fields: [.name(form.entry("name", errors), limit: PersonName.limit)], button: "Save name",
            links: [.init("Back to your account", Route.account.path)])
    }
}
