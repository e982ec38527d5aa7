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
        let names = Self.names(visit.request.query["with"] ?? "")
        guard let others = try companions(names, viewer) else {
            // The page where they are typed says which of them is wrong.
            let typed = names.map { "@\($0)" }.joined(separator: " ").percentEncoded
            return .redirect(to: "\(Route.conversations(.list).path)?to=\(typed)")
        }
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
        let names = Self.names(form["with"] ?? "")
        let all = try companions(names, viewer)
        let others = if let all { all } else { try known(names, viewer) }
        guard !others.isEmpty, all == nil || others.count > 1 else { throw Refusal.notFound }
        return try visit.submit(form) {
            guard all != nil else {
                throw FormErrors(
                    MessageDraft.field.name, .gone,
                    "Not everybody you chose has an account any more. Copy your words and begin again with the others."
                )
            }
            let message = try send(form, to: others, by: viewer)
            return try sent(message, in: message.slug, visit)
        } again: {
            try page(for: others, viewer, visit, $0).html()
        }
    }

    /// What somebody typed for handles, or has in an address.
    static func names(_ text: String) -> [Substring] {
        text.lowercased().split(whereSeparator: { $0 == "," || $0 == ";" || $0.isWhitespace })
            .map { $0.trimmingPrefix("@") }
    }

    /// Whom they name; nil where one of them is nobody's, or there are too many.
    private func companions(
        _ names: [Substring], _ viewer: Viewer
    ) throws(MessagingError) -> [Companion]? {
        let handles = names.compactMap { Handle(String($0))?.text }
        guard handles.count == names.count, handles.count < DirectConversation.groupSizes.upperBound else {
            return nil
        }
        do { return try messenger.companions(handles, as: viewer.identity) } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }

    /// Those of them who are somebody's.
    private func known(_ names: [Substring], _ viewer: Viewer) throws(MessagingError) -> [Companion] {
        var known: [Companion] = []
        for name in names.prefix(DirectConversation.groupSizes.upperBound - 1) {
            if let found = try companions([name], viewer) { known += found }
        }
        return known
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
                "You cannot write first to \(named(closed)): they have chosen so, or have not accepted what you wrote before. Copy your words if you still need them."
            )
        }
        // As many as if each were written to alone.
        try turns.takeToBegin(with: others.count, for: viewer)
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
                draft: Entry(text ?? "", error: error), attach: try messenger.attachField(form, visit))
        var page = ConversationPage(
            frame: visit.frame(.messages), list: try messenger.conversationList(viewer),
            name: others.map { "\u{2068}\($0.name)\u{2069}" }.joined(separator: ", "),
            face: others[0].id.rawValue, handle: nil,
            place: others.map(\.handle).joined(separator: ","), beginning: beginning)
        page.members = others.map {
            MemberItem(
                Participant(id: $0.id, name: $0.name, handle: $0.handle, picture: $0.picture))
        }
        page.closedTo = closed
        page.strangers = strangers
        if others.count + 1 < DirectConversation.groupSizes.upperBound { page.company = page.place }
        return page
    }
}
