import AgentorViews
import FastCGI
import Messaging

extension MessageDesk {
    /// `GET /channels/{slug}/messages/{seq}`: one message, at an address that stays.
    func showMessage(_ place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let channel: Channel
        let found: Message?
        do {
            (channel, found) = try messenger.message(place, in: slug, as: visit.identity)
            _ = try visit.admitted()
        } catch {
            guard let page = try web.page(.message(place), of: slug, visit, insteadOf: error) else {
                throw error
            }
            return page
        }
        guard let found else {
            if visit.wantsJSON { throw Refusal.notFound }
            if channel.visibility == .webPublic, !channel.isMember,
                let page = try web.page(.message(place), of: slug, visit)
            {
                return page
            }
            // A public channel's page says what it is about, and offers to join.
            return .redirect(to: Route.channel(channel.slug, .show).path)
        }
        let message = try messenger.revealed(found, in: channel.slug, as: visit.identity)
        let folded = try messenger.folded(among: [message], in: channel, as: visit.identity)
        return try visit.present(message) {
            MessageJSON($0, in: channel.slug, folding: folded)
        } page: { message in
            .html(try messagePage(message, in: channel, visit).html())
        }
    }

    func messagePage(
        _ message: Message, in channel: Channel, _ visit: Visit, form: FilledForm = .unsent()
    ) throws -> MessagePage {
        let viewer = try visit.admitted()
        let lookAlikes =
            message.author.hasLookAlike
            ? try messenger.lookAlikes(of: message.author.id, in: channel.slug, as: visit.identity) : []
        let standing = try messenger.standing(of: message.sequence, in: channel.slug, as: visit.identity)
        let kept = try messenger.block(of: message.author.id, in: channel, as: viewer.identity)
        let message = try messenger.revealed(message, in: channel.slug, as: visit.identity)
        let item = [MessageItem]([message], of: channel.slug, in: viewer.zone)[0]
        var page = MessagePage(
            frame: frame(of: channel, visit), channel: channel.name,
            isDirect: channel.direct != nil, item: item,
            isOwn: message.author.id.rawValue == viewer.id.rawValue, lookAlikes: lookAlikes,
            actions: actions(on: message, in: channel.slug, for: viewer, standing),
            reactions: message.isDeleted
                ? nil : try reactions(to: message, in: channel.slug, visit, form: form),
            links: links(
                on: message, in: channel.slug, for: viewer,
                keptAway: kept, mayRemove: try mayRemove(message, in: channel, viewer)),
            notice: visit.request.query["done"].flatMap { Self.notices[$0] })
        page.seen =
            channel.memberCount <= Presence.receiptLimit && !message.isDeleted
            ? try messenger.seen(message.sequence, in: channel.slug, as: visit.identity) : []
        return page
    }
}
