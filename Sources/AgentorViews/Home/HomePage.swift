/// `/`: what Agentor is.
package struct HomePage: Sendable {
    package var frame: PageFrame
    /// What has just been done.
    package var notice: String?

    package init(frame: PageFrame, notice: String? = nil) {
        self.frame = frame
        self.notice = notice
    }
}
