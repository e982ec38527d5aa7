import AgentorCore
import AgentorViews
import FastCGI
import ZoneInfo

extension Site {
    /// `GET /onboarding/agent-profile`: as saved before, or empty.
    func showAgentProfile(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        let saved: AgentProfile?
        do { saved = try profiles.agentProfile(of: viewer) } catch { throw Refusal(error) }
        return .html(agentProfilePage(visit, saved?.fields ?? [:]).html())
    }

    func agentProfilePage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) -> AgentProfileForm {
        AgentProfileForm(
            frame: visit.frame(), categories: AgentProfileDraft.categories.map { Choice($0.value, $0.label) },
            timeZones: timeZoneChoices, headline: form.entry("headline", errors),
            about: form.entry("about", errors),
            category: form.entry("category", errors), skills: form.entry("skills", errors),
            hourlyRate: form.entry("hourly-rate", errors), timeZone: form.entry("time-zone", errors),
            problem: problem)
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
