import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Text

extension AdministrationDesk {
    /// `GET /admin/people/{id}/view`
    func showBeginView(of id: UUID, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(try beginViewPage(id, visit, viewer, .unsent()).html())
    }

    /// `POST /admin/people/{id}/view`: from here on every page is as somebody sees it, until that ends.
    func beginView(of id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            var errors = FormErrors()
            let field = Administrators.viewReasonField
            guard let reason = errors.read(field, form[field.name]) else { throw errors }
            try turns.take(.administer, for: viewer)
            do {
                let token = try administrators.beginView(
                    of: id, reason: reason, for: viewer, in: visit.token)
                return .redirect(to: Route.home(.dashboard).path).setting(visit.cookie(token))
            } catch let obstacle as Administrators.Obstacle { throw FormProblem(obstacle.words) }
        } again: {
            try beginViewPage(id, visit, viewer, $0).html()
        }
    }

    private func beginViewPage(
        _ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: FilledForm
    ) throws -> QuestionPage {
        guard let person = try administrators.see(id, for: viewer)?.person else { throw Refusal.notFound }
        let name = person.name.isolated
        return QuestionPage(
            frame: visit.frame(), heading: "See the site as \(name) does?",
            paragraphs: [
                "For a quarter of an hour at most, every page is as they see it. Nothing can be changed, nothing counts as read, and nobody sees you there.",
                "What is said in conversations is not shown, nor files, reports, notes, and what gets them into their account.",
                "Their account says when you looked, and why. It ends by a button on each page, and when you sign out.",
            ],
            address: Route.person(id, .view).path, fields: [form.field(Administrators.viewReasonField)],
            button: "See it", problem: form.problem,
            links: [.init("Back to \(name)", Route.person(id, .show).path)])
    }

    /// `POST /viewing/end`: the administrator is themselves again.
    func endView(_ visit: Visit, _ form: Fields) throws -> Response {
        guard let ended = try administrators.endView(in: visit.token) else {
            return .redirect(to: Route.home(.dashboard).path)
        }
        return .redirect(to: Route.person(ended.of, .show).path).setting(visit.cookie(ended.token))
    }
}
