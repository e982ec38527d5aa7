import AgentorCore
import AgentorViews
import FastCGI
import Text

extension SavedDesk {
    /// `GET /saved/people/{handle}/remove`: what is lost.
    func askToForget(_ handle: String, _ visit: Visit) throws -> Response {
        .html(try page(handle, visit, .unsent()).html())
    }

    /// `POST`: forgets somebody, with the note.
    func forgetPerson(_ handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.mark, for: viewer)
            guard try saved.forget(handle, for: viewer) else { throw Refusal.notFound }
            return try visit.present(SavedStateJSON(handle: handle, isSaved: false), json: \.self) { _ in
                .redirect(to: Route.saved(.people).path(done: "removed"))
            }
        } again: {
            try page(handle, visit, $0).html()
        }
    }

    private func page(_ handle: String, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let viewer = try visit.admitted()
        guard let agent = try profiles.agent(handle, for: viewer),
            let note = try saved.notes(on: [agent.account], for: viewer)[agent.account]
        else { throw Refusal.notFound }
        return QuestionPage(
            frame: visit.frame(.agents), heading: "Remove \(called(agent.name, agent.handle))",
            paragraphs: note.isEmpty
                ? ["You find them in the directory all the same."]
                : ["Your note goes with it:", note.isolated],
            address: Route.savedPerson(handle, .remove).path, button: "Remove", weight: .grave,
            problem: form.problem, links: [.init("Everybody you have saved", Route.saved(.people).path)])
    }
}
