import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /onboarding/client-profile`: as saved before, or empty.
    func showClientProfile(_ visit: Visit) throws -> Response {
        let saved = try profiles.clientProfile(of: visit.admitted())
        return .html(clientProfileForm(visit, .unsent(saved?.fields ?? [:])).html())
    }

    /// `POST /onboarding/client-profile`
    func saveClientProfile(_ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.saveProfile, for: viewer)
            let draft = try ClientProfileDraft(
                company: form["company"] ?? "", need: form["need"] ?? "", budget: form["budget"] ?? "",
                timeZone: form["time-zone"] ?? "")
            try profiles.save(draft, for: viewer)
            return .redirect(to: Route.home(.dashboard).path)
        } again: {
            clientProfileForm(visit, $0).html()
        }
    }

    private func clientProfileForm(_ visit: Visit, _ form: FilledForm) -> ClientProfileForm {
        ClientProfileForm(
            frame: visit.frame(), budgets: ClientProfileDraft.budgets.map { Choice($0.value, $0.label) },
            timeZones: timeZoneChoices, company: form.entry("company"), need: form.entry("need"),
            budget: form.entry("budget"), timeZone: form.entry("time-zone"), problem: form.problem)
    }
}

extension ClientProfile {
    fileprivate var fields: Fields {
        ["company": company, "need": need, "budget": budget, "time-zone": timeZone]
    }
}
