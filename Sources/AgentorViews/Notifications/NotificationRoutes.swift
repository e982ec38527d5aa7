/// What reaches the viewer, and how.
package enum NotificationsRoute: AnsweredRoute {
    case settings

    package var endpoint: Endpoint<Self> {
        switch self {
        case .settings: .page("/account/notifications", for: .onboarded, form: .here)
        }
    }
}
