import AgentorViews
import FastCGI
import Messaging

/// Whom the viewer keeps away from.
final class BlockDesk: Sendable {
    let messenger: Messenger
    let turns: Turns

    init(messenger: Messenger, turns: Turns) {
        self.messenger = messenger
        self.turns = turns
    }

    func answer(_ route: BlocksRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showBlocks)
        }
    }

    func answer(_ route: BlockRoute, of handle: String, _ visit: Visit) throws -> Response {
        let wish: Block.Kind? =
            switch route {
            case .block: .block
            case .mute: .mute
            case .undo: nil
            }
        return try visit.show { visit in
            try showKeepAway(from: handle, by: wish, visit)
        } orTake: { visit, form in
            try keepAway(from: handle, by: wish, visit, form)
        }
    }
}
