import FoundationEssentials
import Postgres

/// What people do in a channel.
public enum ChannelAction: String, CaseIterable, Sendable, PostgresValue {
    case read, post, react, pin, invite
    /// Giving the roles below one's own, but for administrators'; silencing, removing and banning whoever has one of them.
    case manageMembers = "manage-members"
    /// Taking away what others say, locking threads, and looking at what newcomers write first.
    case moderate
    /// Its name, words, picture and pace.
    case manageChannel = "manage-channel"
    /// Who may do what in it, who finds it, its address, whether it is archived, and its record.
    case govern
    /// Having everybody on the web read it.
    case publish
}

/// What an action takes.
///
/// `table` is the one place that says who may do what: the database's functions decide by it (`messaging.allowed`, which is
/// made of it), and so does whatever shows a button (`Channel.allows`).
public struct Permission: Sendable {
    public let action: ChannelAction
    /// The least role that may, where a channel does not say otherwise.
    public let least: Role
    /// The least roles a channel can choose, the widest first; none where it cannot.
    public let choices: [Role]
    /// Whether both in a conversation of two, and all in a group, may. They have nobody in charge.
    public let isInDirect: Bool
    /// Whether it is possible in an archived channel.
    public let isInArchive: Bool

    public static let table: [Permission] = [
        Permission(.read, .guest, inDirect: true, inArchive: true),
        Permission(.post, .member, [.member, .moderator, .admin], inDirect: true),
        Permission(.react, .member, [.guest, .member, .moderator], inDirect: true),
        Permission(.pin, .moderator, [.member, .moderator, .admin], inDirect: true),
        Permission(.invite, .member, [.member, .moderator, .admin]),
        Permission(.manageMembers, .moderator, [.moderator, .admin], inArchive: true),
        Permission(.moderate, .moderator, [.moderator, .admin], inArchive: true),
        Permission(.manageChannel, .moderator, [.moderator, .admin]),
        Permission(.govern, .admin, inArchive: true),
        Permission(.publish, .admin, inArchive: true),
    ]

    private init(
        _ action: ChannelAction, _ least: Role, _ choices: [Role] = [], inDirect: Bool = false,
        inArchive: Bool = false
    ) {
        self.action = action
        self.least = least
        self.choices = choices
        isInDirect = inDirect
        isInArchive = inArchive
    }

    public static func of(_ action: ChannelAction) -> Permission {
        table.first { $0.action == action }!
    }

    /// The rows `messaging.allowed` looks at: action, least role, choices, in direct conversations, in archived channels.
    static let rows = table.map { rule in
        let choices = rule.choices.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return
            "('\(rule.action.rawValue)', '\(rule.least.rawValue)', array[\(choices)]::text[], \(rule.isInDirect), \(rule.isInArchive))"
    }.joined(separator: ", ")
}

/// Who may do what in one channel, where it is not the usual.
public struct ChannelPermissions: Hashable, Sendable {
    /// By the action's name.
    private let chosen: [String: Role]

    public static let usual = ChannelPermissions(chosen: [:])

    private init(chosen: [String: Role]) {
        self.chosen = chosen
    }

    /// - Parameter json: as the channel's row has it: `{"post": "moderator"}`. What is no role there is the usual.
    init(json: String) {
        guard json != "{}",
            let chosen = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        else {
            self = .usual
            return
        }
        self.chosen = chosen.compactMapValues(Role.init)
    }

    /// The least role that may.
    public func least(for action: ChannelAction) -> Role {
        let rule = Permission.of(action)
        guard let role = chosen[action.rawValue], rule.choices.contains(role) else { return rule.least }
        return role
    }
}
