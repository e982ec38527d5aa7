import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging
import Text

extension MessageDesk {
    private static let words = FormField<String>.lines(
        MessageDraft.field.name, "What you say to it", limit: 4_000, missing: nil)

    /// How many of the viewer's conversations, and how many of their channels, are offered: the latest.
    private static let offered = 100

    /// `GET /channels/{slug}/messages/{seq}/forward`: where to, and with which words.
    func showForward(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, message) = try forwardable(place, in: slug, visit)
        guard let message else { return .redirect(to: Route.message(slug, place, .show).path) }
        return .html(try page(message, in: channel, visit, .unsent()).html())
    }

    /// `POST /channels/{slug}/messages/{seq}/forward`: a message of the viewer's that quotes this one, once for each form.
    func forward(_ place: Int64, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let (channel, message) = try forwardable(place, in: slug, visit)
        guard let message else {
            if visit.wantsJSON { throw Refusal.notFound }
            return .redirect(to: Route.message(slug, place, .show).path)
        }
        return try visit.submit(form) {
            let sent = try send(message, in: channel, form, visit)
            return try visit.present(
                sent, json: SentMessageJSON.init, at: .message(sent.slug, sent.sequence, .show)
            ) { sent in
                .redirect(to: "\(Route.channel(sent.slug, .show).path)?sent=\(sent.sequence)")
            }
        } again: { form in
            try page(message, in: channel, visit, form).html()
        }
    }

    private func send(
        _ message: Message, in channel: Channel, _ form: Fields, _ visit: Visit
    ) throws -> SentMessage {
        let viewer = try visit.admitted()
        var errors = FormErrors()
        let words = errors.read(Self.words, form[Self.words.name])
        let target = try target(String.read(form["to"] ?? ""), viewer)
        if target?.isMember != true {
            errors.add(
                "to", Forms.FieldError(.notAChoice, "Choose one of your conversations or channels."))
        }
        guard let words, let target, errors.isEmpty else { throw errors }
        let original = address + Route.message(channel.slug, message.sequence, .show).path
        let said = words.isEmpty ? "" : "\(words)\n\n"
        let limit = MessageDraft.field.limits.characters ?? 0
        let text = said + message.quote(from: original, limit: limit - said.unicodeScalars.count)
        try turns.takeForMessage(text, in: target.slug, by: viewer)
        let nonce = form.nonce.covering("forward", target.slug, original, words)
        var files: [UUID] = []
        let left = message.files.count(where: \.isThere)
        if left > 0 {
            guard let quota = visit.intake.keeper?.limits.quota else {
                throw FormProblem(FileProblem.notOffered.words)
            }
            guard
                let copies = try messenger.copyFiles(
                    ofMessage: message.sequence, in: channel.slug, nonce: nonce, quota: quota,
                    as: viewer.identity)
            else { throw FormProblem(FileProblem.quota(quota).words) }
            guard copies.count == left else {
                throw FormProblem(
                    "The message, or a file of it, was deleted in this moment. Look at it again.")
            }
            files = copies
        }
        let draft = try MessageDraft(text: text, nonce: nonce, files: files)
        return SentMessage(
            slug: target.slug, sequence: try messenger.send(draft, to: target.slug, as: viewer.identity))
    }

    /// Nil where there is nothing that the viewer may see.
    private func target(_ slug: String?, _ viewer: Viewer) throws(MessagingError) -> Channel? {
        guard let slug else { return nil }
        do { return try messenger.channel(slug, as: viewer.identity) } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }

    /// A message that the viewer can read; nil for one that was deleted.
    private func forwardable(
        _ place: Int64, in slug: String, _ visit: Visit
    ) throws -> (channel: Channel, message: Message?) {
        let (channel, message) = try messenger.message(place, in: slug, as: visit.admitted().identity)
        guard let message else { throw Refusal.notFound }
        return (channel, message.isReadable ? message : nil)
    }

    private func page(
        _ message: Message, in channel: Channel, _ visit: Visit, _ form: FilledForm
    ) throws -> QuestionPage {
        let viewer = try visit.admitted()
        let conversations = try messenger.conversations(
            on: .inbox, as: viewer.identity, limit: Self.offered
        ).conversations.filter { $0.memberCount > 1 }
            .map { listed in
                FieldDescription.Choice(
                    listed.slug, called(listed.name, listed.direct.handle))
            }
        let channels = try messenger.channels(as: viewer.identity, limit: Self.offered).channels
            .map { FieldDescription.Choice($0.channel.slug, $0.channel.name) }
        let to = FormField<String>.select("to", "To", conversations + channels, missing: "Choose one.")
        return QuestionPage(
            frame: frame(of: channel, visit),
            heading:
                "Forward a message of \(called(message.author.name, message.author.handle))",
            paragraphs: [
                "“\(message.words(limit: 200).isolated)”",
                "Your message quotes these words, with the address of the original, which only those who may read it can follow.",
            ],
            address: Route.message(channel.slug, message.sequence, .forward).path,
            fields: [form.field(to), form.field(Self.words)], button: "Forward", problem: form.problem,
            links: [.init("Back to the message", Route.message(channel.slug, message.sequence, .show).path)],
            nonce: form.nonce.value)
    }
}
