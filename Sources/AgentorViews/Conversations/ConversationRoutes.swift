/// The viewer's direct conversations.
package enum ConversationsRoute: AnsweredRoute {
    case list

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/messages", for: .onboarded, identity: .byAction, cache: .never)
        }
    }
}

/// The conversation with somebody, by their handle. Once it has begun it has a channel's addresses too.
package enum ConversationRoute: AnsweredRoute {
    case show, move, mute

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/messages/{handle}", for: .onboarded, form: .here, identity: .byAction)
        case .move: .form("/messages/{handle}/shelf", for: .onboarded, back: .to(.show))
        case .mute: .form("/messages/{handle}/mute", for: .onboarded, back: .to(.show))
        }
    }
}
