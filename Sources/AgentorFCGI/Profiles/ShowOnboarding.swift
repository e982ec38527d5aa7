import AgentorViews
import FastCGI

extension Site {
    /// `GET /onboarding`: offering or needing?
    func showOnboarding(_ visit: Visit) throws(Refusal) -> Response {
        _ = try visit.settled()
        return .html(OnboardingPage(frame: visit.frame()).html())
    }
}
