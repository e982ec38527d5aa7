import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging
import Text
import ZoneInfo

extension KeepingDesk {
    /// `GET /scheduled`: what waits to be sent, the next first, and what was not sent.
    func showScheduled(_ visit: Visit) throws -> Response {
        let found = try messenger.scheduled(as: visit.identity)
        let viewer = try visit.admitted()
        return try visit.present(found, json: ScheduledJSON.init) { found in
            .html(
                ScheduledPage(
                    frame: visit.frame(.messages),
                    messages: found.map { message in
                        ScheduledPage.Message(
                            id: message.id, slug: message.slug, channel: message.channel,
                            handle: message.handle,
                            body: MessageText(message.text), moment: viewer.zone.sending(message.sendAt),
                            failure: message.stateWords,
                            fileCount: message.fileCount, isHeld: message.isHeld)
                    },
                    clock: SendingForm.clock(of: viewer),
                    notice: visit.request.query["done"].flatMap { notices[$0] }
                ).html())
        }
    }
}

extension ScheduledMessage {
    /// Why it was not sent, or whom it waits for; nil where it waits for its time.
    fileprivate var stateWords: String? {
        switch (failure, isHeld, isDirect) {
        case (.removed, _, false): "Not sent: those in charge of the channel have turned it away."
        case (let failure?, _, _): failure.words
        case (nil, true, true):
            "Held: a moderator looks at it before it is sent. Whom it is for knows nothing of it."
        case (nil, true, false):
            "It waits: those in charge of the channel look at what everybody new writes first."
        case (nil, false, _): nil
        }
    }
}

private let notices = [
    "scheduled": "It is sent when its time comes. Until then you can change it here.",
    "sent": "This message has been sent already.",
    "changed": "Changed.",
    "cancelled": "It is not sent.",
]

extension Zone {
    /// When something is sent, as it was chosen.
    func sending(_ moment: Date) -> Moment {
        let local = local(moment)
        let label = "\(local.longDay), \(local.timeOfDay)"
        let isFirstOfTwo =
            CivilTime.Day(local.isoDay).flatMap { day in
                CivilTime.TimeOfDay(local.timeOfDay).map { moments(of: CivilTime(day, $0)).count > 1 }
            } ?? false
        return local.moment(
            label: isFirstOfTwo ? "\(label) (which comes twice; this is the first)" : label)
    }
}

extension ScheduledMessage.Failure {
    /// Why it was not sent, for whoever wrote it.
    var words: String {
        switch self {
        case .closed: "Not sent: you were no member any more."
        case .unreachable: "Not sent: who it was for could not be written to any more."
        case .over: "Not sent: nobody else was left in the conversation."
        case .unanswered:
            "Not sent: you had written three messages, and they were not answered or accepted yet."
        case .refused: "Not sent: it was not allowed there any more."
        case .files:
            "Not sent: a file that goes with it was sent with another message, or removed. Change it to send it without."
        case .removed:
            "Not sent: a moderator has looked at it and took it away. You have a letter with the reason."
        case .held: "Not sent: your account was closed or about to be deleted."
        }
    }
}

struct ScheduledJSON: Encodable {
    struct Entry: Encodable {
        let id: String
        let address: String
        let slug: String
        let channel: String
        let channelDirection: PlainText.Direction
        /// Of whom it is called by.
        let handle: String?
        let text: String
        let textDirection: PlainText.Direction
        let sendAt: Date
        let createdAt: Date
        /// Why it was not sent.
        let failure: String?
        /// Whether it waits until a moderator lets it go, or did.
        let isHeld: Bool
        /// How many are sent with it.
        let files: Int

        init(_ message: ScheduledMessage) {
            id = message.id.uuidString.lowercased()
            address = Route.scheduledMessage(message.id, .change).path
            slug = message.slug
            files = message.fileCount
            channel = message.channel
            channelDirection = PlainText.direction(of: channel)
            handle = message.handle
            text = message.text
            textDirection = PlainText.direction(of: text)
            sendAt = message.sendAt
            createdAt = message.createdAt
            failure = message.failure?.rawValue
            isHeld = message.isHeld
        }
    }

    /// The next first.
    let messages: [Entry]

    init(_ messages: [ScheduledMessage]) { self.messages = messages.map(Entry.init) }
}
