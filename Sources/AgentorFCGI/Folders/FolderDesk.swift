import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

/// The viewer's folders of channels.
final class FolderDesk: Sendable {
    let messenger: Messenger
    let turns: Turns

    init(messenger: Messenger, turns: Turns) {
        self.messenger = messenger
        self.turns = turns
    }

    func answer(_ route: FoldersRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showFolders, orTake: makeFolder)
        }
    }

    func answer(_ route: FolderRoute, of id: UUID, _ visit: Visit) throws -> Response {
        switch route {
        case .change:
            try visit.show { visit in
                try showFolder(id, visit)
            } orTake: { visit, form in
                try changeFolder(id, visit, form)
            }
        case .close: try visit.take({ visit, form in try closeFolder(id, visit, form) })
        case .remove:
            try visit.show { visit in
                try showRemoveFolder(id, visit)
            } orTake: { visit, _ in
                try removeFolder(id, visit)
            }
        }
    }

    /// All of the viewer's, and one of them.
    func folder(_ id: UUID, _ visit: Visit) throws -> (all: [Folder], one: Folder) {
        let folders = try messenger.folders(as: visit.admitted().identity).all
        guard let folder = folders.first(where: { $0.id == id }) else { throw Refusal.notFound }
        return (folders, folder)
    }
}
