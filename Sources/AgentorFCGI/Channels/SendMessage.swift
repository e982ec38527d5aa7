import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `POST /channels/{slug}/messages`: once for each form. Whoever is answered with a redirect may close the lid:
    /// the message is stored.
    func sendMessage(_ slug: String, _ visit: Visit, _ form: Fields) throws(Refusal) -> Response {
        let viewer = try visit.onboarded()
        let nonce = form.nonce
        let text = form["message"] ?? ""
        func again(_ status: Status, _ error: String) throws(Refusal) -> Response {
            let draft = Entry(text, error: error)
            return .html(
                try channelPage(slug, visit, nonce: nonce, draft: draft).html(),
                status: status)
        }
        if let seconds = try turn(.sendMessage, for: viewer) {
            return try again(.tooManyRequests, tooOften(seconds)).retry(after: seconds)
        }
        let draft: MessageDraft
        do { draft = try MessageDraft(text: text, nonce: nonce.covering(slug, text)) } catch {
            return try again(.unprocessableContent, FormErrors(error)["message"] ?? "")
        }
        let sequence: Int64
        do { sequence = try messenger.send(draft, to: slug, as: viewer.identity) } catch {
            throw Refusal(error)
        }
        // An address of its own: going back then shows the form that was sent, and sending that again sends nothing.
        return .redirect(to: "\(Route.channel(slug).path)?sent=\(sequence)")
    }
}
