import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /onboarding/agent-profile`: as saved before, or empty.
    func showAgentProfile(_ visit: Visit) throws -> Response {
        let saved = try profiles.agentProfile(of: visit.admitted())
        return .html(agentProfileForm(visit, .unsent(AgentProfile.form, as: saved)).html())
    }

    /// `POST /onboarding/agent-profile`
    func saveAgentProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.saveProfile, for: viewer)
            try profiles.save(AgentProfile.form.read { form[$0] }, for: viewer)
            return .redirect(to: Route.home(.dashboard).path)
        } again: {
            agentProfileForm(visit, $0).html()
        }
    }

    private func agentProfileForm(_ visit: Visit, _ form: FilledForm) -> AgentProfileForm {
        AgentProfileForm(
            frame: visit.frame(), fields: form.fields(of: AgentProfile.form), problem: form.problem)
    }
}
