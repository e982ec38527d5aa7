import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import ZoneInfo

extension ModerationDesk {
    private static let notices = [
        "taken": "You have taken this case. Others see that.", "given-back": "Anybody can take it now.",
        "hidden": "It is hidden from others until you decide. Whoever wrote it has a letter.",
        "shown": "Everybody sees it again. Whoever wrote it has a letter.",
        "proposed": "Another moderator has to agree before it is done.",
        "disagreed": "Nothing was done. Anybody can take the case now.",
    ]

    /// `GET /moderation/{id}`
    func showCase(_ id: UUID, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        try visit.present(try found(id, viewer)) {
            CaseJSON($0)
        } page: { found in
            .html(try page(found, visit, viewer, .unsent([CaseDecision.fateName: "stays"])).html())
        }
    }

    /// `POST /moderation/{id}/take`, `…/give-back`: others see who looks at it.
    func takeCase(
        _ id: UUID, isWanted: Bool = true, _ visit: Visit, _ viewer: Viewer
    ) throws -> Response {
        try change(id, visit, viewer, done: isWanted ? "taken" : "given-back") { _ in
            try moderation.take(id, isWanted: isWanted, for: viewer)
        }
    }

    /// `POST /moderation/{id}/hide`, `…/unhide`: while it is looked at.
    func hideCase(
        _ id: UUID, isWanted: Bool = true, _ visit: Visit, _ viewer: Viewer
    ) throws -> Response {
        try change(id, visit, viewer, done: isWanted ? "hidden" : "shown") { found in
            try moderation.hide(id, isWanted: isWanted, about: found.subjectForWhoeverAnswers, for: viewer)
        }
    }

    /// `POST /moderation/{id}/agree`, `…/disagree`: to what another moderator has proposed.
    func answerProposal(
        _ id: UUID, agrees: Bool, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        try change(id, visit, viewer, done: agrees ? nil : "disagreed") { found in
            guard let proposal = found.proposal, proposal.mark == form["mark"].flatMap(UUID.init) else {
                throw found.outcome == nil ? Moderation.Obstacle.changed : .decided
            }
            return try moderation.answer(
                proposal, of: id, agrees: agrees, isByRule: found.isByRule, until: Self.moment, for: viewer)
        }
    }

    /// `POST /moderation/{id}/decide`: once, with a reason.
    func decideCase(_ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        let found = try found(id, viewer)
        return try visit.submit(form) {
            let decision = try CaseDecision(of: found.kind) { form[$0] }
            try turns.take(.moderate, for: viewer)
            return try obstacles {
                let deed = try moderation.decide(
                    id, decision, about: found.subjectForWhoeverAnswers, isByRule: found.isByRule,
                    until: Self.moment, for: viewer)
                switch deed {
                case nil: throw Refusal.notFound
                case .done?: return try decided(visit, id)
                case .proposed?:
                    return .redirect(to: Route.reportCase(id, .show).path(done: "proposed"))
                }
            }
        } again: { form in
            try page(self.found(id, viewer), visit, viewer, form, isSent: true).html()
        }
    }

    /// `POST /moderation/{id}/appeal`: by another than who decided before, with a reason.
    func decideAppeal(_ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        let found = try found(id, viewer)
        guard let decision = found.decision, decision.appeal != nil,
            let former = found.outcome.flatMap({ CaseDecision.Outcome(rawValue: $0.rawValue) })
        else { throw Refusal.notFound }
        return try visit.submit(form) {
            var errors = FormErrors()
            let outcome = errors.read(Appeal.outcomeField, form[Appeal.outcomeField.name])
            let reason = errors.read(CaseDecision.reasonField, form[CaseDecision.reasonField.name])
            guard let outcome, let reason, errors.isEmpty else { throw errors }
            try turns.take(.moderate, for: viewer)
            return try obstacles {
                guard
                    try moderation.decideAppeal(
                        id, outcome, reason: reason, of: former, removes: decision.removes,
                        wasHeld: found.kind == .held, for: viewer)
                else { throw Refusal.notFound }
                return try decided(visit, id)
            }
        } again: { form in
            try page(self.found(id, viewer), visit, viewer, form).html()
        }
    }

    private func found(_ id: UUID, _ viewer: Viewer) throws -> ReportCase {
        guard let found = try moderation.find(id, for: viewer) else { throw Refusal.notFound }
        return found
    }

    /// Something that takes no more than a button.
    /// - Parameter done: what is said of it; nil where it is decided.
    private func change(
        _ id: UUID, _ visit: Visit, _ viewer: Viewer, done: String?, _ deed: (ReportCase) throws -> Bool
    ) throws -> Response {
        try visit.submit([:]) {
            try turns.take(.moderate, for: viewer)
            return try obstacles {
                guard try deed(found(id, viewer)) else { throw Refusal.notFound }
                guard let done else { return try decided(visit, id) }
                return .redirect(to: Route.reportCase(id, .show).path(done: done))
            }
        } again: { form in
            try page(found(id, viewer), visit, viewer, form).html()
        }
    }

    private func decided(_ visit: Visit, _ id: UUID) throws -> Response {
        .redirect(to: Route.moderation(.queue).path(done: "decided"))
    }

    private func obstacles(_ deed: () throws -> Response) throws -> Response {
        do { return try deed() } catch let obstacle as Moderation.Obstacle {
            throw FormProblem(obstacle.words)
        }
    }

    private func page(
        _ found: ReportCase, _ visit: Visit, _ viewer: Viewer, _ form: FilledForm, isSent: Bool = false
    ) throws -> CasePage {
        let isAppeal = found.decision?.appeal.map { $0.outcome == nil } ?? false
        var fields =
            isAppeal
            ? [form.field(Appeal.outcomeField)]
            : [
                form.field(CaseDecision.outcomeField(for: found.kind)), form.field(CaseDecision.spanField),
            ]
        if !isAppeal, let fate = CaseDecision.fateField(for: found.kind) { fields.append(form.field(fate)) }
        fields.append(form.field(CaseDecision.reasonField))
        return CasePage(
            frame: visit.frame(), found, fields: fields, isSent: isSent, problem: form.problem,
            notice: visit.request.query["done"].flatMap { Self.notices[$0] }, viewer.dayAndTime)
    }

    /// When something ends, in a letter.
    static func moment(_ date: Date) -> String {
        let local = Zone.utc.local(date)
        return "\(local.longDay), \(local.timeOfDay) UTC"
    }
}

extension Moderation.Obstacle {
    /// For whoever wanted to decide.
    fileprivate var words: String {
        switch self {
        case .taken: "Another moderator looks at this case, or nobody has taken it. Nothing was changed."
        case .reported: "You have reported it yourself, so another moderator decides."
        case .decided: "Another moderator has decided it meanwhile. What they decided stands above."
        case .impossible: "That cannot be done with this. Choose something else."
        case .inCharge:
            "They run the channel, or the site, so they cannot be kept out. Choose something else, or ask an operator."
        case .gone: "It is not there any more, so there is nothing to hide. You can still decide."
        case .changed:
            "Something else is proposed by now, or nothing is. Look at the page again, and then answer."
        case .own: "You have decided or proposed it yourself, so another moderator has to look at it."
        }
    }
}

extension ReportCase {
    /// What was reported, in a letter to whoever answers for it.
    fileprivate var subjectForWhoeverAnswers: String {
        switch kind {
        case .person: "your account"
        case .held: "what you wrote first to somebody"
        default: what ?? "something of yours"
        }
    }

    /// Whether nobody has reported it.
    fileprivate var isByRule: Bool { finding != nil && reports.isEmpty }
}
