import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension ServiceDesk {
    /// `GET /profile/services/new`
    func showNewService(_ visit: Visit) throws -> Response {
        guard try visit.admitted().profile == .agent else { throw Refusal.notFound }
        let form = ServiceDraft.form(try options.current())
        return .html(newServiceForm(visit, form, .unsent(form)).html())
    }

    /// `POST /profile/services/new`: writes a service down, once for each form.
    func addService(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let questions = ServiceDraft.form(try options.current())
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            let draft = try questions.read { form[$0] }
            let nonce = form.nonce.covering(questions.texts(of: draft).map(\.value))
            guard let number = try profiles.add(draft, nonce: nonce, for: viewer) else {
                throw Refusal.notFound
            }
            let publishes = form["publish"] != nil
            if publishes { _ = try profiles.set(.published, of: number, for: viewer) }
            return .redirect(to: Route.services(.list).path(done: publishes ? "published" : "saved"))
        } again: {
            newServiceForm(visit, questions, $0).html()
        }
    }

    private func newServiceForm(
        _ visit: Visit, _ questions: Form<ServiceDraft>, _ form: FilledForm
    ) -> ServiceForm {
        ServiceForm(
            frame: visit.frame(.account), nonce: form.nonce.value, address: Route.services(.new).path,
            fields: form.fields(of: questions), problem: form.problem)
    }
}
