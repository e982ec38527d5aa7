import AgentorCore

/// A step in the list of them.
package struct OnboardingStep: Sendable {
    package var label: String
    package var address: String
    package var isDone: Bool
    package var isCurrent: Bool

    /// All of a profile, and the look at it in the end.
    /// - Parameter name: of the step that is shown.
    package static func list(_ draft: ProfileDraft, at name: String) -> [OnboardingStep] {
        let count = draft.kind.steps.count + 1
        let steps =
            draft.kind.steps.map { ($0.name, $0.label, draft.isDone($0)) }
            + [(OnboardingRoute.check, "Look it over", false)]
        return steps.enumerated().map { index, step in
            OnboardingStep(
                label: step.0 == name ? "\(index + 1) of \(count): \(step.1)" : step.1,
                address: Route.onboarding(step.0, OnboardingRoute(draft.kind)).path, isDone: step.2,
                isCurrent: step.0 == name)
        }
    }
}

/// `/onboarding/agent-profile/{step}` and `/onboarding/client-profile/{step}`: one question.
package struct OnboardingStepPage: FormPage {
    package var frame: PageFrame
    package var steps: [OnboardingStep]
    package var question: String
    package var lead: String
    package var address: String
    package var fields: [Field]
    package var problem: String?
    /// Whether it can be left out.
    package var isOptional: Bool
    /// All of the profile on one page.
    package var whole: String
    /// Whether services are offered; they are needed otherwise.
    package var isAgent: Bool

    package init(
        frame: PageFrame, step: ProfileStep, draft: ProfileDraft, fields: [Field], problem: String? = nil
    ) {
        self.frame = frame
        steps = OnboardingStep.list(draft, at: step.name)
        question = step.question
        lead = step.lead
        address = Route.onboarding(step.name, OnboardingRoute(draft.kind)).path
        self.fields = fields
        self.problem = problem
        isOptional = step.isOptional
        isAgent = draft.kind == .agent
        whole = Route.profiles(isAgent ? .agent : .client).path
    }
}

/// `/onboarding/agent-profile/check` and its like: what was answered, to look over before it is saved.
package struct OnboardingCheckPage: Sendable {
    package struct Row: Sendable {
        /// The field's name.
        package var name: String
        package var label: String
        /// As it was typed.
        package var value: String
        /// As people read it.
        package var words: String
        package var change: String

        package var isAnswered: Bool { !words.isEmpty }

        package init(name: String, label: String, value: String, words: String, change: String) {
            self.name = name
            self.label = label
            self.value = value
            self.words = words
            self.change = change
        }
    }

    package var frame: PageFrame
    package var steps: [OnboardingStep]
    package var rows: [Row]
    /// Where the profile is saved.
    package var address: String
    package var isAgent: Bool

    package init(frame: PageFrame, draft: ProfileDraft, rows: [Row]) {
        self.frame = frame
        steps = OnboardingStep.list(draft, at: OnboardingRoute.check)
        self.rows = rows
        isAgent = draft.kind == .agent
        address = Route.profiles(isAgent ? .agent : .client).path
    }
}
