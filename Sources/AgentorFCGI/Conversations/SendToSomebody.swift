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
            let sent = try send(form, to: correspondent, by: viewer)
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
        _ form: Fields, to correspondent: Correspondent, by viewer: Viewer
    ) throws -> SentMessage {
        let draft = try turns.messageDraft(form, to: correspondent.id.rawValue.uuidString, by: viewer)
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
