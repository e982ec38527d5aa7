import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Text

extension SavedDesk {
    /// `GET /saved/people/{handle}`: the viewer's note on an agent, saved or not yet.
    func showNote(on handle: String, _ visit: Visit) throws -> Response {
        let agent = try agent(handle, visit)
        let note = try saved.notes(on: [agent.account], for: try visit.admitted())[agent.account]
        return .html(
            notePage(agent, isSaved: note != nil, visit, .unsent([SavedPerson.noteField.name: note ?? ""]))
                .html())
    }

    /// `POST /saved/people/{handle}`: saves an agent with a note, as often as it is sent.
    func saveNote(on handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let agent = try agent(handle, visit)
        return try visit.submit(form) {
            var errors = FormErrors()
            let note = errors.read(SavedPerson.noteField, form[SavedPerson.noteField.name])
            guard errors.isEmpty, let note else { throw errors }
            try save(agent, note: note, visit)
            return .redirect(to: Route.saved(.people).path(done: "saved"))
        } again: {
            notePage(agent, isSaved: false, visit, $0).html()
        }
    }

    /// `POST /saved/people/{handle}/save`: saves an agent as they are; `next` is the page to come back to.
    func savePerson(_ handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let agent = try agent(handle, visit)
        return try visit.submit(form) {
            try save(agent, note: nil, visit)
            return try visit.present(SavedStateJSON(handle: agent.handle, isSaved: true), json: \.self) { _ in
                .redirect(to: form.next ?? Route.agent(agent.handle, .show).path)
            }
        } again: {
            notePage(agent, isSaved: false, visit, $0).html()
        }
    }

    private func save(_ agent: PublicAgent, note: String?, _ visit: Visit) throws {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        guard try saved.save(agent.handle, note: note, for: viewer) else { throw Refusal.notFound }
    }

    /// - Throws: not found for the viewer themselves, too.
    private func agent(_ handle: String, _ visit: Visit) throws -> PublicAgent {
        let viewer = try visit.admitted()
        guard let agent = try profiles.agent(handle, for: viewer), agent.account != viewer.id else {
            throw Refusal.notFound
        }
        return agent
    }

    private func notePage(
        _ agent: PublicAgent, isSaved: Bool, _ visit: Visit, _ form: FilledForm
    ) -> QuestionPage {
        let name = agent.name.isolated
        var links = [QuestionPage.Link("The page of \(name)", Route.agent(agent.handle, .show).path)]
        if isSaved { links.append(.init("Remove \(name)", Route.savedPerson(agent.handle, .remove).path)) }
        links.append(.init("Everybody you have saved", Route.saved(.people).path))
        return QuestionPage(
            frame: visit.frame(.agents),
            heading: "\(isSaved ? "Your note on" : "Save") \(called(agent.name, agent.handle))",
            paragraphs: [agent.profile.headline.isolated],
            address: Route.savedPerson(agent.handle, .note).path,
            fields: [form.field(SavedPerson.noteField)], button: "Save", problem: form.problem, links: links)
    }
}

struct SavedStateJSON: Encodable {
    let handle: String
    let isSaved: Bool
}
