import AgentorViews
import FastCGI
import Messaging
import TemplateRuntime

extension ThreadDesk {
    /// `GET /channels/{slug}/messages/{seq}/thread?before=SEQ`: a message with the latest replies to it, or those before a place.
    func showThread(of place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let before = try earlier(visit)
        let thread = try messenger.thread(of: place, in: slug, before: before, as: visit.identity)
        _ = try visit.admitted()
        if before == .max { messenger.markSeen(thread, by: visit) }
        if thread.head.sequence != place {
            // Something that was said in it.
            return .redirect(to: "\(Route.thread(slug, thread.head.sequence, .show).path)#m-\(place)")
        }
        return try visit.present(thread, json: ThreadJSON.init) { thread in
            .html(try page(thread, isLatest: before == .max, visit, .unsent()).html())
        }
    }

    /// The page with what somebody wrote that could not be sent.
    func threadPage(of place: Int64, in slug: String, _ visit: Visit, form: FilledForm) throws -> [UInt8] {
        try page(try messenger.thread(of: place, in: slug, as: visit.identity), isLatest: true, visit, form)
            .html()
    }

    private func page(
        _ thread: MessageThread, isLatest: Bool, _ visit: Visit, _ form: FilledForm
    ) throws -> ThreadPage {
        let slug = thread.channel.slug
        let error = form.errors["message"]?.message ?? form.problem
        let isOver = thread.channel.direct.map { $0.handle == nil } ?? false
        let list = thread.page.list(of: slug, in: visit.timeZone, compress: compress).rendered
        let lastRead = thread.channel.lastRead ?? thread.page.cursor
        var conversation = ChannelPage.Conversation(
            messages: list.marked(thread.page.marks(for: visit.viewer, lastRead: lastRead)),
            cursor: thread.page.cursor, earlier: thread.page.earlier, isLatest: isLatest && !isOver,
            live: .thread(of: thread.head.sequence, in: slug, beginsAnew: visit.beginsFramesAnew),
            members: [], nonce: form.nonce.value, draft: Entry(form.fields["message"] ?? "", error: error))
        conversation.isOver = isOver
        conversation.quoting = try messenger.quoted(form, in: slug, visit)
        return ThreadPage(
            frame: visit.frame(thread.channel.direct == nil ? .channels : .messages),
            channel: ChannelSummary(thread.channel), isDirect: thread.channel.direct != nil,
            place: thread.head.sequence,
            head: thread.headList(in: visit.timeZone), conversation: conversation)
    }

    /// Before which reply a page is asked for.
    func earlier(_ visit: Visit) throws -> Int64 {
        guard let text = visit.request.query["before"] else { return .max }
        guard let place = Int64(text) else { throw Refusal.notFound }
        return place
    }
}

extension Messenger {
    /// Where being served is being seen, whoever is shown the latest replies has read them.
    func markSeen(_ thread: MessageThread, by visit: Visit) {
        guard visit.isSeenWhenServed, (thread.channel.lastRead ?? .max) < thread.page.cursor else { return }
        markThreadRead(
            thread.channel.slug, thread.head.sequence, upTo: thread.page.cursor, as: visit.identity)
    }
}

extension MessageThread {
    /// What it hangs on, as a list of one.
    func headList(in timeZone: String) -> Markup {
        ChannelMessagesFragment(
            messages: [MessageItem]([head], of: channel.slug, in: .named(timeZone)).marked()
        ).rendered().shared
    }
}
