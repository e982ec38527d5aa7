import AgentorCore
import AgentorViews
import FastCGI

/// What the viewer has saved of the directory.
final class SavedDesk: Sendable {
    let saved: Saved
    let profiles: Profiles
    let turns: Turns

    init(saved: Saved, profiles: Profiles, turns: Turns) {
        self.saved = saved
        self.profiles = profiles
        self.turns = turns
    }

    func answer(_ route: SavedRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .people: try visit.show(showSavedPeople)
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
