import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}?before=SEQ`, `?around=SEQ`: the latest messages, or those before or around a place.
    func showChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let place = try ChannelPlace(visit.request.query)
        let read = try messenger.read(slug, place, by: visit)
        return try visit.present(read, json: ConversationJSON.init) { read in
            if let handle = read.channel.direct?.handle {
                return .redirect(to: Route.conversation(handle, .show).path + place.query)
            }
            return .html(try page(read, isLatest: place == .latest, visit, .unsent()))
        }
    }

    /// The page with what somebody wrote that could not be sent.
    func channelPage(_ slug: String, _ visit: Visit, form: FilledForm) throws -> [UInt8] {
        try page(try messenger.read(slug, .latest, by: visit), isLatest: true, visit, form)
    }

    private func page(
        _ found: Conversation, isLatest: Bool, _ visit: Visit, _ form: FilledForm
    ) throws -> [UInt8] {
        guard found.channel.direct == nil else {
            return try messenger.conversationPage(
                found, isLatest: isLatest, visit.admitted(), visit, form, compress: compress
            ).html()
        }
        return ChannelPage(
            frame: visit.frame(.channels), channel: ChannelSummary(found.channel),
            conversation: found.channel.isMember
                ? found.talk(
                    isLatest: isLatest, visit, form,
                    presence: try messenger.receipts(on: found.page, of: found.channel, by: visit),
                    compress: compress) : nil
        ).html()
    }
}

extension Messenger {
    /// A page of a channel. Where being served is being seen, whoever is shown the latest has read it.
    func read(_ slug: String, _ place: ChannelPlace, by visit: Visit) throws -> Conversation {
        let found =
            switch place {
            case .latest: try conversation(slug, as: visit.identity)
            case .before(let place): try conversation(slug, before: place, as: visit.identity)
            case .around(let place): try conversation(slug, around: place, as: visit.identity)
            }
        _ = try visit.admitted()
        if place == .latest, visit.isSeenWhenServed { markRead(found, as: visit.identity) }
        return found
    }
}

extension Conversation {
    /// What was said and where one writes, for a member.
    func talk(
        isLatest: Bool, _ visit: Visit, _ form: FilledForm, presence: Presence?, compress: @escaping Compress
    ) -> ChannelPage.Conversation {
        let error = form.errors["message"]?.message ?? form.problem
        // Up to where they had read before they saw this page.
        let lastRead = channel.lastRead ?? page.cursor
        return ChannelPage.Conversation(
            messages: page.list(of: channel.slug, in: visit.timeZone, compress: compress)
                .rendered.marked(
                    page.marks(
                        for: visit.viewer, lastRead: lastRead, presence: isLatest ? presence : nil,
                        isDirect: channel.direct != nil)),
            cursor: page.cursor, earlier: page.earlier, later: page.later, isLatest: isLatest,
            live: .channel(channel.slug, lastRead: lastRead, beginsAnew: visit.beginsFramesAnew),
            members: members, membersLeftOut: max(0, channel.memberCount - members.count),
            nonce: form.nonce.value, draft: Entry(form.fields["message"] ?? "", error: error))
    }
}

/// Which page of a channel is shown.
enum ChannelPlace: Equatable {
    case latest
    case before(Int64)
    case around(Int64)

    /// - Throws: not found, for what is no place.
    init(_ query: Fields) throws(Refusal) {
        func place(_ text: String) throws(Refusal) -> Int64 {
            guard let place = Int64(text) else { throw .notFound }
            return place
        }
        if let text = query["around"] {
            self = .around(try place(text))
        } else if let text = query["before"] {
            self = .before(try place(text))
        } else {
            self = .latest
        }
    }

    /// As an address says it.
    var query: String {
        switch self {
        case .latest: ""
        case .before(let place): "?before=\(place)"
        case .around(let place): "?around=\(place)"
        }
    }
}

extension Excerpt {
    /// Before which message earlier ones exist.
    var earlier: Int64? { hasEarlier ? messages.first?.sequence : nil }

    /// Around which message later ones exist.
    var later: Int64? { hasLater ? messages.last?.sequence : nil }
}
