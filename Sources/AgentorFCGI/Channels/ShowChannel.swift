import AgentorCore
import AgentorViews
import FastCGI
import Messaging

extension Site {
    /// `GET /channels/{slug}?before=SEQ`: the latest messages, or those before a place.
    func showChannel(_ slug: String, _ visit: Visit) throws(Refusal) -> Response {
        let viewer = try visit.onboarded()
        let before = visit.request.query["before"].flatMap(Int64.init)
        return .html(
            try channelPage(slug, visit, viewer, before: before, nonce: FormNonce(), draft: Entry())
                .html())
    }

    func channelPage(
        _ slug: String, _ visit: Visit, _ viewer: Viewer, before: Int64? = nil, nonce: FormNonce, draft: Entry
    ) throws(Refusal) -> ChannelPage {
        let found: Conversation
        do {
            found = try messenger.conversation(
                slug, before: before ?? .max, as: viewer.id.participant, zone: viewer.timeZone)
        } catch { throw Refusal(error) }
        var conversation: ChannelPage.Conversation?
        if found.channel.isMember {
            conversation = ChannelPage.Conversation(
                messages: found.page.list, cursor: found.page.cursor,
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
