import AgentorCore
import AgentorViews
import FastCGI
import Forms
import FoundationEssentials
import Messaging

extension ConversationDesk {
    private static let to = FormField<String>.line(
        "to", "Handle", hint: "For example: @hana-sato. For a group, up to seven with spaces between them.",
        limit: 300, missing: "Enter a handle.", autocomplete: "off")

    /// `GET /messages?on=SHELF&after=PLACE&first=unread`: a page of one of the viewer's shelves. `?to=HANDLE` leads to the
    /// conversation with somebody, or with several; `?with=HANDLE,HANDLE` begins to enter whom.
    func showConversations(_ visit: Visit) throws -> Response {
        if let typed = visit.request.query["to"] { return try findCorrespondent(typed, visit) }
        let shelf = visit.request.query["on"].flatMap(Shelf.init) ?? .inbox
        let place = visit.request.query["after"].flatMap(OwnChannelPosition.init(address:))
        let isUnreadFirst = shelf == .inbox && visit.request.query["first"] == "unread"
        // Before the list: what comes meanwhile is told again rather than never.
        let showing: Digest
        let found: ListedConversations
        if try visit.isView {
            // What is unread is kept in memory for the one it is of.
            showing = Digest(rawValue: "")
            found = try messenger.conversations(on: shelf, after: place, as: visit.identity)
        } else if isUnreadFirst && place == nil {
            let inbox = try messenger.inbox(as: visit.identity, session: visit.session)
            showing = inbox.digest
            found = try messenger.conversations(unreadFirst: inbox, as: visit.identity)
        } else {
            showing = try messenger.inboxDigest(as: visit.identity, session: visit.session)
            found = try messenger.conversations(on: shelf, after: place, as: visit.identity)
        }
        let viewer = try visit.admitted()
        let circle = try messenger.circle(as: visit.identity)
        return try visit.present(
            found, json: { ConversationsJSON($0, shelf, circle) },
            page: { found in
                let company = Self.names(visit.request.query["with"] ?? "")
                    .compactMap { Handle(String($0))?.text }
                let to = Entry(company.prefix(7).map { "@\($0) " }.joined())
                return .html(
                    try conversationsPage(found, showing, shelf, isUnreadFirst, viewer, visit, to).html())
            })
    }

    private func findCorrespondent(_ typed: String, _ visit: Visit) throws -> Response {
        var errors = FormErrors()
        let names = Self.names(errors.read(Self.to, typed) ?? "")
        let most = DirectConversation.groupSizes.upperBound
        var unknown: Substring?
        if names.count < most {
            var found: [Correspondent] = []
            for name in names {
                guard let handle = Handle(String(name)), let somebody = try somebody(called: handle, visit)
                else {
                    unknown = unknown ?? name
                    continue
                }
                found.append(somebody)
            }
            if unknown == nil, let first = found.first {
                let handles = found.map(\.handle).joined(separator: ",")
                return .redirect(
                    to: found.count == 1
                        ? Route.conversation(first.handle, .show).path
                        : "\(Route.conversations(.group).path)?with=\(handles)")
            }
        }
        // Or nobody who has a finished profile is asking.
        _ = try visit.admitted()
        let error =
            if let error = errors[Self.to.name] {
                error.message
            } else if names.count >= most {
                "A group has at most \(most) people, you among them. Enter up to \(most - 1) handles, or talk in a channel."
            } else if names.count > 1, let unknown {
                "Nobody has the handle @\(unknown)."
            } else {
                "Nobody has this handle."
            }
        let entry = Entry(typed, error: error)
        let showing =
            try visit.isView
            ? Digest(rawValue: "") : messenger.inboxDigest(as: visit.identity, session: visit.session)
        let found = try messenger.conversations(on: .inbox, as: visit.identity)
        let page = try conversationsPage(found, showing, .inbox, false, visit.admitted(), visit, entry)
        return .html(page.html(), status: .unprocessableContent)
    }

    private func somebody(called handle: Handle, _ visit: Visit) throws(MessagingError) -> Correspondent? {
        do throws(MessagingError) {
            return try messenger.correspondent(handle.text, as: visit.identity)
        } catch .notFound { return nil }
    }

    private func conversationsPage(
        _ found: ListedConversations, _ showing: Digest, _ shelf: Shelf, _ isUnreadFirst: Bool,
        _ viewer: Viewer,
        _ visit: Visit,
        _ to: Entry = Entry()
    ) throws -> ConversationsPage {
        let notice: String? =
            switch visit.request.query["done"] {
            case "archived": "The conversation is archived. It comes back with the next message."
            case "declined": "You have declined. Nobody is told."
            case "left": "You are in the group no more."
            case "unread": "Marked: the message and all after it are unread again."
            default: nil
            }
        let circle = try messenger.circle(as: viewer.identity)
        let list = ConversationList(
            found.conversations.map { ConversationSummary($0, in: viewer.zone, circle) },
            next: found.next.map {
                "\(Route.conversations(.list).path)?on=\(shelf)&after=\($0.address.percentEncoded)"
            },
            shelf: shelf, isUnreadFirst: isUnreadFirst,
            requestCount: try messenger.requestCount(as: viewer.identity))
        // What is longer than a handle is none: no need to count.
        var field = Self.to.description
        field.limits.characters = nil
        return ConversationsPage(
            frame: visit.frame(.messages), list: list,
            live: visit.liveInbox(namesPeople: true),
            showing: showing.rawValue, notice: notice, to: Field(field, to))
    }
}
