import AgentorViews
import FastCGI
import Messaging
import Text

extension ChannelDesk {
    /// `POST /channels/{slug}/draft`: what is begun is kept until it is sent, and shown wherever its writer goes on.
    func saveDraft(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        try visit.submit(form) {
            let viewer = try visit.admitted()
            try turns.take(.saveDraft, for: viewer)
            let beginning = try MessageBeginning(text: form[MessageBeginning.field.name] ?? "")
            try messenger.save(beginning, in: slug, as: viewer.identity)
            return try visit.present(beginning, json: DraftJSON.init) { _ in
                let files = Fields(form.hiddenFiles)
                let query = files.isEmpty ? "" : "?\(files.urlEncoded)"
                return .redirect(to: "\(Route.channel(slug, .show).path)\(query)#message")
            }
        } again: {
            try channelPage(slug, visit, form: $0)
        }
    }
}

struct DraftJSON: Encodable {
    /// As it is kept; empty where nothing is.
    let text: String
    let textDirection: PlainText.Direction

    init(_ beginning: MessageBeginning) {
        text = beginning.text
        textDirection = PlainText.direction(of: text)
    }
}

extension Messenger {
    /// The form of a conversation's page that has not been sent: with the message that `?quote=SEQ` names below what is
    /// begun, as a quote to answer; with what is begun alone otherwise.
    func answering(in channel: Channel, _ visit: Visit) throws -> FilledForm {
        guard let place = visit.quoted, channel.isMember else { return .unsent() }
        let message = try message(place, in: channel.slug, as: visit.identity).message
        let quote = message.flatMap { $0.isReadable ? $0.quotedText : nil } ?? ""
        let begun = channel.draft.map { "\($0)\n\n" } ?? ""
        return .unsent([MessageDraft.field.name: begun + quote])
    }
}

extension Visit {
    fileprivate var quoted: Int64? { request.query["quote"].flatMap { Int64($0) } }

    /// What a conversation's other address is to say of that.
    var quoteQuery: String? { quoted.map { "?quote=\($0)#message" } }
}
