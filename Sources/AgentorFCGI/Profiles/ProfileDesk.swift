import AgentorCore
import AgentorViews
import FastCGI

final class ProfileDesk: Sendable {
    let profiles: Profiles
    let turns: Turns

    init(profiles: Profiles, turns: Turns) {
        self.profiles = profiles
        self.turns = turns
    }

    func answer(_ route: ProfilesRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .onboarding: try visit.show(showOnboarding)
        case .agent: try visit.show(showAgentProfile, orTake: saveAgentProfile)
        case .client: try visit.show(showClientProfile, orTake: saveClientProfile)
        }
    }
}
