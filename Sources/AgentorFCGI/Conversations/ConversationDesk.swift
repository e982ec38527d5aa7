import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// Direct conversations.
final class ConversationDesk: Sendable {
    let messenger: Messenger
    let profiles: Profiles
    let directory: Directory
    let care: Care
    let turns: Turns
    let compress: Compress

    /// Of the site, for addresses with the host.
    let address: String

    init(
        messenger: Messenger, profiles: Profiles, directory: Directory, care: Care, turns: Turns,
        address: String,
        compress: @escaping Compress
    ) {
        self.messenger = messenger
        self.profiles = profiles
        self.directory = directory
        self.address = address
        self.care = care
        self.turns = turns
        self.compress = compress
    }

    func answer(_ route: ConversationsRoute, _ visit: Visit) throws -> Response {
        switch route {
        case .list: try visit.show(showConversations)
        case .group: try visit.show(showBeginGroup, orTake: beginGroup)
        }
    }

    func answer(_ route: ConversationRoute, with handle: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show:
            try visit.show { visit in
                try showConversation(handle, visit)
            } orTake: { visit, form in
                try sendToSomebody(handle, visit, form)
            }
        case .move: try visit.take({ visit, form in try moveConversation(handle, visit, form) })
        case .leave:
            try visit.show { visit in
                try showLeaveGroup(handle, visit)
            } orTake: { visit, _ in
                try leaveGroup(handle, visit)
            }
        }
    }

    /// Whether it is a channel's address, by which conversations without a handle are found. No handle is as long.
    static func isAddress(_ place: String) -> Bool { place.utf8.count > Handle.lengths.upperBound }

    /// The viewer's conversation with somebody, which has begun. Whether one at an address is the viewer's is looked at where
    /// something is done with it.
    func slug(with handle: String, _ viewer: Viewer) throws -> String {
        if Self.isAddress(handle) { return handle }
        guard let slug = try messenger.correspondent(handle, as: viewer.identity).slug else {
            throw Refusal.notFound
        }
        return slug
    }
}
