import AgentorCore
import AgentorViews
import FastCGI
import Forms
import Messaging

extension ConversationDesk {
    /// `POST /messages/{handle}`: once for each form. The conversation begins with it if there is none.
    func sendToSomebody(_ handle: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let correspondent = try messenger.correspondent(handle, as: viewer.identity)
        return try visit.submit(form) {
            let sent = try send(form["message"] ?? "", form.nonce, to: correspondent, by: viewer)
            return try visit.present(
                sent, json: SentMessageJSON.init, at: .message(sent.slug, sent.sequence, .show)
            ) { sent in
                let address = Route.conversation(correspondent.handle, .show).path
                return .redirect(to: "\(address)?sent=\(sent.sequence)")
            }
        } again: {
            try conversationPage(with: correspondent, viewer, visit, $0).html()
        }
    }

    private func send(
        _ text: String, _ nonce: FormNonce, to correspondent: Correspondent, by viewer: Viewer
    ) throws -> SentMessage {
        try turns.takeForMessage(text, by: viewer)
        let draft = try MessageDraft(
            text: text, nonce: nonce.covering(correspondent.id.rawValue.uuidString, text))
        if correspondent.access == .closed, correspondent.id.rawValue != viewer.id.rawValue {
            throw FormErrors(
                MessageDraft.field.name, .notAllowed,
                "\(correspondent.name) has chosen not to be written to first. Copy your words if you still need them."
            )
        }
        if correspondent.slug == nil { try turns.take(.beginConversation, for: viewer) }
        let (slug, sequence) = try messenger.send(
            draft, to: correspondent, as: viewer.identity, endsDraft: true)
        return SentMessage(slug: slug, sequence: sequence)
    }
}
