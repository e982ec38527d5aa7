import AgentorCore
import FoundationEssentials

/// `/reports`: a page of what the viewer has reported, and what became of it.
package struct OwnReportsPage: Sendable {
    package struct Report: Sendable {
        /// What was reported.
        package var what: String
        /// Where it was; nil where that is not known any more.
        package var address: String?
        package var reason: String
        /// What the viewer said; nil for nothing.
        package var words: String?
        package var reported: Moment
        package var isOpen: Bool
        package var state: String

        package init(_ report: OwnReport, reported: Moment) {
            what = (report.what ?? ReportCase.unreadable).capitalizedFirst
            address = report.address
            reason = report.reason.label
            words = report.words.isEmpty ? nil : report.words
            self.reported = reported
            isOpen = report.outcome == nil
            state = report.outcome.words
        }
    }

    package var frame: PageFrame
    package var reports: [Report]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    package var notice: String?
    /// Whether the viewer looks at what others report.
    package var isModerator = false

    package init(frame: PageFrame, reports: [Report], isFirst: Bool, next: String?, notice: String?) {
        self.frame = frame
        self.reports = reports
        self.isFirst = isFirst
        self.next = next
        self.notice = notice
    }

    package var hasReports: Bool { !reports.isEmpty }
}

extension OwnReport.Outcome? {
    /// What became of it, for whoever reported.
    fileprivate var words: String {
        switch self {
        case nil: "Waits to be looked at"
        case .dismissed?: "Looked at: it keeps the rules"
        case .warned?: "Looked at: whoever is responsible was warned"
        case .removed?: "Looked at: it was taken away"
        case .closed?: "Looked at: it was closed"
        case .hidden?: "Looked at: it is hidden"
        case .banned?: "Looked at: whoever is responsible was banned from the channel"
        case .silenced?: "Looked at: whoever is responsible cannot write for a while"
        case .held?: "Looked at: what they write first to strangers waits for a moderator"
        case .suspended?: "Looked at: the account was suspended"
        case .gone?: "The account is gone"
        }
    }
}
