import AgentorCore
import AgentorViews
import FastCGI

extension Site {
    /// `POST /onboarding/client-profile`
    func saveClientProfile(_ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.settled()
        if let seconds = try turn(.saveProfile, for: viewer) {
            let page = clientProfilePage(visit, form, problem: tooOften(seconds))
            return .html(page.html(), status: .tooManyRequests).retry(after: seconds)
        }
        let draft: ClientProfileDraft
        do {
            draft = try ClientProfileDraft(
                company: form["company"] ?? "", need: form["need"] ?? "", budget: form["budget"] ?? "",
                timeZone: form["time-zone"] ?? "")
        } catch { return .html(clientProfilePage(visit, form, error).html(), status: .unprocessableContent) }
        do { try profiles.save(draft, for: viewer) } catch { throw Refusal(error) }
        return .redirect(to: Route.dashboard.path)
    }
}
