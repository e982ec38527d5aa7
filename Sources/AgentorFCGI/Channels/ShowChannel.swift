import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension ChannelDesk {
    /// `GET /channels/{slug}?before=SEQ`, `?around=SEQ`: the latest messages, or those before or around a place.
    func showChannel(_ slug: String, _ visit: Visit) throws -> Response {
        let place = try ChannelPlace(visit.request.query)
        let read = try read(slug, place, by: visit)
        return try visit.present(read, json: ConversationJSON.init) { read in
            .html(channelPage(read, isLatest: place == .latest, visit, .unsent()).html())
        }
    }

    private func read(_ slug: String, _ place: ChannelPlace, by visit: Visit) throws -> Conversation {
        let found =
            switch place {
            case .latest: try messenger.conversation(slug, as: visit.identity)
            case .before(let place): try messenger.conversation(slug, before: place, as: visit.identity)
            case .around(let place): try messenger.conversation(slug, around: place, as: visit.identity)
            }
        _ = try visit.admitted()
        if place == .latest, visit.request.method != .head { messenger.markRead(found, as: visit.identity) }
        return found
    }

    /// The page with what somebody wrote that could not be sent.
    func channelPage(_ slug: String, _ visit: Visit, form: FilledForm) throws -> ChannelPage {
        channelPage(try read(slug, .latest, by: visit), isLatest: true, visit, form)
    }

    private func channelPage(
        _ found: Conversation, isLatest: Bool, _ visit: Visit, _ form: FilledForm
    ) -> ChannelPage {
        var conversation: ChannelPage.Conversation?
        if found.channel.isMember {
            let error = form.errors["message"]?.message ?? form.problem
            // Up to where they had read before they saw this page.
            let lastRead = found.channel.lastRead ?? found.page.cursor
            conversation = ChannelPage.Conversation(
                messages: found.page.list(
                    of: found.channel.slug, in: visit.timeZone, compress: compress
                ).rendered.marked(found.page.marks(for: visit.viewer, lastRead: lastRead)),
                cursor: found.page.cursor,
                earlier: found.page.earlier, later: found.page.later, isLatest: isLatest,
                live: .channel(
                    found.channel.slug, lastRead: lastRead, beginsAnew: visit.beginsFramesAnew),
                members: found.members,
                membersLeftOut: max(0, found.channel.memberCount - found.members.count),
                nonce: form.nonce.value, draft: Entry(form.fields["message"] ?? "", error: error))
        }
        return ChannelPage(
            frame: visit.frame(.channels), channel: ChannelSummary(found.channel), conversation: conversation)
    }
}

/// Which page of a channel is shown.
private enum ChannelPlace: Equatable {
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
}

extension Excerpt {
    /// Before which message earlier ones exist.
    var earlier: Int64? { hasEarlier ? messages.first?.sequence : nil }

    /// Around which message later ones exist.
    var later: Int64? { hasLater ? messages.last?.sequence : nil }
}
