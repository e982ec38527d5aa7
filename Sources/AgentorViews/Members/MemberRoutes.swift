/// Somebody in a channel, by their handle: what those in charge do.
package enum MemberRoute: AnsweredRoute {
    case show, role, silence, remove, ban, unban, messages

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/channels/{slug}/members/{handle}", for: .onboarded, cache: .never)
        case .role: .form("/channels/{slug}/members/{handle}/role", for: .onboarded, back: .to(.show))
        case .silence: .form("/channels/{slug}/members/{handle}/silence", for: .onboarded, back: .to(.show))
        case .remove: .step("/channels/{slug}/members/{handle}/remove", for: .onboarded, back: .to(.show))
        case .ban: .step("/channels/{slug}/members/{handle}/ban", for: .onboarded, back: .to(.show))
        case .messages: .step("/channels/{slug}/members/{handle}/messages", for: .onboarded, back: .to(.show))
        case .unban: .form("/channels/{slug}/members/{handle}/unban", for: .onboarded, back: .to(.show))
        }
    }
}
