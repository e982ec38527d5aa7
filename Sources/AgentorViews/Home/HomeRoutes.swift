/// The start page, and where members begin.
package enum HomeRoute: AnsweredRoute {
    case start, dashboard, cookies

    package var endpoint: Endpoint<Self> {
        switch self {
        case .start: .page("/", for: .anybody)
        case .cookies: .page("/cookies", for: .anybody)
        case .dashboard: .page("/dashboard", for: .onboarded, identity: .byAction, cache: .never)
        }
    }
}
