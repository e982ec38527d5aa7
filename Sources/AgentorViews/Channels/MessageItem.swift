import FoundationEssentials

/// One message, as every reader sees it: the same bytes for all, so that it is rendered once for everybody.
package struct MessageItem: Sendable {
    /// The channel's, for the message's own address.
    package var slug: String
    /// The number the message was created under; its place in the conversation.
    package var seq: Int64
    /// The number of its last change.
    package var changed: Int64
    /// Tells authors of the same name apart.
    package var authorID: UUID
    package var author: String
    /// Labelled with the time of day.
    package var sent: Moment
    /// The same instant in seconds since 1970.
    package var sentAt: Int64
    /// The calendar day it was sent on: "2026-11-22".
    package var day: String
    /// That day as people read it: "Sunday, 22 November 2026".
    package var dayLabel: String
    package var text: String
    /// The first message of its day carries the line between the days.
    package fileprivate(set) var startsDay = false
    /// Follows so soon on its author's last message that the name need not be shown again.
    package fileprivate(set) var continues = false

    package init(
        slug: String, seq: Int64, changed: Int64, authorID: UUID, author: String, sent: Moment, sentAt: Int64,
        day: String, dayLabel: String, text: String
    ) {
        self.slug = slug
        self.seq = seq
        self.changed = changed
        self.authorID = authorID
        self.author = author
        self.sent = sent
        self.sentAt = sentAt
        self.day = day
        self.dayLabel = dayLabel
        self.text = text
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
                isSameDay && items[index].authorID == items[index - 1].authorID
                && items[index].sentAt - items[index - 1].sentAt < 300
        }
        return items
    }
}
