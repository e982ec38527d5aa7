package enum ProfilesRoute: AnsweredRoute {
    case onboarding, agent, client
    /// Where the viewer's own profile stands: seen by whom, and what is missing.
    case own
    /// As others would see it.
    case preview
    case publish, withdraw

    package var endpoint: Endpoint<Self> {
        switch self {
        case .onboarding: .page("/onboarding", for: .settled).shownInViews
        case .agent: .page("/onboarding/agent-profile", for: .settled, form: .here).shownInViews
        case .client: .page("/onboarding/client-profile", for: .settled, form: .here).shownInViews
        case .own: .page("/profile", for: .onboarded, cache: .never).shownInViews
        case .preview: .page("/profile/preview", for: .onboarded, cache: .never).shownInViews
        case .publish: .form("/profile/publish", for: .onboarded, back: .to(.own))
        case .withdraw: .step("/profile/withdraw", for: .onboarded, back: .to(.own))
        }
    }
}

/// A step of onboarding, by its name; the last is `check`, where all of it is looked over.
package enum OnboardingRoute: AnsweredRoute {
    case agent, client

    package var endpoint: Endpoint<Self> {
        switch self {
        case .agent: .page("/onboarding/agent-profile/{step}", for: .settled, form: .here, cache: .never)
        case .client: .page("/onboarding/client-profile/{step}", for: .settled, form: .here, cache: .never)
        }
    }
}

/// What the viewer's profile said when it was published, by the number of the version.
package enum ProfileVersionRoute: AnsweredRoute {
    case show, restore

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/profile/versions/{number}", for: .onboarded).shownInViews
        case .restore: .form("/profile/versions/{number}/restore", for: .onboarded, back: .to(.show))
        }
    }
}

/// Somebody as everybody may see them, by a handle they have or had.
package enum AgentRoute: AnsweredRoute {
    case show

    package var endpoint: Endpoint<Self> {
        switch self {
        case .show: .page("/agents/{handle}", for: .anybody).shownInViews
        }
    }
}
