import Messaging
import TemplateRuntime

/// One message, as every reader sees it: the same bytes for all, so that it is rendered once for everybody. What differs
/// by viewer is in `MessageMark` and `MessageAction`.
package struct MessageItem: Sendable {
    package let message: Message
    /// The channel's, for the message's own address.
    package let slug: String
    /// Nil where files are all it says.
    package let body: MessageText?
    package let files: MessageFiles?
    /// Labelled with the time of day.
    package let sent: Moment
    package var isEdited: Bool { message.editedAt != nil }
    /// What leads to what it quotes, and to its thread.
    package let quote: QuoteLink?
    package let thread: ThreadLink?
    /// The calendar day it was sent on: "2026-11-22".
    package let day: String
    /// That day as people read it: "Sunday, 22 November 2026".
    package let dayLabel: String
    /// The first message of its day carries the line between the days.
    package fileprivate(set) var startsDay = false
    /// Follows so soon on its author's last message that the name need not be shown again.
    package fileprivate(set) var continues = false

    /// - Parameter lastReply: when something was said last in its thread.
    package init(
        _ message: Message, of slug: String, sent: Moment, day: String, dayLabel: String,
        lastReply: Moment? = nil
    ) {
        self.message = message
        quote =
            message.isDeleted || message.hidesWords
            ? nil : message.quote.map { QuoteLink($0, in: slug) }
        thread = message.replies.map { ThreadLink($0, lastReply: lastReply) }
        files = MessageFiles(message, of: slug)
        body = message.text.isEmpty && files != nil ? nil : MessageText(message)
        self.slug = slug
        self.sent = sent
        self.day = day
        self.dayLabel = dayLabel
    }
}

extension [MessageItem] {
    /// Marks where days begin and where an author goes on within five minutes. `static/live.js` follows the
    /// same two rules for what it appends.
    package func marked() -> [MessageItem] {
        var items = self
        for index in items.indices {
            let isSameDay = index > 0 && items[index].day == items[index - 1].day
            items[index].startsDay = !isSameDay
            items[index].continues =
                isSameDay && items[index].message.author.id == items[index - 1].message.author.id
                && items[index].message.sentAt.timeIntervalSince(items[index - 1].message.sentAt) < 300
        }
        return items
    }
}
