import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ConversationDesk {
    /// `POST /messages/{handle}`: once for each form. The conversation with somebody begins with it if there is none.
    func sendToSomebody(_ handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        if Self.isAddress(handle) {
            return try visit.submit(form) {
                guard try messenger.channel(handle, as: viewer.identity).direct != nil else {
                    throw Refusal.notFound
                }
                let draft = try turns.messageDraft(form, to: handle, by: viewer)
                let sequence = try messenger.send(draft, to: handle, as: viewer.identity, endsDraft: true)
                return try sent(SentMessage(slug: handle, sequence: sequence), in: handle, visit)
            } again: {
                try conversationPage(at: handle, viewer, visit, $0).html()
            }
        }
        let correspondent = try messenger.correspondent(handle, as: viewer.identity)
        return try visit.submit(form) {
            try sent(send(form, to: correspondent, by: viewer), in: correspondent.handle, visit)
        } again: { form in
            guard let slug = correspondent.slug else {
                return try beginningPage(correspondent, viewer, visit, form).html()
            }
            return try conversationPage(at: slug, viewer, visit, form).html()
        }
    }

    /// What a browser is told, or a program, when a message is stored.
    func sent(_ message: SentMessage, in place: String, _ visit: Visit) throws -> Response {
        try visit.present(message, json: SentMessageJSON.init, at: message.route) { message in
            .redirect(to: "\(Route.conversation(place, .show).path)?sent=\(message.sequence)")
        }
    }

    private func send(
        _ form: Fields, to correspondent: Correspondent, by viewer: Viewer
    ) throws -> SentMessage {
        let draft = try turns.messageDraft(
            form, to: correspondent.id.rawValue.uuidString, in: correspondent.slug, by: viewer)
        if correspondent.access == .closed, correspondent.id.rawValue != viewer.id.rawValue {
            throw FormErrors(
                MessageDraft.field.name, .notAllowed,
                correspondent.keptAway == .block
                    ? "You have blocked \(correspondent.name), so neither of you can write to the other."
                    : "\(correspondent.name) has chosen not to be written to first. Copy your words if you still need them."
            )
        }
        if correspondent.slug == nil { try turns.takeToBegin(for: viewer) }
        let (slug, sequence) = try messenger.send(
            draft, to: correspondent, as: viewer.identity, endsDraft: true)
        if let number = serviceLinked(in: draft.text, of: correspondent) {
            try profiles.ask(
                about: number, of: AccountID(rawValue: correspondent.id.rawValue), in: slug, for: viewer)
        }
        return SentMessage(slug: slug, sequence: sequence)
    }

    /// Which of somebody's services a message is about: the first that it links to.
    private func serviceLinked(in text: String, of correspondent: Correspondent) -> Int? {
        // The route's path without its number.
        let link = address + Route.service(correspondent.handle, 0, .show).path.dropLast()
        guard let found = text.firstRange(of: link) else { return nil }
        return Int(text[found.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }
}
