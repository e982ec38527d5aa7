import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `GET /channels/{slug}?before=SEQ`: the latest messages, or those before a place.
    func showChannel(_ slug: String, _ visit: Visit) throws(Refusal) -> Response {
        let before = visit.request.query["before"].flatMap(Int64.init)
        return .html(
            try channelPage(slug, visit, before: before, nonce: FormNonce(), draft: Entry())
                .html())
    }

    func channelPage(
        _ slug: String, _ visit: Visit, before: Int64? = nil, nonce: FormNonce, draft: Entry
    ) throws(Refusal) -> ChannelPage {
        let found: Conversation
        do {
            found = try messenger.conversation(slug, before: before ?? .max, as: visit.identity)
        } catch { throw visit.refusal(of: error) }
        let viewer = try visit.onboarded()
        if before == nil, visit.request.method != .head { messenger.markRead(found, as: visit.identity) }
        var conversation: ChannelPage.Conversation?
        if found.channel.isMember {
            conversation = ChannelPage.Conversation(
                messages: found.page.list(for: viewer), cursor: found.page.cursor,
                earlier: found.page.earlier, isLatest: before == nil,
                members: found.members.map(ChannelPage.Member.init),
                membersLeftOut: max(0, found.channel.memberCount - found.members.count), nonce: nonce.value,
                draft: draft)
        }
        return ChannelPage(
            frame: visit.frame(.channels), channel: ChannelSummary(found.channel), conversation: conversation)
    }
}

extension Excerpt {
    /// Before which message earlier ones exist.
    var earlier: Int64? { hasEarlier ? messages.first?.sequence : nil }
}
