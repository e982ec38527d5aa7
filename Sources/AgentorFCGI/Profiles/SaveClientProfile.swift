import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /onboarding/client-profile`: as saved before, or empty.
    func showClientProfile(_ visit: Visit) throws -> Response {
        let saved = try profiles.clientProfile(of: visit.admitted())
        return .html(clientProfileForm(visit, .unsent(ClientProfile.form, as: saved)).html())
    }

    /// `POST /onboarding/client-profile`
    func saveClientProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.saveProfile, for: viewer)
            try profiles.save(ClientProfile.form.read { form[$0] }, for: viewer)
            return .redirect(to: Route.home(.dashboard).path)
        } again: {
            clientProfileForm(visit, $0).html()
        }
    }

    private func clientProfileForm(_ visit: Visit, _ form: FilledForm) -> ClientProfileForm {
        ClientProfileForm(
            frame: visit.frame(), fields: form.fields(of: ClientProfile.form), problem: form.problem)
    }
}
