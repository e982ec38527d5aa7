import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension ConversationDesk {
    /// `GET /messages/group/new?with=HANDLE,HANDLE`: a conversation with some people, which begins with the first message. Where
    /// they have one it leads there.
    func showBeginGroup(_ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let others = try companions(visit.request.query["with"], viewer)
        switch others.count {
        case 0: return .redirect(to: Route.conversations(.list).path)
        case 1: return .redirect(to: Route.conversation(others[0].handle, .show).path)
        default:
            if let slug = try messenger.group(with: others, as: viewer.identity) {
                return .redirect(to: Route.conversation(slug, .show).path)
            }
            return .html(try page(for: others, viewer, visit, .unsent()).html())
        }
    }

    /// `POST /messages/group/new`: once for each form.
    func beginGroup(_ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        let others = try companions(form["with"], viewer)
        guard others.count > 1 else { throw Refusal.notFound }
        return try visit.submit(form) {
            let message = try send(form, to: others, by: viewer)
            return try sent(message, in: message.slug, visit)
        } again: {
            try page(for: others, viewer, visit, $0).html()
        }
    }

    /// Whom handles name, as an address and a form have them.
    /// - Throws: not found, where one of them is nobody's or there are too many.
    private func companions(_ text: String?, _ viewer: Viewer) throws -> [Companion] {
        let handles = (text ?? "").split(separator: ",").compactMap { Handle(String($0))?.text }
        guard handles.count < DirectConversation.groupSizes.upperBound else { throw Refusal.notFound }
        return try messenger.companions(handles, as: viewer.identity)
    }

    private func send(_ form: Fields, to others: [Companion], by viewer: Viewer) throws -> SentMessage {
        let people = others.map(\.id.rawValue.uuidString).sorted().joined(separator: " ")
        let draft = try turns.messageDraft(form, to: people, by: viewer)
        if let slug = try messenger.group(with: others, as: viewer.identity) {
            return SentMessage(
                slug: slug, sequence: try messenger.send(draft, to: slug, as: viewer.identity))
        }
        let closed = others.filter { $0.access == .closed }.map(\.name)
        if !closed.isEmpty {
            throw FormErrors(
                MessageDraft.field.name, .notAllowed,
                "\(named(closed)) \(closed.count == 1 ? "has" : "have") chosen not to be written to first. Copy your words if you still need them."
            )
        }
        // As many as if each were written to alone.
        for _ in others { try turns.take(.beginConversation, for: viewer) }
        let (slug, sequence) = try messenger.send(draft, to: others, as: viewer.identity)
        return SentMessage(slug: slug, sequence: sequence)
    }

    private func page(
        for others: [Companion], _ viewer: Viewer, _ visit: Visit, _ form: FilledForm
    ) throws -> ConversationPage {
        let error = form.errors[MessageDraft.field.name]?.message ?? form.problem
        let text = form.fields[MessageDraft.field.name]
        let closed = others.filter { $0.access == .closed }.map(\.name)
        let strangers = others.filter { $0.access == .request }.map(\.name)
        // What was written before it was closed is not lost.
        let beginning =
            !closed.isEmpty && text == nil
            ? nil
            : ConversationPage.Beginning(
                isRequest: !strangers.isEmpty, nonce: form.nonce.value,
                draft: Entry(text ?? "", error: error))
        var page = ConversationPage(
            frame: visit.frame(.messages), list: try messenger.conversationList(viewer),
            name: others.map { "\u{2068}\($0.name)\u{2069}" }.joined(separator: ", "),
            face: others[0].id.rawValue, handle: nil,
            place: others.map(\.handle).joined(separator: ","), beginning: beginning)
        page.members = others.map { Participant(id: $0.id, name: $0.name, handle: $0.handle) }
        page.closedTo = closed
        page.strangers = strangers
        if others.count + 1 < DirectConversation.groupSizes.upperBound { page.company = page.place }
        return page
    }
}
