import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// Looking for messages, people and services.
final class SearchDesk: Sendable {
    let messenger: Messenger
    let profiles: Profiles
    let searches: MessageSearches
    let turns: Turns

    init(messenger: Messenger, profiles: Profiles, searches: MessageSearches, turns: Turns) {
        self.messenger = messenger
        self.profiles = profiles
        self.searches = searches
        self.turns = turns
    }

    func answer(_ route: SearchRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .messages: try visit.show(showMessages)
        case .people: try visit.show(showPeople)
        case .services: try visit.show(showServices)
        case .save: try visit.show(showSaving, orTake: saveSearch)
        case .forget: try visit.take(forgetSearches)
        }
    }
}
