/// Every address of the site. One enumeration reads requests and prints links, so that a link to nowhere
/// does not compile and a new address must be answered in `Site.respond(to:)`.
package enum Route: Hashable, Sendable {
    case home
    case signUp, signIn, signOut
    case onboarding, agentProfile, clientProfile
    case dashboard
    case channels, newChannel
    case channel(String)
    case joinChannel(String)
    case leaveChannel(String)
    case sendMessage(String)
    case channelLive(String)
    case channelLog(String)
    case channelChanges(String)
    case mailbox
    case mailboxMail(String)
    case health, metrics

    /// The path, without a query. Slugs are `[a-z0-9-]`, so nothing needs escaping.
    package var path: String {
        switch self {
        case .home: "/"
        case .signUp: "/sign-up"
        case .signIn: "/sign-in"
        case .signOut: "/sign-out"
        case .onboarding: "/onboarding"
        case .agentProfile: "/onboarding/agent-profile"
        case .clientProfile: "/onboarding/client-profile"
        case .dashboard: "/dashboard"
        case .channels: "/channels"
        case .newChannel: "/channels/new"
        case .channel(let slug): "/channels/\(slug)"
        case .joinChannel(let slug): "/channels/\(slug)/join"
        case .leaveChannel(let slug): "/channels/\(slug)/leave"
        case .sendMessage(let slug): "/channels/\(slug)/messages"
        case .channelLive(let slug): "/channels/\(slug)/live"
        case .channelLog(let slug): "/channels/\(slug)/log"
        case .channelChanges(let slug): "/channels/\(slug)/changes"
        case .mailbox: "/mailbox"
        case .mailboxMail(let name): "/mailbox/\(name)"
        case .health: "/healthz"
        case .metrics: "/metrics"
        }
    }

    /// The route a decoded path names, or nil where there is nothing.
    package init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts {
        case [""]: self = .home
        case ["sign-up"]: self = .signUp
        case ["sign-in"]: self = .signIn
        case ["sign-out"]: self = .signOut
        case ["onboarding"]: self = .onboarding
        case ["onboarding", "agent-profile"]: self = .agentProfile
        case ["onboarding", "client-profile"]: self = .clientProfile
        case ["dashboard"]: self = .dashboard
        case ["healthz"]: self = .health
        case ["metrics"]: self = .metrics
        case ["mailbox"]: self = .mailbox
        case ["channels"]: self = .channels
        case ["channels", "new"]: self = .newChannel
        default:
            if parts.count == 2, parts[0] == "mailbox", Self.isSlug(parts[1]) {
                self = .mailboxMail(parts[1])
                return
            }
            guard parts.count >= 2, parts[0] == "channels", Self.isSlug(parts[1]) else { return nil }
            switch parts.dropFirst(2) {
            case []: self = .channel(parts[1])
            case ["join"]: self = .joinChannel(parts[1])
            case ["leave"]: self = .leaveChannel(parts[1])
            case ["messages"]: self = .sendMessage(parts[1])
            case ["live"]: self = .channelLive(parts[1])
            case ["log"]: self = .channelLog(parts[1])
            case ["changes"]: self = .channelChanges(parts[1])
            default: return nil
            }
        }
    }

    /// Whether a person can go there: not what forms are sent to, and what pages and operators ask for.
    package var isPage: Bool {
        switch self {
        case .home, .signUp, .signIn, .onboarding, .agentProfile, .clientProfile, .dashboard, .channels,
            .newChannel, .channel, .channelLog, .mailbox, .mailboxMail:
            true
        case .signOut, .joinChannel, .leaveChannel, .sendMessage, .channelLive, .channelChanges, .health,
            .metrics:
            false
        }
    }

    private static func isSlug(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
    }
}
