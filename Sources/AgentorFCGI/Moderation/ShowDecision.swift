import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import ZoneInfo

extension ModerationDesk {
    /// `GET /account/decisions`: what moderators have decided about the viewer.
    func showOwnDecisions(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let own = try moderation.own(for: viewer)
        return .html(
            QuestionPage(
                frame: visit.frame(.account), heading: "Decisions about you",
                paragraphs: [
                    own.isEmpty
                        ? "Moderators have decided nothing about you."
                        : "What moderators have decided about you, the last first. Each leads to its reason, and to a form for an appeal."
                ],
                links: own.map {
                    let state =
                        $0.appealOutcome.map {
                            $0 == .upheld ? "Your appeal changed nothing" : "Taken back on appeal"
                        }
                        ?? ($0.isAppealed ? "Your appeal waits" : nil)
                    return .init(
                        ["\(viewer.dayAndTime($0.decidedAt).label): \($0.outcome.heading)", state]
                            .compactMap(\.self).joined(separator: ". "), Self.address($0.token))
                } + [.init("What you have reported", Route.reports(.own).path)]
            ).html())
    }

    /// `GET /decision?token=TOKEN`: what was decided, for whoever has its letter.
    func showDecision(_ visit: Visit) throws -> Response {
        let token = visit.request.query["token"] ?? ""
        return .html(try page(token, visit, .unsent()).html()).greeting(visit)
    }

    /// `POST /decision?token=TOKEN`: says something against it, once.
    func appeal(_ visit: Visit, _ form: Fields) throws -> Response {
        let token = visit.request.query["token"] ?? ""
        guard try moderation.told(token) != nil else { throw Refusal.notFound }
        return try visit.submit(form) {
            var errors = FormErrors()
            guard let words = errors.read(Appeal.wordsField, form[Appeal.wordsField.name]) else {
                throw errors
            }
            try turns.take(.moderate, for: visit.request.network)
            switch try moderation.appeal(token, words) {
            case .done?: return .redirect(to: "\(Self.address(token))&done=appealed")
            // The page says so.
            case .twice?: return .redirect(to: Self.address(token))
            case .late?: throw FormProblem("The thirty days are over. Nothing was sent.")
            case nil: throw Refusal.notFound
            }
        } again: { form in
            try page(token, visit, form).html()
        }
    }

    private static func address(_ token: String) -> String {
        "\(Route.decisions(.told).path)?token=\(token)"
    }

    private func page(_ token: String, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        guard let found = try moderation.told(token) else { throw Refusal.notFound }
        let clock = visit.viewer?.zone ?? .utc
        func words(_ date: Date) -> String {
            let local = clock.local(date)
            return "\(local.longDay), \(local.timeOfDay)\(visit.viewer == nil ? " UTC" : "")"
        }
        var paragraphs = [
            "Decided on \(words(found.decidedAt)), about \(found.about ?? "something of yours").",
            found.outcome.sentence(until: found.endsAt.map(words), removes: found.removes),
        ]
        if let reason = found.reason { paragraphs.append("The moderator’s reason: \(reason)") }
        if let appeal = found.appeal {
            paragraphs.append("You have appealed on \(words(appeal.appealedAt)): \(appeal.words)")
            switch appeal.outcome {
            case nil: paragraphs.append("Another moderator will look at it, and you get a letter.")
            case .upheld?: paragraphs.append("The decision stands: \(appeal.reason ?? "")")
            case .reversed?: paragraphs.append("The decision was taken back: \(appeal.reason ?? "")")
            }
        } else if found.isLate {
            paragraphs.append("An appeal was possible for thirty days.")
        }
        let mayAppeal = found.appeal == nil && !found.isLate
        return QuestionPage(
            frame: visit.frame(.account), heading: found.outcome.heading, paragraphs: paragraphs,
            address: mayAppeal ? Self.address(token) : nil,
            fields: mayAppeal ? [form.field(Appeal.wordsField)] : [], button: "Appeal",
            problem: form.problem,
            links: [.init("The terms", Route.terms(.show).path)])
    }

    /// Why somebody may write nothing, in a sentence.
    func silence(of viewer: Viewer) throws -> String? {
        try moderation.silence(of: viewer).map { endsAt, reason in
            let end = "You cannot write until \(viewer.dayAndTime(endsAt).label)"
            return reason.map { "\(end), because a moderator decided so: \($0)" } ?? "\(end)."
        }
    }
}
