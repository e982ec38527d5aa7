import AgentorCore
import AgentorViews
import FastCGI
import FoundationEssentials
import Messaging

/// What can be done with one message.
final class MessageDesk: Sendable {
    let messenger: Messenger
    let reports: ReportDesk
    let web: WebDesk
    let turns: Turns
    /// The site's.
    let address: String

    init(messenger: Messenger, reports: ReportDesk, web: WebDesk, turns: Turns, address: String) {
        self.messenger = messenger
        self.reports = reports
        self.web = web
        self.turns = turns
        self.address = address
    }

    func answer(_ route: MessageRoute, at place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        switch route {
        case .show: try visit.show { visit in try showMessage(place, in: slug, visit) }
        case .unread: try visit.take({ visit, _ in try markUnread(from: place, in: slug, visit) })
        case .edit:
            try visit.show { visit in
                try showEditMessage(place, in: slug, visit)
            } orTake: { visit, form in
                try editMessage(place, in: slug, visit, form)
            }
        case .delete:
            try visit.show { visit in
                try showDeleteMessage(place, in: slug, visit)
            } orTake: { visit, _ in
                try deleteMessage(place, in: slug, visit)
            }
        case .remove:
            try visit.show { visit in
                try showRemoveMessage(place, in: slug, visit)
            } orTake: { visit, _ in
                try removeMessage(place, in: slug, visit)
            }
        case .archive: try visit.show { visit in try downloadArchive(place, in: slug, visit) }
        case .history: try visit.show { visit in try showMessageHistory(place, in: slug, visit) }
        case .react: try visit.take({ visit, form in try react(to: place, in: slug, visit, form) })
        case .takeBack:
            try visit.take({ visit, form in try react(isWanted: false, to: place, in: slug, visit, form) })
        case .pin: try visit.take({ visit, _ in try pin(place, in: slug, visit) })
        case .unpin: try visit.take({ visit, _ in try pin(place, in: slug, isWanted: false, visit) })
        case .bookmark: try visit.take({ visit, _ in try bookmark(place, in: slug, visit) })
        case .unbookmark:
            try visit.take({ visit, _ in try bookmark(place, in: slug, isWanted: false, visit) })
        case .forward:
            try visit.show { visit in
                try showForward(place, in: slug, visit)
            } orTake: { visit, form in
                try forward(place, in: slug, visit, form)
            }
        case .report: try reports.answer(.message(slug, place), visit)
        }
    }

    /// What the viewer may do with it, each a form on its page.
    func actions(
        on message: Message, in slug: String, for viewer: Viewer, _ standing: MessageStanding
    ) -> [MessageAction] {
        let place = message.sequence
        var actions = [MessageAction("Mark as unread from here", .message(slug, place, .unread))]
        if standing.mayPin, !message.isDeleted {
            actions.append(
                message.isPinned
                    ? MessageAction("Unpin", .message(slug, place, .unpin))
                    : MessageAction("Pin for everybody", .message(slug, place, .pin)))
        }
        if standing.isBookmarked {
            actions.append(MessageAction("Remove the bookmark", .message(slug, place, .unbookmark)))
        } else if !message.isDeleted {
            actions.append(MessageAction("Bookmark", .message(slug, place, .bookmark)))
        }
        return actions
    }

    /// What has just been done with a message, on its page and on lists of such.
    static let notices = [
        "edited": "Your message was changed.", "closed": "This message can no longer be changed.",
        "pinned": "Pinned for everybody in the conversation.", "unpinned": "Not pinned any more.",
        "reported": ReportDesk.notice,
        "bookmarked": "Kept among your bookmarks.", "unbookmarked": "Not among your bookmarks any more.",
    ]

    /// Where the viewer can do or see more of it.
    /// - Parameters:
    ///   - kept: how the viewer keeps away from its author.
    ///   - mayRemove: whether they may take it away, as somebody in charge.
    func links(
        on message: Message, in slug: String, for viewer: Viewer, keptAway kept: Block.Kind?, mayRemove: Bool
    ) -> [MessageLink] {
        let isOwn = message.author.id.rawValue == viewer.id.rawValue && !message.isDeleted
        let head = message.thread ?? message.sequence
        var links = [
            MessageLink(
                message.thread == nil ? "Reply in a thread" : "Show the thread", .thread(slug, head, .show))
        ]
        if message.isReadable {
            let page: Route = message.thread.map { .thread(slug, $0, .show) } ?? .channel(slug, .show)
            links.append(MessageLink("Quote", page, query: "?quoting=\(message.sequence)#message"))
        }
        if isOwn, isOpen(message) {
            links.append(MessageLink("Edit", .message(slug, message.sequence, .edit)))
        }
        if isOwn { links.append(MessageLink("Delete", .message(slug, message.sequence, .delete))) }
        if mayRemove, !message.isDeleted {
            links.append(MessageLink("Take it away", .message(slug, message.sequence, .remove)))
        }
        if message.editedAt != nil {
            links.append(MessageLink("What it said before", .message(slug, message.sequence, .history)))
        }
        if message.isReadable {
            links.append(
                MessageLink(
                    "Copy as quote", .channel(slug, .show), query: "?quote=\(message.sequence)#message",
                    quote: message.quotedText))
            links.append(MessageLink("Forward", .message(slug, message.sequence, .forward)))
        }
        if message.author.id.rawValue != viewer.id.rawValue, !message.isDeleted {
            links.append(MessageLink("Report", .message(slug, message.sequence, .report)))
            links += message.files.filter(\.isThere).map {
                MessageLink("Report \u{2068}\($0.name)\u{2069}", .file($0.id, .report))
            }
        }
        if isOwn {
            links += message.files.filter(\.isHidden).map {
                MessageLink("Show the hidden file", .file($0.id, .show))
            }
        }
        if message.author.id.rawValue != viewer.id.rawValue, let handle = message.author.handle {
            let name = "\u{2068}\(message.author.name)\u{2069}"
            if let kept {
                links.append(
                    MessageLink(kept == .block ? "Unblock \(name)" : "Unmute \(name)", .block(handle, .undo)))
            } else {
                links.append(MessageLink("Mute \(name)", .block(handle, .mute)))
            }
            if kept != .block { links.append(MessageLink("Block \(name)", .block(handle, .block))) }
        }
        return links
    }

    /// Whether its author may be offered to change it; the database says whether they may.
    func isOpen(_ message: Message) -> Bool {
        message.isReadable && message.version < MessageEdit.versionLimit
            && message.sentAt.timeIntervalSinceNow > -MessageEdit.span
    }

    /// Of a page about a message, in the part of the site where its conversation is.
    func frame(of channel: Channel, _ visit: Visit) -> PageFrame {
        visit.frame(channel.direct == nil ? .channels : .messages)
    }

    /// A message of the viewer's, with its channel.
    /// - Throws: not found, also where somebody else wrote it.
    func ownMessage(
        _ place: Int64, in slug: String, _ visit: Visit
    ) throws -> (channel: Channel, message: Message) {
        let viewer = try visit.admitted()
        let (channel, found) = try messenger.message(place, in: slug, as: viewer.identity)
        guard let found, found.author.id.rawValue == viewer.id.rawValue else { throw Refusal.notFound }
        return (channel, found)
    }
}

extension Excerpt {
    /// What one viewer alone sees of its messages, at the end of each; made for every viewer, of what is at hand.
    /// - Parameter lastRead: up to where they had read.
    /// - Parameter presence: what others have read, as far as they show it.
    /// - Parameter own: what they reacted with.
    func marks(
        for viewer: Viewer?, lastRead: Int64?, presence: Presence? = nil, own reactions: OwnMarks,
        isOfTwo: Bool = false
    ) -> [Int64: [MessageMark]] {
        var marks: [Int64: [MessageMark]] = [:]
        if let lastRead, let last = messages.last(where: { $0.sequence <= lastRead }),
            messages.contains(where: {
                $0.sequence > lastRead && !$0.isDeleted && $0.author.id.rawValue != viewer?.id.rawValue
                    && reactions.folded[$0.author.id] == nil
            })
        {
            marks[last.sequence, default: []].append(MessageMark(.lastRead, "New messages"))
        }
        if let lastRead, self.lastReply > lastRead {
            for message in messages
            where (message.replies?.lastSequence ?? 0) > lastRead
                && !reactions.quietThreads.contains(message.sequence)
            {
                marks[message.sequence, default: []].insert(MessageMark(.newReplies, "New replies"), at: 0)
            }
        }
        if let presence, let own = lastMessage(of: viewer),
            let words = seenWords(presence.readers(of: own).map(\.name), isOfTwo: isOfTwo)
        {
            marks[own.sequence, default: []].insert(MessageMark(.seen, words), at: 0)
        }
        for message in messages
        where message.isHidden && message.author.id.rawValue == viewer?.id.rawValue {
            marks[message.sequence, default: []].insert(
                MessageMark(.ownHidden, "Only you can read what it says: on its own page."), at: 0)
        }
        // Next to the reactions, which are the last of what everybody is shown.
        for (sequence, own) in reactions.marks(on: messages) {
            marks[sequence, default: []].insert(contentsOf: own, at: 0)
        }
        return marks
    }
}
