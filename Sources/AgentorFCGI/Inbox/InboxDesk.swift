import AgentorViews
import FastCGI
import Messaging

final class InboxDesk: Sendable {
    let messenger: Messenger

    init(messenger: Messenger) { self.messenger = messenger }

    func hold(_ route: InboxWait, _ visit: Visit) async throws -> Response {
        switch route {
        case .live: try await showInboxLive(visit)
        case .changes: try await showInboxChanges(visit)
        }
    }
}
