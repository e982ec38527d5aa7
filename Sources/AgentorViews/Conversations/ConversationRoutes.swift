/// The viewer's direct conversations.
package enum ConversationsRoute: AnsweredRoute {
    case list
    /// `?with=HANDLE,HANDLE`: to some people at once.
    case group

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/messages", for: .onboarded, identity: .byAction, cache: .never).shownInViews
        case .group: .page("/messages/group/new", for: .onboarded, form: .here)
        }
    }
}

/// The conversation with somebody, by their handle. Once it has begun it has a channel's addresses too, and by that of its
/// channel it is found where no handle stands for it: a group, and a conversation with somebody who is gone.
package enum ConversationRoute: AnsweredRoute {
    case show, move, leave

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/messages/{handle}", for: .onboarded, form: .here, identity: .byAction)
        case .move: .form("/messages/{handle}/shelf", for: .onboarded, back: .to(.show))
        case .leave: .step("/messages/{handle}/leave", for: .onboarded, back: .to(.show))
        }
    }
}
