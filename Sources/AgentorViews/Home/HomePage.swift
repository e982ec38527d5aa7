/// `/`: what Agentor is.
package struct HomePage: Sendable {
    package var frame: PageFrame

    package init(frame: PageFrame) {
        self.frame = frame
    }
}
