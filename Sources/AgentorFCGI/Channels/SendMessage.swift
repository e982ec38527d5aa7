import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// A message that is stored.
struct SentMessage: Sendable {
    let slug: String
    /// Its place in the channel.
    let sequence: Int64
}

extension ChannelDesk {
    /// `POST /channels/{slug}/messages`: once for each form. Whoever is answered may close the lid: the message is stored.
    func sendMessage(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let sent = try send(form["message"] ?? "", form.nonce, to: slug, by: visit)
            return try visit.present(
                sent, json: SentMessageJSON.init, at: .message(sent.slug, sent.sequence, .show)
            ) { sent in
                // An address of its own: going back then shows the form that was sent, and sending that again sends
                // nothing.
                .redirect(to: "\(Route.channel(sent.slug, .show).path)?sent=\(sent.sequence)")
            }
        } again: {
            try channelPage(slug, visit, form: $0)
        }
    }

    private func send(_ text: String, _ nonce: FormNonce, to slug: String, by visit: Visit) throws
        -> SentMessage
    {
        let viewer = try visit.admitted()
        try turns.takeForMessage(text, by: viewer)
        let draft = try MessageDraft(text: text, nonce: nonce.covering(slug, text))
        return SentMessage(
            slug: slug, sequence: try messenger.send(draft, to: slug, as: viewer.identity, endsDraft: true))
    }
}
