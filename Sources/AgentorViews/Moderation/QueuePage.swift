import AgentorCore
import FoundationEssentials

/// `/moderation`: a page of the cases that wait.
package struct QueuePage: Sendable {
    package struct Case: Sendable {
        package var id: UUID
        package var what: String
        /// Nil where nobody's report is left.
        package var reason: String?
        package var reporters: String
        package var opened: Moment
        /// Who looks at it.
        package var with: String

        package init(_ waiting: WaitingCase, opened: Moment) {
            id = waiting.id
            what = (waiting.what ?? ReportCase.unreadable).capitalizedFirst
            reason = waiting.reason?.label
            reporters = counted(waiting.reporters, "person", "people")
            self.opened = opened
            with = waiting.taker?.words ?? "With nobody"
        }
    }

    package var frame: PageFrame
    package var cases: [Case]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    package var notice: String?

    package init(frame: PageFrame, cases: [Case], isFirst: Bool, next: String?, notice: String?) {
        self.frame = frame
        self.cases = cases
        self.isFirst = isFirst
        self.next = next
        self.notice = notice
    }

    package var hasCases: Bool { !cases.isEmpty }
}

extension ReportCase {
    static let unreadable = "something that can be read no more"
}

extension TakenBy {
    var words: String { isViewer ? "With you" : "With \(name.isolated)" }
}
