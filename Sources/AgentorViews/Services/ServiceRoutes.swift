/// What the viewer offers.
package enum ServicesRoute: AnsweredRoute {
    case list, new

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/profile/services", for: .onboarded, cache: .never).shownInViews
        case .new: .page("/profile/services/new", for: .onboarded, form: .here)
        }
    }
}

/// One of the viewer's own services, by its number.
package enum OwnServiceRoute: AnsweredRoute {
    case edit, state, room

    package var endpoint: Endpoint<Self> {
        switch self {
        case .edit: .page("/profile/services/{number}", for: .onboarded, form: .here)
        case .state:
            .form("/profile/services/{number}/state", for: .onboarded, back: .elsewhere(.services(.list)))
        case .room:
            .form("/profile/services/{number}/room", for: .onboarded, back: .elsewhere(.services(.list)))
        }
    }
}

/// A service as everybody may see it, by the agent's handle and its number.
package enum ServiceRoute: AnsweredRoute {
    case show, report

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/agents/{handle}/services/{number}", for: .anybody).shownInViews
        case .report:
            .step("/agents/{handle}/services/{number}/report", for: .onboarded, back: .to(.show))
        }
    }
}
