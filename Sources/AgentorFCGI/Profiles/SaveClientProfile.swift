import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension ProfileDesk {
    /// `GET /onboarding/client-profile`: as saved before, as answered so far, or empty.
    func showClientProfile(_ visit: Visit) throws -> Response {
        let saved = try profiles.clientProfile(of: visit.admitted())
        let form = ClientProfile.form(try options.current(), keeping: saved)
        let filled =
            try saved == nil
            ? FilledForm.unsent(Questions(form).fields(of: profiles.draft(of: .client, by: visit.admitted())))
            : FilledForm.unsent(form, as: saved)
        return .html(try clientProfileForm(visit, form, filled).html())
    }

    /// `POST /onboarding/client-profile`
    func saveClientProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let questions = ClientProfile.form(
            try options.current(), keeping: try profiles.clientProfile(of: viewer))
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            guard try profiles.save(questions.read { form[$0] }, over: form.revision, for: viewer) else {
                throw OverwrittenForm<ClientProfile>.outdated
            }
            let next = Route.home(.dashboard).path
            return .redirect(to: viewer.isOnboarded ? next : visit.afterOnboarding(otherwise: next))
        } again: {
            try clientProfileForm(visit, questions, $0).html()
        }
    }

    private func clientProfileForm(
        _ visit: Visit, _ questions: Form<ClientProfile>, _ form: FilledForm
    ) throws -> ClientProfileForm {
        let viewer = try visit.admitted()
        let state = OverwrittenForm(
            form, of: questions, saved: try profiles.clientProfile(of: viewer),
            try profiles.revision(of: .client, by: viewer))
        return ClientProfileForm(
            frame: visit.frame(), fields: form.fields(of: questions), revision: state.revision.text,
            meanwhile: state.meanwhile, problem: state.problem)
    }
}
