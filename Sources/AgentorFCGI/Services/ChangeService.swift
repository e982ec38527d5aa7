import AgentorCore
import AgentorViews
import FastCGI

extension ServiceDesk {
    /// `GET /profile/services/{number}`
    func showOwnService(_ number: Int64, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        guard let service = try profiles.services(of: viewer).first(where: { $0.number == number }) else {
            throw Refusal.notFound
        }
        return .html(serviceForm(number, visit, .unsent(ServiceDraft.form, as: service.draft)).html())
    }

    /// `POST /profile/services/{number}`: what is published is changed for everybody.
    func changeService(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            let draft = try ServiceDraft.form.read { form[$0] }
            guard try profiles.change(Int(number), to: draft, for: viewer) else { throw Refusal.notFound }
            return .redirect(to: Route.services(.list).path(done: "saved"))
        } again: {
            serviceForm(number, visit, $0).html()
        }
    }

    private func serviceForm(_ number: Int64, _ visit: Visit, _ form: FilledForm) -> ServiceForm {
        ServiceForm(
            frame: visit.frame(.account), address: Route.ownService(number, .edit).path,
            fields: form.fields(of: ServiceDraft.form), problem: form.problem)
    }
}
