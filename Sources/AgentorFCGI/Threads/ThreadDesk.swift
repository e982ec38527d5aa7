import AgentorViews
import FastCGI
import Messaging

/// What is said in answer to one message.
final class ThreadDesk: Sendable {
    let messenger: Messenger
    let web: WebDesk
    let turns: Turns
    let compress: Compress

    init(messenger: Messenger, web: WebDesk, turns: Turns, compress: @escaping Compress) {
        self.messenger = messenger
        self.web = web
        self.turns = turns
        self.compress = compress
    }

    func answer(_ route: ThreadRoute, of place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show:
            try visit.show { visit in
                try showThread(of: place, in: slug, visit)
            } orTake: { visit, form in
                try reply(to: place, in: slug, visit, form)
            }
        case .log: try visit.show { visit in try showThreadLog(of: place, in: slug, visit) }
        case .lock: try visit.take({ visit, _ in try lock(place, in: slug, isWanted: true, visit) })
        case .unlock: try visit.take({ visit, _ in try lock(place, in: slug, isWanted: false, visit) })
        }
    }

    func hold(
        _ route: ThreadWait, of place: Int64, in slug: String, _ visit: Visit
    ) async throws -> Response {
        switch route {
        case .live: try await showThreadLive(of: place, in: slug, visit)
        case .changes: try await showThreadChanges(of: place, in: slug, visit)
        }
    }
}
