/// `/notifications`: a page of what concerns the viewer.
package struct NotificationsPage: Sendable {
    package struct Item: Sendable {
        /// A symbol of `static/icons.svg`.
        package var icon: String
        /// Whoever did it; empty where that is not told.
        package var name: String
        package var handle: String?
        /// What they did, after their name: "named you in".
        package var deed: String
        /// Where; nil where the name has said it.
        package var place: String?
        /// In a line; empty for an invitation.
        package var words: String
        package var address: String
        package var happened: Moment
        package var isNew: Bool
        /// Whether nobody is named, but the place alone.
        package var isOfPlace: Bool { name.isEmpty }

        package init(
            icon: String, name: String, handle: String?, deed: String, place: String?, words: String,
            address: String,
            happened: Moment, isNew: Bool
        ) {
            self.icon = icon
            self.name = name
            self.handle = handle
            self.deed = deed
            self.place = place
            self.words = words
            self.address = address
            self.happened = happened
            self.isNew = isNew
        }
    }

    package var frame: PageFrame
    package var items: [Item]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    /// When the latest shown happened, as the form says it; nil where none is new.
    package var seen: String?
    package var notice: String?
    /// What is unread, where scripts are off.
    package var live: LiveFrame
    /// In which the script is told times.
    package var zone: String

    package init(
        frame: PageFrame, items: [Item], isFirst: Bool, next: String?, seen: String?, notice: String?,
        live: LiveFrame,
        zone: String
    ) {
        self.frame = frame
        self.items = items
        self.isFirst = isFirst
        self.next = next
        self.seen = seen
        self.notice = notice
        self.live = live
        self.zone = zone
    }

    package var hasItems: Bool { !items.isEmpty }
}
