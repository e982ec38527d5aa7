/// `/account/notifications/push`: browsers that say when there is something new.
package struct PushPage: FormPage {
    package var frame: PageFrame
    /// What a browser subscribes by; nil where it cannot be had.
    package var key: String?
    /// How many of the viewer's browsers are told.
    package var count: Int
    package var problem: String?

    package init(frame: PageFrame, key: String?, count: Int, problem: String?) {
        self.frame = frame
        self.key = key
        self.count = count
        self.problem = problem
    }

    package var fields: [Field] { [] }
    package var told: String? {
        count == 0 ? nil : counted(count, "browser of yours is", "browsers of yours are")
    }
}
