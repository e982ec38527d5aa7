import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Text

extension ProfileDesk {
    /// `GET /onboarding/agent-profile/{step}` and `/onboarding/client-profile/{step}`: one question, with what was answered
    /// before; `check` is all of them. Whoever has such a profile has its form.
    func showOnboardingStep(_ name: String, of kind: ProfileKind, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let step = kind.steps.first { $0.name == name }
        guard step != nil || name == OnboardingRoute.check else { throw Refusal.notFound }
        if try has(kind, viewer) { return .redirect(to: Self.whole(kind).path) }
        let draft = try profiles.draft(of: kind, by: viewer)
        let questions = try questions(of: kind)
        if let step {
            return .html(page(step, draft, visit, questions, .unsent(questions.fields(of: draft))).html())
        }
        // What has to be answered was.
        if let missing = kind.steps.first(where: { !$0.isOptional && !draft.isDone($0) }) {
            return .redirect(to: Route.onboarding(missing.name, OnboardingRoute(kind)).path)
        }
        return .html(checkPage(draft, visit, questions).html())
    }

    /// `POST` there keeps the answers and goes on to the next question that is not answered. `back` and `leave` keep what is
    /// typed, whatever it is; `skip` leaves the question out, where it need not be answered.
    func takeOnboardingStep(_ name: String, of kind: ProfileKind, _ visit: Visit, _ form: Fields) throws
        -> Response
    {
        let viewer = try visit.admitted()
        guard let index = kind.steps.firstIndex(where: { $0.name == name }) else { throw Refusal.notFound }
        let step = kind.steps[index]
        if try has(kind, viewer) { return .redirect(to: Self.whole(kind).path) }
        let questions = try questions(of: kind)
        return try visit.submit(form) {
            try turns.take(.saveProfile, for: viewer)
            let asked = Set(step.fields)
            if form["back"] != nil || form["leave"] != nil {
                let isAnswered = (try? questions.read(asked) { form[$0] }) != nil
                try profiles.keep(
                    step.fields.map { ($0, Self.typed(form[$0] ?? "")) }, of: kind,
                    undone: isAnswered ? [] : [step.name], for: viewer)
                if form["leave"] != nil { return .redirect(to: Route.home(.start).path) }
                return .redirect(
                    to: index == 0
                        ? "\(Route.profiles(.onboarding).path)?choose=1"
                        : Route.onboarding(kind.steps[index - 1].name, OnboardingRoute(kind)).path)
            }
            let isSkipped = step.isOptional && form["skip"] != nil
            try profiles.keep(
                isSkipped ? [] : questions.read(asked) { form[$0] }, of: kind, done: [step.name], for: viewer)
            return .redirect(
                to: OnboardingRoute.address(kind, try profiles.draft(of: kind, by: viewer)))
        } again: {
            page(step, try profiles.draft(of: kind, by: viewer), visit, questions, $0).html()
        }
    }

    /// What is kept though nobody has looked at it: bounded, and of characters that can be.
    private static func typed(_ text: String) -> String {
        String(PlainText.lines(text).unicodeScalars.prefix(5_000))
    }

    private static func whole(_ kind: ProfileKind) -> Route {
        switch kind {
        case .agent: .profiles(.agent)
        case .client: .profiles(.client)
        }
    }

    private func has(_ kind: ProfileKind, _ viewer: Viewer) throws -> Bool {
        switch kind {
        case .agent: try profiles.agentProfile(of: viewer) != nil
        case .client: try profiles.clientProfile(of: viewer) != nil
        }
    }

    private func questions(of kind: ProfileKind) throws -> Questions {
        switch kind {
        case .agent: Questions(AgentProfile.form(try options.current()))
        case .client: Questions(ClientProfile.form(try options.current()))
        }
    }

    private func page(
        _ step: ProfileStep, _ draft: ProfileDraft, _ visit: Visit, _ questions: Questions, _ form: FilledForm
    ) -> OnboardingStepPage {
        OnboardingStepPage(
            frame: visit.frame(), step: step, draft: draft,
            fields: step.fields.compactMap { name in
                questions.descriptions.first { $0.name == name }.map { Field($0, form.entry(name)) }
            }, problem: form.problem)
    }

    private func checkPage(
        _ draft: ProfileDraft, _ visit: Visit, _ questions: Questions
    ) -> OnboardingCheckPage {
        let texts = questions.fields(of: draft)
        let route = OnboardingRoute(draft.kind)
        let rows = draft.kind.steps.flatMap { step in
            step.fields.compactMap { name in
                questions.descriptions.first { $0.name == name }.map { field in
                    let text = texts[name] ?? ""
                    return OnboardingCheckPage.Row(
                        name: name, label: field.label, value: text, words: field.words(of: text),
                        change: "\(Route.onboarding(step.name, route).path)#\(name)")
                }
            }
        }
        return OnboardingCheckPage(frame: visit.frame(), draft: draft, rows: rows)
    }
}

/// The questions of a profile's form, whichever profile it is.
struct Questions {
    let descriptions: [FieldDescription]
    private let blank: [(name: String, value: String)]
    private let reading:
        (Set<String>, (String) -> String?) throws(FormErrors) -> [(name: String, value: String)]

    init<Value>(_ form: Form<Value>) {
        descriptions = form.fields
        blank = form.texts()
        reading = { names, answer throws(FormErrors) in try form.read(names, answer) }
    }

    /// Some of them alone.
    func read(
        _ names: Set<String>, _ answer: (String) -> String?
    ) throws(FormErrors) -> [(name: String, value: String)] { try reading(names, answer) }

    /// As they were answered so far.
    func fields(of draft: ProfileDraft) -> Fields {
        Fields(blank.map { ($0.name, draft.answers[$0.name] ?? $0.value) })
    }
}
