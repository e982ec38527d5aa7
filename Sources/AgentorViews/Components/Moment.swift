/// One instant, for machines and for people. The caller formats both: pages know no clock and no time zone.
package struct Moment: Sendable {
    /// RFC 3339, to the second.
    package var datetime: String
    /// As people read it: "14:05", "2 hours ago".
    package var label: String

    package init(datetime: String, label: String) {
        self.datetime = datetime
        self.label = label
    }
}
