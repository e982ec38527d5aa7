import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// Looking for messages.
final class SearchDesk: Sendable {
    let messenger: Messenger
    let searches: MessageSearches
    let turns: Turns

    init(messenger: Messenger, searches: MessageSearches, turns: Turns) {
        self.messenger = messenger
        self.searches = searches
        self.turns = turns
    }

    func answer(_ route: SearchRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .messages: try visit.show(showMessages)
        case .save: try visit.show(showSaving, orTake: saveSearch)
        case .forget: try visit.take(forgetSearches)
        }
    }
}
