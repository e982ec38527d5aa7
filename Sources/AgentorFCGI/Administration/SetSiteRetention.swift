import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension AdministrationDesk {
    /// `GET /admin/retention?before=PLACE`: for how long things are kept, and what is kept whatever becomes of it.
    func showSiteRetention(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let place = visit.request.query["before"].flatMap(PlaceInTime.init(address:))
        let (holds, hasMore) = try administrators.holds(before: place?.moment, for: viewer)
        return .html(
            RetentionPage(
                frame: visit.frame(),
                retention: try messenger.siteRetention(as: viewer.identity).words
                    ?? "Messages and files are kept for good, unless a channel says otherwise.",
                holds: holds.map { RetentionPage.Hold($0, viewer.dayAndTime) },
                next: hasMore
                    ? holds.last.map { last in
                        AdministrationRoute.retention.path([
                            ("before", PlaceInTime(last.heldAt, last.id).address)
                        ])
                    } : nil, notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/retention/change`
    func showSetSiteRetention(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        let saved = RetentionDraft(try messenger.siteRetention(as: viewer.identity))
        return .html(page(visit, .unsent(RetentionDraft.form, as: saved)).html())
    }

    /// `POST /admin/retention/change`
    func setSiteRetention(_ visit: Visit, _ viewer: Viewer, _ form: Fields) throws -> Response {
        let next = AdministrationRoute.retention.path([("done", "retention")])
        return try reasoned(visit, viewer, form, then: next) { reason, errors in
            let retention: Retention?
            do throws(FormErrors) { retention = try RetentionDraft.form.read { form[$0] }.retention } catch {
                errors.add(error)
                retention = nil
            }
            guard let retention, errors.isEmpty else { throw errors }
            return try administrators.setRetention(retention, reason: reason, for: viewer)
        } again: {
            page(visit, $0)
        }
    }

    private func page(_ visit: Visit, _ form: FilledForm) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: "How long is kept what people say",
            paragraphs: [
                "In every channel and conversation. A channel can keep things for a shorter time, and not for longer. Members read in each channel for how long it is."
            ],
            address: Route.administration(.setRetention).path,
            fields: form.fields(of: RetentionDraft.form) + [form.field(Administrators.reasonField)],
            button: "Save", problem: form.problem,
            links: [.init("Back", Route.administration(.retention).path)])
    }
}
