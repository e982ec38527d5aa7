import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text

extension KeepingDesk {
    /// `GET /scheduled/{id}`: a message that waits, in a form.
    func showChangeScheduled(_ id: UUID, _ visit: Visit) throws -> Response {
        let message = try waiting(id, visit)
        let local = try visit.admitted().zone.local(message.sendAt)
        let form = Fields([
            (SendingForm.message, message.text), (SendingForm.date.name, local.isoDay),
            (SendingForm.time.name, local.timeOfDay),
        ])
        return .html(try page(id, message, visit, .unsent(form)).html())
    }

    /// `POST /scheduled/{id}`: other words, or another moment. What was sent meanwhile stays as it was sent.
    func changeScheduled(_ id: UUID, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.takeForMessage(form[SendingForm.message] ?? "", in: id.uuidString, by: viewer)
            let hasFiles = try messenger.scheduled(as: viewer.identity).contains {
                $0.id == id && $0.fileCount > 0
            }
            let sending = try SendingForm(form, in: viewer.zone, hasFiles: hasFiles)
            let draft = try MessageDraft(text: sending.text, nonce: UUID(), hasFiles: hasFiles)
            do throws(MessagingError) {
                try messenger.reschedule(id, draft, at: sending.moment, as: viewer.identity)
            } catch {
                guard case .notFound = error, !visit.wantsJSON else { throw error }
                throw FormErrors(
                    SendingForm.message, .gone,
                    "It has been sent meanwhile, or cancelled. Copy your words if you still need them.")
            }
            return try visit.present(
                ScheduledOutcomeJSON(id: id.uuidString.lowercased(), sendAt: sending.moment), json: \.self
            ) { _ in
                .redirect(to: Route.keeping(.scheduled).path(done: "changed"))
            }
        } again: { form in
            try page(id, try? waiting(id, visit), visit, form).html()
        }
    }

    /// `GET /scheduled/{id}/cancel`: the question, with the words that go.
    func showCancelScheduled(_ id: UUID, _ visit: Visit) throws -> Response {
        let message = try waiting(id, visit)
        return .html(
            QuestionPage(
                frame: visit.frame(.messages), heading: "Not send this message?",
                paragraphs: [
                    "To \(called(message.channel, message.handle)):",
                    "“\(message.words(limit: 200).isolated)”", "Its words are not kept.",
                ],
                address: Route.scheduledMessage(id, .cancel).path, button: "Do not send", weight: .grave,
                links: [.init("Leave it as it is", Route.keeping(.scheduled).path)]
            ).html())
    }

    /// `POST /scheduled/{id}/cancel`
    func cancelScheduled(_ id: UUID, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        try turns.take(.mark, for: viewer)
        try messenger.unschedule(id, as: viewer.identity)
        return try visit.present(
            ScheduledOutcomeJSON(id: nil, sendAt: nil), json: \.self
        ) { _ in
            .redirect(to: Route.keeping(.scheduled).path(done: "cancelled"))
        }
    }

    /// - Throws: not found, for what is somebody else's or has been sent.
    private func waiting(_ id: UUID, _ visit: Visit) throws -> ScheduledMessage {
        let all = try messenger.scheduled(as: visit.admitted().identity)
        guard let message = all.first(where: { $0.id == id }) else { throw Refusal.notFound }
        return message
    }

    private func page(
        _ id: UUID, _ message: ScheduledMessage?, _ visit: Visit, _ form: FilledForm
    ) throws -> QuestionPage {
        let viewer = try visit.admitted()
        var links = [QuestionPage.Link("Messages to be sent later", Route.keeping(.scheduled).path)]
        if message != nil {
            links.insert(.init("Do not send it", Route.scheduledMessage(id, .cancel).path), at: 0)
        }
        return QuestionPage(
            frame: visit.frame(.messages),
            heading: message.map {
                "Change what is sent to \(called($0.channel, $0.handle))"
            } ?? "Change what is sent",
            paragraphs: [message?.failure?.words, SendingForm.clock(of: viewer)].compactMap(\.self),
            address: Route.scheduledMessage(id, .change).path,
            fields: SendingForm.fields(form, for: viewer), button: "Send then", problem: form.problem,
            links: links)
    }
}
