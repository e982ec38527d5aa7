import AgentorCore
import AgentorViews
import FastCGI
import Forms

extension ProfileDesk {
    /// `GET /onboarding/agent-profile`: as saved before, as answered so far, or empty.
    func showAgentProfile(_ visit: Visit) throws -> Response {
        let saved = try profiles.agentProfile(of: visit.admitted())
        let form = AgentProfile.form(try options.current(), keeping: saved)
        let filled =
            try saved == nil
            ? FilledForm.unsent(Questions(form).fields(of: profiles.draft(of: .agent, by: visit.admitted())))
            : FilledForm.unsent(form, as: saved)
        return .html(try agentProfileForm(visit, form, filled).html())
    }

    /// `POST /onboarding/agent-profile`
    func saveAgentProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let questions = AgentProfile.form(
            try options.current(), keeping: try profiles.agentProfile(of: viewer))
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            let profile = try questions.read { form[$0] }
            guard
                try profiles.save(
                    profile, over: form.revision, for: viewer, publishing: form["publish"] != nil)
            else { throw OverwrittenForm<AgentProfile>.outdated }
            // The first leads on into the site; whoever is there already goes back to where they came from.
            let isFirst = !viewer.isOnboarded
            return .redirect(
                to: isFirst
                    ? visit.afterOnboarding(otherwise: Route.home(.dashboard).path)
                    : Route.profiles(.own).path(done: form["publish"] == nil ? "saved" : "published"))
        } again: {
            try agentProfileForm(visit, questions, $0).html()
        }
    }

    private func agentProfileForm(
        _ visit: Visit, _ questions: Form<AgentProfile>, _ form: FilledForm
    ) throws -> AgentProfileForm {
        let viewer = try visit.admitted()
        let state = OverwrittenForm(
            form, of: questions, saved: try profiles.agentProfile(of: viewer),
            try profiles.revision(of: .agent, by: viewer))
        return AgentProfileForm(
            frame: visit.frame(), fields: form.fields(of: questions), revision: state.revision.text,
            meanwhile: state.meanwhile, problem: state.problem)
    }
}
