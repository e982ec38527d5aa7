/// The start page, and where members begin.
package enum HomeRoute: AnsweredRoute {
    case start, dashboard

    package var endpoint: Endpoint<Self> {
        switch self {
        case .start: .page("/", for: .anybody)
        case .dashboard: .page("/dashboard", for: .onboarded, identity: .byAction, cache: .never)
        }
    }
}
