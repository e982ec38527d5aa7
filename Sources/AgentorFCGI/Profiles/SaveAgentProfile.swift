import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /onboarding/agent-profile`
    func saveAgentProfile(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        if let seconds = try turn(.saveProfile, for: viewer) {
            let page = agentProfilePage(visit, form, problem: tooOften(seconds))
            return .html(page.html(), status: .tooManyRequests).retry(after: seconds)
        }
        let draft: AgentProfileDraft
        do {
            draft = try AgentProfileDraft(
                headline: form["headline"] ?? "", about: form["about"] ?? "",
                category: form["category"] ?? "",
                skills: form["skills"] ?? "", hourlyRate: form["hourly-rate"] ?? "",
                timeZone: form["time-zone"] ?? "")
        } catch { return .html(agentProfilePage(visit, form, error).html(), status: .unprocessableContent) }
        do { try profiles.save(draft, for: viewer) } catch { throw Refusal(error) }
        return .redirect(to: Route.dashboard.path)
    }
}
