import AgentorCore
import AgentorViews
import FastCGI
import Messaging

final class HomeDesk: Sendable {
    let messenger: Messenger
    let profiles: Profiles
    let directory: Directory
    let saved: Saved
    let showcase: Showcase
    let options: OptionShelf

    init(
        messenger: Messenger, profiles: Profiles, directory: Directory, saved: Saved, options: OptionShelf
    ) {
        self.messenger = messenger
        self.profiles = profiles
        self.directory = directory
        self.saved = saved
        showcase = Showcase(directory: directory, profiles: profiles)
        self.options = options
    }

    func answer(_ route: HomeRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .start: try visit.show(showHome)
        case .cookies: try visit.show(showCookies)
        case .frame: try visit.show(showFrame)
        case .dashboard: try visit.show(showDashboard)
        }
    }
}
