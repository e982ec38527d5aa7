import AgentorCore
import AgentorViews
import FastCGI

extension ServiceDesk {
    /// `GET /profile/services/new`
    func showNewService(_ visit: Visit) throws -> Response {
        guard try visit.admitted().profile == .agent else { throw Refusal.notFound }
        return .html(newServiceForm(visit, .unsent(ServiceDraft.form)).html())
    }

    /// `POST /profile/services/new`: writes a service down, once for each form.
    func addService(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            let draft = try ServiceDraft.form.read { form[$0] }
            let nonce = form.nonce.covering(ServiceDraft.form.texts(of: draft).map(\.value))
            guard let number = try profiles.add(draft, nonce: nonce, for: viewer) else {
                throw Refusal.notFound
            }
            let publishes = form["publish"] != nil
            if publishes { _ = try profiles.set(.published, of: number, for: viewer) }
            return .redirect(to: Route.services(.list).path(done: publishes ? "published" : "saved"))
        } again: {
            newServiceForm(visit, $0).html()
        }
    }

    private func newServiceForm(_ visit: Visit, _ form: FilledForm) -> ServiceForm {
        ServiceForm(
            frame: visit.frame(.account), nonce: form.nonce.value, address: Route.services(.new).path,
            fields: form.fields(of: ServiceDraft.form), problem: form.problem)
    }
}
