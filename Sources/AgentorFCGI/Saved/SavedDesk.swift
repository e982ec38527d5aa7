import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

/// What the viewer has saved of the directory.
final class SavedDesk: Sendable {
    let saved: Saved
    let profiles: Profiles
    let directory: Directory
    let options: OptionShelf
    let turns: Turns
    /// Of the site, for addresses with the host.
    let address: String

    init(
        saved: Saved, profiles: Profiles, directory: Directory, options: OptionShelf, turns: Turns,
        address: String
    ) {
        self.saved = saved
        self.profiles = profiles
        self.directory = directory
        self.options = options
        self.turns = turns
        self.address = address
    }

    func answer(_ route: SavedRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .people: try visit.show(showSavedPeople)
        case .searches: try visit.show(showSavedSearches)
        case .newSearch: try visit.show(showNewSearch, orTake: saveSearch)
        }
    }

    func answer(_ route: SavedSearchRoute, of id: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { try showSearch(id, $0) }
        case .rename:
            try visit.show {
                try showName(of: id, $0)
            } orTake: {
                try renameSearch(id, $0, $1)
            }
        case .filters: try visit.take { try changeFilters(of: id, $0, $1) }
        case .feed:
            try visit.show {
                try showFeedChoice(of: id, $0)
            } orTake: {
                try chooseFeed(of: id, $0, $1)
            }
        case .remove:
            try visit.show {
                try askToRemoveSearch(id, $0)
            } orTake: {
                try removeSearch(id, $0, $1)
            }
        }
    }

    func answer(_ route: FeedRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show(showFeed)
        }
    }

    func answer(_ route: SavedPersonRoute, of handle: String, _ visit: Visit) throws -> Response {
        switch route {
        case .note:
            try visit.show {
                try showNote(on: handle, $0)
            } orTake: {
                try saveNote(on: handle, $0, $1)
            }
        case .save: try visit.take { try savePerson(handle, $0, $1) }
        case .remove:
            try visit.show {
                try askToForget(handle, $0)
            } orTake: {
                try forgetPerson(handle, $0, $1)
            }
        }
    }
}
