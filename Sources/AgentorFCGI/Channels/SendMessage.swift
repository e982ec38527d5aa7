import AgentorCore
import AgentorViews
import FastCGI
import Messaging

/// A message that is stored.
struct SentMessage: Sendable {
    let slug: String
    /// Its place in the channel; `Messenger.held` for one that waits for a moderator.
    let sequence: Int64

    var isHeld: Bool { sequence == Messenger.held }
    /// Its page, or that of what waits.
    var route: Route { isHeld ? .keeping(.scheduled) : .message(slug, sequence, .show) }
}

extension MessageDraft {
    /// What names the message that is quoted, in forms and addresses.
    static let quotingName = "quoting"
}

extension Turns {
    /// What a form wants to say, for which a turn is taken.
    /// - Parameters:
    ///   - place: what tells where it is said from all other places.
    ///   - slug: of the conversation, where it is not said by that and has begun.
    ///   - thread: in whose thread.
    func messageDraft(
        _ form: Fields, to place: String, in slug: String? = nil, thread: Int64? = nil, by viewer: Viewer
    ) throws -> MessageDraft {
        let text = form[MessageDraft.field.name] ?? ""
        try takeForMessage(text, in: slug ?? place, by: viewer)
        let quoting = form[MessageDraft.quotingName].flatMap { Int64($0) }
        var covered = [place, text]
        if let thread { covered.append("in \(thread)") }
        if let quoting { covered.append("quoting \(quoting)") }
        let files = form.files
        covered += files.map { "with \($0)" }
        return try MessageDraft(
            text: text, nonce: form.nonce.covering(covered), thread: thread, quoting: quoting, files: files)
    }
}

extension ChannelDesk {
    /// `POST /channels/{slug}/messages`: once for each form. Whoever is answered may close the lid: the message is stored.
    func sendMessage(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let sent = try send(form, to: slug, by: visit)
            return try visit.present(sent, json: SentMessageJSON.init, at: sent.route) { sent in
                // An address of its own: going back then shows the form that was sent, and sending that again sends
                // nothing.
                .redirect(to: "\(Route.channel(sent.slug, .show).path)?sent=\(sent.sequence)")
            }
        } again: {
            try channelPage(slug, visit, form: $0)
        }
    }

    private func send(_ form: Fields, to slug: String, by visit: Visit) throws -> SentMessage {
        let viewer = try visit.admitted()
        let draft = try turns.messageDraft(form, to: slug, by: viewer)
        return SentMessage(
            slug: slug, sequence: try messenger.send(draft, to: slug, as: viewer.identity, endsDraft: true))
    }
}
