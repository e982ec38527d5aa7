/// What the viewer shows of their work.
package enum PortfolioRoute: AnsweredRoute {
    case list, new

    package var endpoint: Endpoint<Self> {
        switch self {
        case .list: .page("/profile/portfolio", for: .onboarded, cache: .never).shownInViews
        case .new: .page("/profile/portfolio/new", for: .onboarded, form: .here)
        }
    }
}

/// A piece of the viewer's own work, by its number.
package enum OwnWorkRoute: AnsweredRoute {
    case edit, move, state, delete

    package var endpoint: Endpoint<Self> {
        switch self {
        case .edit: .page("/profile/portfolio/{number}", for: .onboarded, form: .here)
        case .move:
            .form("/profile/portfolio/{number}/move", for: .onboarded, back: .elsewhere(.portfolio(.list)))
        case .state:
            .form("/profile/portfolio/{number}/state", for: .onboarded, back: .elsewhere(.portfolio(.list)))
        case .delete:
            .step("/profile/portfolio/{number}/delete", for: .onboarded, back: .elsewhere(.portfolio(.list)))
        }
    }
}

/// A piece of somebody's work as everybody may see it, by their handle and its number.
package enum WorkRoute: AnsweredRoute {
    case show, report

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/agents/{handle}/work/{number}", for: .anybody).shownInViews
        case .report: .step("/agents/{handle}/work/{number}/report", for: .onboarded, back: .to(.show))
        }
    }
}
