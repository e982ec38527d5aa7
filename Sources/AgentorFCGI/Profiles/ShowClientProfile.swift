import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `GET /onboarding/client-profile`: as saved before, or empty.
    func showClientProfile(_ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        let saved: ClientProfile?
        do { saved = try profiles.clientProfile(of: viewer) } catch { throw Refusal(error) }
        return .html(clientProfilePage(visit, saved?.fields ?? [:]).html())
    }

    func clientProfilePage(
        _ visit: Visit, _ form: Fields, _ errors: FormErrors? = nil, problem: String? = nil
    ) -> ClientProfileForm {
        ClientProfileForm(
            frame: visit.frame(), budgets: ClientProfileDraft.budgets.map { Choice($0.value, $0.label) },
            timeZones: timeZoneChoices, company: form.entry("company", errors),
            need: form.entry("need", errors),
            budget: form.entry("budget", errors), timeZone: form.entry("time-zone", errors), problem: problem)
    }
}

extension ClientProfile {
    fileprivate var fields: Fields {
        ["company": company, "need": need, "budget": budget, "time-zone": timeZone]
    }
}
