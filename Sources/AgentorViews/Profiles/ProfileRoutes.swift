package enum ProfilesRoute: AnsweredRoute {
    case onboarding, agent, client

    package var endpoint: Endpoint<Self> {
        switch self {
        case .onboarding: .page("/onboarding", for: .settled)
        case .agent: .page("/onboarding/agent-profile", for: .settled, form: .here)
        case .client: .page("/onboarding/client-profile", for: .settled, form: .here)
        }
    }
}
