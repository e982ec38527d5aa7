import AgentorCore

/// `/onboarding`: the choice between offering and needing services.
package struct OnboardingPage: Sendable {
    package var frame: PageFrame
    /// Where each goes on.
    package var agent: String
    package var client: String
    /// "2 of 5 steps are done."; nil for what was not begun.
    package var agentNote: String?
    package var clientNote: String?

    /// - Parameter drafts: what was begun.
    package init(frame: PageFrame, drafts: [ProfileDraft]) {
        self.frame = frame
        func note(_ draft: ProfileDraft?) -> String? {
            draft.map { "You have begun: \($0.doneCount) of \($0.kind.steps.count) steps are done." }
        }
        let begun = (agent: drafts.first { $0.kind == .agent }, client: drafts.first { $0.kind == .client })
        agent = OnboardingRoute.address(.agent, begun.agent)
        client = OnboardingRoute.address(.client, begun.client)
        agentNote = note(begun.agent)
        clientNote = note(begun.client)
    }
}

extension OnboardingRoute {
    /// The step where all is looked over.
    package static let check = "check"

    package init(_ kind: ProfileKind) {
        self =
            switch kind {
            case .agent: .agent
            case .client: .client
            }
    }

    package var kind: ProfileKind {
        switch self {
        case .agent: .agent
        case .client: .client
        }
    }

    /// Where a profile goes on that was begun, or begins.
    package static func address(_ kind: ProfileKind, _ draft: ProfileDraft?) -> String {
        let step = draft.map { $0.next?.name ?? check } ?? kind.steps[0].name
        return Route.onboarding(step, OnboardingRoute(kind)).path
    }
}
