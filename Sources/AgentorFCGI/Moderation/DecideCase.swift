import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension ModerationDesk {
    private static let notices = [
        "taken": "You have taken this case. Others see that.", "given-back": "Anybody can take it now.",
    ]

    /// `GET /moderation/{id}`
    func showCase(_ id: UUID, _ visit: Visit, _ viewer: Viewer) throws -> Response {
        .html(try page(id, visit, viewer, .unsent()).html())
    }

    /// `POST /moderation/{id}/take`, `…/give-back`: others see who looks at it.
    func takeCase(
        _ id: UUID, isWanted: Bool = true, _ visit: Visit, _ viewer: Viewer
    ) throws -> Response {
        try visit.submit([:]) {
            try turns.take(.moderate, for: viewer)
            do {
                guard try moderation.take(id, isWanted: isWanted, for: viewer) else {
                    throw Refusal.notFound
                }
            } catch let obstacle as Moderation.Obstacle { throw FormProblem(obstacle.words) }
            return .redirect(
                to: Route.reportCase(id, .show).path(done: isWanted ? "taken" : "given-back"))
        } again: { form in
            try page(id, visit, viewer, form).html()
        }
    }

    /// `POST /moderation/{id}/decide`: once, with a reason.
    func decideCase(_ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        guard let found = try moderation.find(id, for: viewer) else { throw Refusal.notFound }
        return try visit.submit(form) {
            var errors = FormErrors()
            let field = CaseDecision.outcomeField(canRemove: found.kind == .message)
            let outcome = errors.read(field, form[field.name])
            let reason = errors.read(CaseDecision.reasonField, form[CaseDecision.reasonField.name])
            guard let outcome, let reason, errors.isEmpty else { throw errors }
            try turns.take(.moderate, for: viewer)
            do {
                let decision = CaseDecision(outcome: outcome, reason: reason)
                guard
                    try moderation.decide(
                        id, decision, about: found.subjectForWhoeverAnswers, for: viewer)
                else { throw Refusal.notFound }
            } catch let obstacle as Moderation.Obstacle { throw FormProblem(obstacle.words) }
            return .redirect(to: Route.moderation(.queue).path(done: "decided"))
        } again: { form in
            try page(id, visit, viewer, form, isSent: true).html()
        }
    }

    private func page(
        _ id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: FilledForm, isSent: Bool = false
    ) throws -> CasePage {
        guard let found = try moderation.find(id, for: viewer) else { throw Refusal.notFound }
        return CasePage(
            frame: visit.frame(), found,
            fields: [
                form.field(CaseDecision.outcomeField(canRemove: found.kind == .message)),
                form.field(CaseDecision.reasonField),
            ], isSent: isSent, problem: form.problem,
            notice: visit.request.query["done"].flatMap { Self.notices[$0] }, viewer.dayAndTime)
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
        }
    }
}

extension ReportCase {
    /// What was reported, in a letter to whoever answers for it.
    fileprivate var subjectForWhoeverAnswers: String {
        kind == .person ? "your account" : what ?? "something of yours"
    }
}
