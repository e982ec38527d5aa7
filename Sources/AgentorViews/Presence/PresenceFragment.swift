import FoundationEssentials
import Messaging

/// What a script is told of who is there: it sets the dots beside names, says who writes, and who has read.
package struct PresenceFragment: Sendable {
    package struct Person: Sendable {
        package let id: UUID
        package let name: String
        package let handle: String?
        package let state: String?
        package let isTyping: Bool
        package let read: Int64?
        /// Since when they are a member, in milliseconds since 1970.
        package let since: Int64?
    }

    /// "channel", or "circle" for whom the viewer has conversations with.
    package let place: String
    package let viewer: UUID
    package let people: [Person]

    package init(_ presence: Presence, of place: String) {
        self.place = place
        viewer = presence.viewer.rawValue
        let typing = Set(presence.typing)
        people = presence.members.map { member in
            Person(
                id: member.id.rawValue, name: member.name, handle: member.handle,
                state: member.status?.rawValue,
                isTyping: typing.contains(member.id), read: member.read,
                since: member.read.map { _ in
                    Int64((member.joinedAt.timeIntervalSince1970 * 1000).rounded(.down))
                })
        }
    }
}

extension PresenceStatus {
    package var words: String {
        switch self {
        case .here: "Here now"
        case .away: "Away"
        case .busy: "Do not disturb"
        }
    }
}

/// "Ada", "Ada and Ben", "Ada, Ben and 3 more".
package func named(_ names: [String]) -> String {
    switch names.count {
    case 0, 1: names.first ?? ""
    case 2: "\(names[0]) and \(names[1])"
    default: "\(names[0]), \(names[1]) and \(names.count - 2) more"
    }
}

/// What stands below one's last message: "Seen", or by whom; nil for nobody.
package func seenWords(_ names: [String], isOfTwo: Bool) -> String? {
    names.isEmpty ? nil : isOfTwo ? "Seen" : "Seen by \(named(names.map { "\u{2068}\($0)\u{2069}" }))"
}
