/// `/profile/versions/{number}`: what a profile said once, beside what it says now.
package struct ProfileVersionPage: Sendable {
    /// A field, as it was and as it is.
    package struct Row: Sendable {
        package var label: String
        package var then: String
        package var now: String
        package var isChanged: Bool

        package init(label: String, then: String, now: String) {
            self.label = label
            self.then = then
            self.now = now
            isChanged = then != now
        }
    }

    package var frame: PageFrame
    package var publishedAt: Moment
    package var isShown: Bool
    package var rows: [Row]
    package var restore: String

    package init(frame: PageFrame, number: Int, publishedAt: Moment, isShown: Bool, rows: [Row]) {
        self.frame = frame
        self.publishedAt = publishedAt
        self.isShown = isShown
        self.rows = rows
        restore = Route.profileVersion(Int64(number), .restore).path
    }

    package var differs: Bool { rows.contains(where: \.isChanged) }
}
