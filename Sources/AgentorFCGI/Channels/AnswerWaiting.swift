import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import ZoneInfo

extension ChannelDesk {
    /// `GET /channels/{slug}/waiting`: what newcomers wrote that waits.
    func showWaiting(_ slug: String, _ visit: Visit) throws -> Response {
        let viewer = try visit.admitted()
        let channel = try channel(slug, allowing: [.moderate], visit)
        let waiting = try messenger.waitingMessages(in: slug, as: viewer.identity)
        return .html(
            WaitingMessagesPage(
                frame: visit.frame(.channels), slug: slug, channel: channel.name,
                isOn: channel.newcomersWait,
                messages: waiting.map { WaitingMessagesPage.Item($0, in: viewer.zone) },
                isCut: waiting.count == WaitingMessage.listed,
                notice: visit.request.query["done"].flatMap { Self.answered[$0] }
            ).html())
    }

    private static let answered = [
        "let-in": "Let in. Whoever wrote it writes at once from now on.",
        "turned-away": "Turned away. Its author sees that.",
        "gone": "That message does not wait any more: somebody else was quicker, or its author took it back.",
    ]

    /// `POST /channels/{slug}/waiting`: one of them is let in, or turned away.
    func answerWaiting(_ slug: String, _ visit: Visit, _ form: Fields) throws -> Response {
        let viewer = try visit.admitted()
        _ = try channel(slug, allowing: [.moderate], visit)
        guard let item = form["item"].flatMap(UUID.init(uuidString:)), let outcome = form["outcome"],
            ["let-in", "turned-away"].contains(outcome)
        else { throw Refusal.notFound }
        try turns.take(.membership, for: viewer)
        do {
            try messenger.answer(waiting: item, in: slug, outcome == "let-in", as: viewer.identity)
        } catch {
            guard case .notFound = error else { throw error }
            return .redirect(to: Route.channel(slug, .waiting).path(done: "gone"))
        }
        return .redirect(to: Route.channel(slug, .waiting).path(done: outcome))
    }
}

extension WaitingMessagesPage.Item {
    init(_ message: WaitingMessage, in zone: Zone) {
        let local = zone.local(message.writtenAt)
        self.init(
            id: message.id,
            person: MemberRow(
                face: message.participant.rawValue, name: message.name, picture: message.picture,
                handle: message.handle, badge: nil, hasLookAlike: false, state: local.dayAndTime, address: nil
            ),
            body: message.isUnreadable ? .unreadable : MessageText(message.text),
            fileCount: message.fileCount)
    }
}
