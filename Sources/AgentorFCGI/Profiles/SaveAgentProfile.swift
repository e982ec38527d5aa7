import AgentorCore
import AgentorViews
import FastCGI
import ZoneInfo

extension ProfileDesk {
    /// `GET /onboarding/agent-profile`: as saved before, or empty.
    func showAgentProfile(_ visit: Visit) throws -> Response {
        let saved = try profiles.agentProfile(of: visit.admitted())
        return .html(agentProfileForm(visit, .unsent(saved?.fields ?? [:])).html())
    }

    /// `POST /onboarding/agent-profile`
    func saveAgentProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.saveProfile, for: viewer)
            let draft = try AgentProfileDraft(
                headline: form["headline"] ?? "", about: form["about"] ?? "",
                category: form["category"] ?? "",
                skills: form["skills"] ?? "", hourlyRate: form["hourly-rate"] ?? "",
                timeZone: form["time-zone"] ?? "")
            try profiles.save(draft, for: viewer)
            return .redirect(to: Route.home(.dashboard).path)
        } again: {
            agentProfileForm(visit, $0).html()
        }
    }

    private func agentProfileForm(_ visit: Visit, _ form: FilledForm) -> AgentProfileForm {
        AgentProfileForm(
            frame: visit.frame(), categories: AgentProfileDraft.categories.map { Choice($0.value, $0.label) },
            timeZones: timeZoneChoices, headline: form.entry("headline"), about: form.entry("about"),
            category: form.entry("category"), skills: form.entry("skills"),
            hourlyRate: form.entry("hourly-rate"), timeZone: form.entry("time-zone"), problem: form.problem)
    }

    var timeZoneChoices: [Choice] {
        TimeZones.all.map { Choice($0, String($0.map { $0 == "_" ? " " : $0 })) }
    }
}

extension AgentProfile {
    fileprivate var fields: Fields {
        [
            "headline": headline, "about": about, "category": category,
            "skills": skills.joined(separator: ", "),
            "hourly-rate": hourlyRate.map { "\($0)" } ?? "", "time-zone": timeZone,
        ]
    }
}
