/// What the viewer keeps for themselves.
package enum KeepingRoute: AnsweredRoute {
    case bookmarks, removeBookmark, scheduled

    package var endpoint: Endpoint<Self> {
        switch self {
        case .bookmarks: .page("/bookmarks", for: .onboarded, identity: .byAction, cache: .never)
        case .removeBookmark: .form("/bookmarks/remove", for: .onboarded, back: .to(.bookmarks))
        case .scheduled: .page("/scheduled", for: .onboarded, identity: .byAction, cache: .never)
        }
    }
}

/// One message that is to be sent later.
package enum ScheduledMessageRoute: AnsweredRoute {
    case change, cancel

    package var endpoint: Endpoint<Self> {
        switch self {
        case .change:
            .step("/scheduled/{id}", for: .onboarded, back: .elsewhere(.keeping(.scheduled)))
        case .cancel:
            .step("/scheduled/{id}/cancel", for: .onboarded, back: .elsewhere(.keeping(.scheduled)))
        }
    }
}
