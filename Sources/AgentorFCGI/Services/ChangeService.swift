import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension ServiceDesk {
    /// `GET /profile/services/{number}`
    func showOwnService(_ number: Int64, _ visit: Visit) throws -> Response {
        let saved = try ownService(number, visit).draft
        let form = ServiceDraft.form(try options.current(), keeping: saved)
        return .html(serviceForm(number, visit, form, .unsent(form, as: saved)).html())
    }

    /// `POST /profile/services/{number}`: what is published is changed for everybody.
    func changeService(_ number: Int64, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let saved = try ownService(number, visit).draft
        let questions = ServiceDraft.form(try options.current(), keeping: saved)
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            let draft = try questions.read { form[$0] }
            guard try profiles.change(Int(number), to: draft, for: viewer) else { throw Refusal.notFound }
            return .redirect(to: Route.services(.list).path(done: "saved"))
        } again: {
            serviceForm(number, visit, questions, $0).html()
        }
    }

    private func ownService(_ number: Int64, _ visit: Visit) throws -> Service {
        guard let service = try profiles.services(of: visit.admitted()).first(where: { $0.number == number })
        else { throw Refusal.notFound }
        return service
    }

    private func serviceForm(
        _ number: Int64, _ visit: Visit, _ questions: Form<ServiceDraft>, _ form: FilledForm
    ) -> ServiceForm {
        ServiceForm(
            frame: visit.frame(.account), address: Route.ownService(number, .edit).path,
            fields: form.fields(of: questions), problem: form.problem)
    }
}
