import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}/later`: when a message is to be sent, with what is begun.
    func showSendLater(_ slug: String, _ visit: Visit) throws -> Response {
        let channel = try member(of: slug, visit)
        return .html(try page(channel, visit, .unsent([SendingForm.message: channel.draft ?? ""])).html())
    }

    /// `POST /channels/{slug}/later`: once for each form. What comes from the conversation's page with words and no day is
    /// asked for the day.
    func sendLater(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        if form[SendingForm.date.name] == nil, !visit.wantsJSON {
            let begun = Fields(
                [SendingForm.message, SendingForm.quoting].compactMap { name in form[name].map { (name, $0) }
                } + form.hiddenFiles)
            return .html(try page(try member(of: slug, visit), visit, .unsent(begun)).html())
        }
        return try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.takeForMessage(form[SendingForm.message] ?? "", in: slug, by: viewer)
            let sending = try SendingForm(form, in: viewer.zone)
            let draft = try MessageDraft(
                text: sending.text, nonce: sending.nonce(form.nonce, for: slug), quoting: sending.quoted,
                files: sending.files)
            let id = try messenger.schedule(
                draft, at: sending.moment, in: slug, as: viewer.identity, endsDraft: true)
            let address = Route.keeping(.scheduled)
            return try visit.present(
                ScheduledOutcomeJSON(id: id?.uuidString.lowercased(), sendAt: sending.moment), json: \.self,
                at: id.map { .scheduledMessage($0, .change) } ?? address
            ) { _ in
                .redirect(to: address.path(done: id == nil ? "sent" : "scheduled"))
            }
        } again: { form in
            try page(try member(of: slug, visit), visit, form).html()
        }
    }

    private func member(of slug: String, _ visit: Visit) throws -> Channel {
        let channel = try messenger.channel(slug, as: visit.admitted().identity)
        guard channel.isMember else { throw Refusal.notFound }
        return channel
    }

    private func page(_ channel: Channel, _ visit: Visit, _ form: FilledForm) throws -> QuestionPage {
        let viewer = try visit.admitted()
        let quote = try messenger.quoted(form, in: channel.slug, visit)
        let files = try messenger.pendingFiles(form.fields.files, as: viewer.identity).map(\.name)
        return QuestionPage(
            frame: visit.frame(channel.direct == nil ? .channels : .messages),
            heading:
                "Send later to \(called(channel.name, channel.direct?.handle))",
            paragraphs: [
                quote.map { "It quotes \(called($0.author, $0.handle)): “\($0.words.isolated)”" },
                files.isEmpty ? nil : "With it: \(files.joined(separator: ", "))",
                SendingForm.clock(of: viewer),
            ].compactMap(\.self),
            address: Route.channel(channel.slug, .later).path,
            hidden: (quote.map { [(SendingForm.quoting, "\($0.sequence)")] } ?? []) + form.fields.hiddenFiles,
            fields: SendingForm.fields(form, for: viewer), button: "Send then",
            problem: form.problem,
            links: [
                .init("Back to the conversation", Route.channel(channel.slug, .show).path),
                .init("Messages to be sent later", Route.keeping(.scheduled).path),
            ], nonce: form.nonce.value)
    }
}

struct ScheduledOutcomeJSON: Encodable {
    /// Nil when it has been sent already, or is not to be sent any more.
    let id: String?
    let sendAt: Date?
}
