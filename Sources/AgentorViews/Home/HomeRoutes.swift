/// The start page, and where members begin.
package enum HomeRoute: AnsweredRoute {
    case start, dashboard, cookies, frame

    package var endpoint: Endpoint<Self> {
        switch self {
        case .start: .page("/", for: .anybody).shownInViews
        case .cookies: .page("/cookies", for: .anybody)
        case .frame: .frame("/frame")
        case .dashboard:
            .page("/dashboard", for: .onboarded, identity: .byAction, cache: .never).shownInViews
        }
    }
}
