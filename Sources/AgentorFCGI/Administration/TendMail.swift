import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials

extension AdministrationDesk {
    /// `GET /admin/mail`: what waits to be sent.
    func showMailQueue(_ visit: Visit, _ viewer: Viewer) throws -> Response {
        guard let figures = try administrators.figures(for: viewer) else { throw Refusal.notFound }
        let mails = try administrators.mails(for: viewer)
        let count = figures.mailWaiting
        return .html(
            MailQueuePage(
                frame: visit.frame(), mails: mails.map { MailQueuePage.Mail($0, viewer.dayAndTime) },
                waiting: count == 0
                    ? "No mail waits."
                    : "\(counted(count, "mail waits", "mails wait")), the first hundred are here.",
                notice: visit.administrationNotice
            ).html())
    }

    /// `GET /admin/mail/{id}/retry`, `…/drop`
    func showMailDeed(
        _ route: QueuedMailRoute, of id: UUID, _ visit: Visit, _ viewer: Viewer
    ) throws -> Response {
        .html(mailPage(route, id, visit, .unsent()).html())
    }

    /// `POST /admin/mail/{id}/retry`, `…/drop`
    func changeMail(
        _ route: QueuedMailRoute, of id: UUID, _ visit: Visit, _ viewer: Viewer, _ form: Fields
    ) throws -> Response {
        let done = route == .retry ? "retry" : "drop"
        return try reasoned(visit, viewer, form, then: AdministrationRoute.mail.path([("done", done)])) {
            reason, errors in
            guard errors.isEmpty else { throw errors }
            return try administrators.changeMail(
                id, isWanted: route == .retry, reason: reason, for: viewer)
        } again: {
            mailPage(route, id, visit, $0)
        }
    }

    private func mailPage(
        _ route: QueuedMailRoute, _ id: UUID, _ visit: Visit, _ form: FilledForm
    ) -> QuestionPage {
        QuestionPage(
            frame: visit.frame(), heading: route == .retry ? "Send the mail now?" : "Drop the mail?",
            paragraphs: [
                route == .retry
                    ? "It is tried at once, and not only when its time has come."
                    : "It is not sent any more, and what it says is erased."
            ],
            address: Route.queuedMail(id, route).path, fields: [form.field(Administrators.reasonField)],
            button: route == .retry ? "Send now" : "Drop", weight: route == .retry ? .first : .grave,
            problem: form.problem, links: [.init("Back to mail", Route.administration(.mail).path)])
    }
}
