/// `/terms`, for everybody.
package struct TermsPage: Sendable {
    package var frame: PageFrame
    /// The day they were last changed.
    package var version: String

    package init(frame: PageFrame, version: String) {
        self.frame = frame
        self.version = version
    }
}
