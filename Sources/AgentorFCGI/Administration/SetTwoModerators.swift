import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension AdministrationDesk {
    /// `GET /admin/two-moderators`
    func showSetTwoModerators(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        guard let takesTwo = try administrators.takesTwoModerators(for: viewer) else {
            throw Refusal.notFound
        }
        let saved = takesTwo ? Administrators.Deciders.two : .one
        return .html(
            page(visit, .unsent([Administrators.decidersField.name: saved.rawValue])).html())
    }

    /// `POST /admin/two-moderators`: whether grave decisions wait for a second moderator.
    func setTwoModerators(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        let next = AdministrationRoute.overview.path([("done", "two-moderators")])
        return try reasoned(visit, viewer, form, then: next) { reason, errors in
            let field = Administrators.decidersField
            let deciders = errors.read(field, form[field.name])
            guard let deciders, errors.isEmpty else { throw errors }
            return try administrators.setTwoModerators(deciders == .two, reason: reason, for: viewer)
        } again: {
            page(visit, $0)
        }
    }

    private func page(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "How moderators decide",
            paragraphs: ["What is proposed already waits for another moderator, whatever is chosen here."],
            address: Route.administration(.twoModerators).path,
            fields: [form.field(Administrators.decidersField), form.field(Administrators.reasonField)],
            button: "Save", problem: form.problem,
            links: [.init("Back", Route.administration(.overview).path)])
    }
}
