/// What reaches the viewer, and how.
package enum NotificationsRoute: AnsweredRoute {
    case list, see, settings, unsubscribe, feed, feedChoice, push

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/notifications", for: .onboarded, identity: .byAction, cache: .never)
        case .see: .form("/notifications/seen", for: .onboarded, back: .to(.list))
        // In mails.
        case .unsubscribe: .step("/unsubscribe", for: .anybody, cache: .never, hasSecretAddress: true)
        // For whoever holds its token: `?token=`.
        case .feed: .probe("/notifications/feed", for: .anybody)
        case .feedChoice:
            .page("/account/notifications/feed", for: .onboarded, form: .here, cache: .never)
        case .push: .page("/account/notifications/push", for: .onboarded, form: .here, cache: .never)
        case .settings: .page("/account/notifications", for: .onboarded, form: .here).shownInViews
        }
    }
}
