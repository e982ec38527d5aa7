import AgentorViews
import FastCGI
import Messaging
import TemplateRuntime

extension ThreadDesk {
    /// `GET /channels/{slug}/messages/{seq}/thread?before=SEQ`, `?around=SEQ`: a message with the latest replies to it, or those
    /// before or around a place.
    func showThread(of place: Int64, in slug: String, _ visit: Visit) throws -> Response {
        let sought = try ChannelPlace(visit.request.query)
        let thread: MessageThread
        do { thread = try read(place, in: slug, sought, visit) } catch {
            guard let page = try web.page(.thread(place), of: slug, visit, insteadOf: error) else {
                throw error
            }
            return page
        }
        if thread.head.sequence != place {
            // Something that was said in it.
            return .redirect(to: QuoteLink.link(to: place, thread: thread.head.sequence, in: slug))
        }
        return try visit.present(thread, json: ThreadJSON.init) { thread in
            .html(try page(thread, isLatest: sought == .latest, visit, .unsent()).html())
        }
    }

    /// The page with what somebody wrote that could not be sent.
    func threadPage(of place: Int64, in slug: String, _ visit: Visit, form: FilledForm) throws -> [UInt8] {
        try page(try read(place, in: slug, .latest, visit), isLatest: true, visit, form).html()
    }

    /// A page of a thread. Where being served is being seen, whoever is shown the latest replies has read them.
    func read(
        _ place: Int64, in slug: String, _ sought: ChannelPlace, _ visit: Visit
    ) throws -> MessageThread {
        let thread =
            switch sought {
            case .latest: try messenger.thread(of: place, in: slug, as: visit.identity)
            case .before(let before):
                try messenger.thread(of: place, in: slug, before: before, as: visit.identity)
            case .around(let around):
                try messenger.thread(of: place, in: slug, around: around, as: visit.identity)
            }
        _ = try visit.admitted()
        let (head, cursor) = (thread.head.sequence, thread.page.cursor)
        if sought == .latest, visit.isSeenWhenServed, (thread.channel.lastRead ?? .max) < cursor {
            messenger.markThreadRead(slug, head, upTo: cursor, as: visit.identity)
        }
        return thread
    }

    private func page(
        _ thread: MessageThread, isLatest: Bool, _ visit: Visit, _ form: FilledForm
    ) throws -> ThreadPage {
        let (channel, head) = (thread.channel, thread.head.sequence)
        let own = try messenger.ownReactions(in: thread, by: visit)
        var conversation = thread.page.talk(
            in: channel, isLatest: isLatest && !channel.isOver,
            lastRead: channel.lastRead ?? thread.page.cursor,
            .thread(of: head, in: channel.slug, beginsAnew: visit.beginsFramesAnew), visit, form,
            own: own, compress: compress)
        conversation.isOver = channel.isOver
        let isLocked =
            try channel.direct == nil
            && messenger.isThreadLocked(of: head, in: channel, as: visit.identity)
        if channel.direct == nil { conversation.shut = channel.shut(in: .named(visit.timeZone)) }
        if isLocked, !channel.allows(.moderate) {
            conversation.shut =
                "This thread is locked. Everything can be read, and nobody but those in charge answers any more."
        }
        conversation.isShut =
            (channel.isClosed || conversation.shut != nil) && form.fields[MessageDraft.field.name] == nil
        conversation.quoting = try messenger.quoted(form, in: channel.slug, visit)
        conversation.attach = try messenger.attachField(form, visit)
        return ThreadPage(
            frame: visit.frame(channel.direct == nil ? .channels : .messages),
            channel: ChannelSummary(channel), isDirect: channel.direct != nil,
            handle: channel.direct?.handle, place: head,
            head: thread.headList(in: visit.timeZone, own: own), conversation: conversation,
            isLocked: isLocked, mayLock: channel.direct == nil && channel.allows(.moderate))
    }
}

extension MessageThread {
    /// What it hangs on, as a list of one.
    func headList(in timeZone: String, own: OwnMarks) -> Markup {
        ChannelMessagesFragment(
            messages: [MessageItem]([head], of: channel.slug, in: .named(timeZone)).marked()
        ).rendered().marked(own.marks(on: [head]))
    }

    /// All of it that is shown.
    var messages: [Message] { [head] + page.messages }
}

extension Messenger {
    /// What the viewer reacted with in a thread, and to what it hangs on.
    func ownReactions(
        in thread: MessageThread, by visit: Visit, knowing known: OwnMarks = .unknown
    ) throws -> OwnMarks {
        try ownReactions(
            on: thread.messages, in: thread.channel.slug, asOf: thread.page.cursor, by: visit, knowing: known,
            folding: thread.folded)
    }
}
