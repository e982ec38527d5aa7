import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials

extension ReportDesk {
    private static let gone =
        "It was deleted meanwhile, or you can see it no more. You can report whoever wrote it instead."

    /// `GET …/report`, `/reports/people/{handle}?next=PAGE`: what is wrong, and what a moderator will read.
    func showReport(of subject: ReportSubject, _ visit: Visit) throws -> Response {
        let thing = try thing(subject, visit)
        // Its page says what became of it.
        if thing.isGone { return .redirect(to: thing.address) }
        return .html(
            try page(subject, thing, visit, .unsent(Fields(Fields.hidden(next: visit.request.query.next))))
                .html())
    }

    /// `POST`: reports it, once for each form, and goes back to where one was.
    func report(_ subject: ReportSubject, _ visit: Visit, _ form: Fields) throws -> Response {
        let thing: ReportedThing
        do { thing = try self.thing(subject, visit) } catch {
            guard !visit.wantsJSON, case .notFound? = (error as? any Refusable)?.refusal else { throw error }
            // The same for what was deleted, what they do not see, and what never was: what they have typed stays before them.
            return .html(
                try page(subject, .lost, visit, FilledForm(form, problem: Self.gone)).html(),
                status: .notFound)
        }
        return try visit.submit(form) {
            let viewer = try visit.admitted()
            if thing.isGone { throw FormProblem(Self.gone, code: .gone) }
            var errors = FormErrors()
            let reason = errors.read(ReportDraft.reasonField, form[ReportDraft.reasonField.name])
            let words = errors.read(ReportDraft.wordsField, form[ReportDraft.wordsField.name])
            guard let reason, let words, errors.isEmpty else { throw errors }
            try turns.take(.report, for: viewer)
            var evidence = thing.evidence
            evidence.pictures = thing.pictures()
            let isDone = try reports.report(
                subject, ReportDraft(reason: reason, words: words), what: thing.what, at: thing.address,
                evidence: evidence,
                nonce: form.nonce.covering("report", thing.address, reason.rawValue, words), for: viewer)
            if !isDone { throw FormProblem(Self.gone, code: .gone) }
            return try visit.present(ReportJSON(reported: thing.address), json: \.self) { _ in
                .redirect(to: thing.address(after: subject, form.next))
            }
        } again: {
            try page(subject, thing, visit, $0).html()
        }
    }

    private func page(
        _ subject: ReportSubject, _ thing: ReportedThing, _ visit: Visit, _ form: FilledForm
    ) throws -> QuestionPage {
        let isKnown = try reports.find(subject, for: visit.admitted()) == true
        return QuestionPage(
            frame: visit.frame(thing.section), heading: "Report \(thing.what)",
            paragraphs: [
                thing.words.map { "\u{201C}\($0.isolated)\u{201D}" },
                isKnown ? "You have reported it already. What you write now is added to that." : nil,
                thing.attached, "Whoever it is about does not learn who reported.",
            ].compactMap(\.self),
            address: visit.request.path, hidden: Fields.hidden(next: form.fields.next),
            fields: [form.field(ReportDraft.reasonField), form.field(ReportDraft.wordsField)],
            button: "Report", problem: form.problem,
            links: [
                .init("Back, without a report", form.fields.next ?? thing.address),
                .init("Your reports", Route.reports(.own).path),
            ],
            nonce: form.nonce.value)
    }
}

extension ReportedThing {
    fileprivate static var lost: ReportedThing {
        ReportedThing(
            what: "what is not there any more", address: Route.reports(.own).path, attached: nil,
            evidence: ReportEvidence())
    }

    /// Where whoever has reported it goes on.
    /// - Parameter next: the page they came from, where that was said.
    fileprivate func address(after subject: ReportSubject, _ next: String?) -> String {
        if case .person = subject {
            guard let next else { return Route.reports(.own).path(done: "reported") }
            let page = next.prefix { $0 != "#" }
            return "\(page)\(page.contains("?") ? "&" : "?")done=reported"
        }
        return "\(address)?done=reported"
    }
}

struct ReportJSON: Encodable {
    /// The address of what was reported.
    let reported: String
}
