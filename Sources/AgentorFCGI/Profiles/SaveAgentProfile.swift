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
            try profiles.save(
                AgentProfile.form.read { form[$0] }, for: viewer, publishing: form["publish"] != nil)
            // The first leads on into the site; whoever is there already goes back to where they came from.
            let isFirst = !viewer.isOnboarded
            return .redirect(
                to: isFirst
                    ? Route.home(.dashboard).path
                    : Route.profiles(.own).path(done: form["publish"] == nil ? "saved" : "published"))
        } again: {
            agentProfileForm(visit, $0).html()
        }
    }

    private func agentProfileForm(_ visit: Visit, _ form: FilledForm) -> AgentProfileForm {
        AgentProfileForm(
            frame: visit.frame(), fields: form.fields(of: AgentProfile.form), problem: form.problem)
    }
}
