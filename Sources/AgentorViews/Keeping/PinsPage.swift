/// `/channels/{slug}/pins`: what is pinned in a channel.
package struct PinsPage: Sendable {
    package struct Pin: Sendable {
        package var item: MessageItem
        /// Stands before what is folded away for the viewer.
        package var fold: MessageMark?

        package init(item: MessageItem, fold: MessageMark?) {
            self.item = item
            self.fold = fold
        }
    }

    package var frame: PageFrame
    package var slug: String
    /// The channel's name.
    package var channel: String
    /// Of whom it is called by.
    package var handle: String?
    /// What was pinned last comes first.
    package var pins: [Pin]
    package var mayUnpin: Bool
    package var notice: String?

    package init(
        frame: PageFrame, slug: String, channel: String, handle: String?, pins: [Pin], mayUnpin: Bool,
        notice: String?
    ) {
        self.frame = frame
        self.slug = slug
        self.channel = channel
        self.handle = handle
        self.pins = pins
        self.mayUnpin = mayUnpin
        self.notice = notice
    }
}
