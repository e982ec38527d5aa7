import AgentorViews
import FastCGI
import Forms
import Messaging

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}/edit`: a message of one's own, in a field.
    func showEditMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let (channel, message) = try ownMessage(place, in: slug, visit)
        guard isOpen(message) else {
            return .redirect(to: Route.message(slug, place, .show).path(done: "closed"))
        }
        let form = FilledForm.unsent([MessageDraft.field.name: message.text])
        return .html(page(channel, message, visit, form).html())
    }

    /// `POST /channels/{slug}/messages/{seq}/edit`: what cannot be taken stays in the form. Where the message says something
    /// else by now, that is shown beside it.
    func editMessage(_ place: Int64, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        return try visit.submit(form) {
            let text = form[MessageDraft.field.name] ?? ""
            try turns.takeForMessage(text, in: slug, by: viewer)
            let edit = try MessageEdit(text: text, of: form["version"].flatMap { Int($0) } ?? 0)
            let outcome = try messenger.edit(edit, at: place, in: slug, as: viewer.identity)
            if let error = Self.error(of: outcome) {
                throw FormErrors(MessageDraft.field.name, error.code, error.message)
            }
            if visit.wantsJSON {
                return try .json(MessageJSON(ownMessage(place, in: slug, visit).message, in: slug))
            }
            return .redirect(to: Route.message(slug, place, .show).path(done: "edited"))
        } again: { form in
            let (channel, message) = try ownMessage(place, in: slug, visit)
            return page(channel, message, visit, form).html()
        }
    }

    private static func error(of outcome: EditOutcome) -> Forms.FieldError? {
        switch outcome {
        case .edited, .unchanged: nil
        case .outdated:
            Forms.FieldError(
                .outdated,
                "You have changed this message elsewhere meanwhile. What it says now stands above; these words are not saved yet."
            )
        case .late:
            Forms.FieldError(
                .tooLate, "A message can be changed for a day after it was sent. These words are not saved.")
        case .hidden:
            Forms.FieldError(
                .notAllowed,
                "A moderator looks at this message, so it cannot be changed now. These words are not saved.")
        case .held:
            Forms.FieldError(
                .notAllowed,
                "A moderator would have to look at these words before they are read. Send them as another message: these are not saved."
            )
        case .deleted:
            Forms.FieldError(
                .gone,
                "This message was deleted and cannot be changed. Copy your words if you still need them.")
        case .full:
            Forms.FieldError(
                .tooMany,
                "This message has \(MessageEdit.versionLimit) versions and can have no more. These words are not saved."
            )
        }
    }

    private func page(
        _ channel: Channel, _ message: Message, _ visit: Visit, _ form: FilledForm
    ) -> EditMessagePage {
        let isOutdated = form.errors[MessageDraft.field.name]?.code == .outdated
        let seen = form.fields["version"].flatMap { Int($0) }
        return EditMessagePage(
            frame: frame(of: channel, visit), slug: channel.slug, sequence: message.sequence,
            channel: channel.name, field: form.field(MessageDraft.field),
            // Whoever has been shown what it says now may put their words in place of that.
            version: isOutdated ? message.version : seen ?? message.version,
            present: isOutdated ? MessageText(message) : nil, isOpen: isOpen(message),
            problem: form.problem)
    }
}
