import AgentorCore
import AgentorViews
import FastCGI

extension ProfileDesk {
    /// `GET /onboarding?choose=`: offering or needing? Whoever has begun one profile goes on where they were, unless they
    /// say that they want to choose.
    func showOnboarding(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let drafts = try profiles.drafts(of: viewer)
        if !viewer.isOnboarded, drafts.count == 1, visit.request.query["choose"] == nil {
            return .redirect(to: OnboardingRoute.address(drafts[0].kind, drafts[0]))
        }
        return .html(OnboardingPage(frame: visit.frame(), drafts: drafts).html())
    }
}
