/// What reaches the viewer, and how.
package enum NotificationsRoute: AnsweredRoute {
    case list, see, settings

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/notifications", for: .onboarded, identity: .byAction, cache: .never)
        case .see: .form("/notifications/seen", for: .onboarded, back: .to(.list))
        case .settings: .page("/account/notifications", for: .onboarded, form: .here)
        }
    }
}
