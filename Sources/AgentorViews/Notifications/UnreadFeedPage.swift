/// `/account/notifications/feed`: the viewer's feed of what they have not read.
package struct UnreadFeedPage: FormPage {
    package var frame: PageFrame
    package var hasFeed: Bool
    /// The address, told once.
    package var made: String?
    package var problem: String?

    package init(frame: PageFrame, hasFeed: Bool, made: String?, problem: String?) {
        self.frame = frame
        self.hasFeed = hasFeed
        self.made = made
        self.problem = problem
    }

    package var fields: [Field] { [] }
}
