import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /onboarding`: offering or needing?
    func showOnboarding(_ visit: Visit) throws -> Response {
        .html(OnboardingPage(frame: visit.frame()).html())
    }
}
