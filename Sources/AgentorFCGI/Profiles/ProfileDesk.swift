import AgentorCore
import AgentorViews
import FastCGI

final class ProfileDesk: Sendable {
    let profiles: Profiles
    let saved: Saved
    let directory: Directory
    let views: PageViews
    let options: OptionShelf
    let care: Care
    let turns: Turns
    /// Of the site, for addresses with the host.
    let address: String

    init(
        profiles: Profiles, saved: Saved, directory: Directory, views: PageViews, options: OptionShelf,
        care: Care, turns: Turns, address: String
    ) {
        self.profiles = profiles
        self.saved = saved
        self.directory = directory
        self.views = views
        self.options = options
        self.care = care
        self.turns = turns
        self.address = address
    }

    func answer(_ route: ProfilesRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .onboarding: try visit.show(showOnboarding)
        case .agent: try visit.show(showAgentProfile, orTake: saveAgentProfile)
        case .client: try visit.show(showClientProfile, orTake: saveClientProfile)
        case .own: try visit.show(showOwnProfile)
        case .preview: try visit.show(previewProfile)
        case .publish: try visit.take(publishProfile)
        case .withdraw: try visit.show(askToWithdrawProfile, orTake: withdrawProfile)
        }
    }

    func answer(_ route: OnboardingRoute, at step: String, _ visit: Visit) throws -> Response {
        let kind = route.kind
        return try visit.show {
            try showOnboardingStep(step, of: kind, $0)
        } orTake: {
            try takeOnboardingStep(step, of: kind, $0, $1)
        }
    }

    func answer(_ route: ProfileVersionRoute, of number: Int64, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { try showProfileVersion(number, $0) }
        case .restore: try visit.take { visit, _ in try restoreProfileVersion(number, visit) }
        }
    }

    func answer(_ route: AgentRoute, of handle: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { try showAgent(handle, $0) }
        }
    }
}
