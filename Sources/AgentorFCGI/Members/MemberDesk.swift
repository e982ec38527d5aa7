import AgentorViews
import FastCGI
import Messaging

/// What those in charge of a channel do about its members.
final class MemberDesk: Sendable {
    let messenger: Messenger
    let turns: Turns

    init(messenger: Messenger, turns: Turns) {
        self.messenger = messenger
        self.turns = turns
    }

    func answer(_ route: MemberRoute, of handle: String, in slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showMember(handle, in: slug, visit) }
        case .role: try visit.take { visit, form in try giveRole(to: handle, in: slug, visit, form) }
        case .silence: try visit.take { visit, form in try silence(handle, in: slug, visit, form) }
        case .remove:
            try visit.show { visit in
                try showRemoving(handle, from: slug, visit)
            } orTake: { visit, form in
                try remove(handle, from: slug, visit, form)
            }
        case .ban:
            try visit.show { visit in
                try showBanning(handle, from: slug, visit)
            } orTake: { visit, form in
                try ban(handle, from: slug, visit, form)
            }
        case .messages:
            try visit.show { visit in
                try showRemovingMessages(of: handle, in: slug, visit)
            } orTake: { visit, form in
                try removeMessages(of: handle, in: slug, visit, form)
            }
        case .unban: try visit.take { visit, form in try liftBan(of: handle, in: slug, visit, form) }
        }
    }

    /// Somebody in a channel, and the channel, for whoever may do something about them.
    func found(_ handle: String, in slug: String, _ visit: Visit) throws -> (channel: Channel, member: Member)
    {
        let viewer = try visit.admitted()
        let channel = try messenger.channel(slug, as: viewer.identity)
        guard channel.direct == nil, channel.allows(.manageMembers), let role = channel.role else {
            throw Refusal.notFound
        }
        let somebody = try messenger.correspondent(handle, as: viewer.identity)
        let member = try messenger.member(somebody.id, of: slug, as: viewer.identity)
        guard role == .admin || member.participant.role < role else { throw Refusal.notFound }
        return (channel, member)
    }
}
