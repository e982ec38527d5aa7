import AgentorViews
import FastCGI
import Messaging

extension ThreadDesk {
    /// `POST /channels/{slug}/messages/{seq}/thread`: once for each form.
    func reply(to place: Int64, in slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            let draft = try turns.messageDraft(form, to: slug, thread: place, by: viewer)
            let sent = SentMessage(
                slug: slug, sequence: try messenger.send(draft, to: slug, as: viewer.identity))
            return try visit.present(
                sent, json: SentMessageJSON.init, at: .message(sent.slug, sent.sequence, .show)
            ) { sent in
                .redirect(to: "\(Route.thread(slug, place, .show).path)?sent=\(sent.sequence)")
            }
        } again: {
            try threadPage(of: place, in: slug, visit, form: $0)
        }
    }
}
