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
        package var isHidden: Bool
        package var isProposed: Bool

        package init(_ waiting: WaitingCase, opened: Moment) {
            id = waiting.id
            what = (waiting.what ?? ReportCase.unreadable).capitalizedFirst
            reason = waiting.rule.map { CareRule.words(of: $0) } ?? waiting.reason?.label
            reporters =
                waiting.reporters == 0 && waiting.rule != nil
                ? "A rule" : counted(waiting.reporters, "person", "people")
            self.opened = opened
            with = waiting.taker?.words ?? "With nobody"
            isHidden = waiting.isHidden
            isProposed = waiting.isProposed
        }
    }

    package var frame: PageFrame
    package var tabs: ModerationTabs
    package var cases: [Case]
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?
    package var notice: String?

    package init(
        frame: PageFrame, tabs: ModerationTabs, cases: [Case], isFirst: Bool, next: String?, notice: String?
    ) {
        self.frame = frame
        self.tabs = tabs
        self.cases = cases
        self.isFirst = isFirst
        self.next = next
        self.notice = notice
    }

    package var hasCases: Bool { !cases.isEmpty }
}

/// The lists of cases.
package struct ModerationTabs: Sendable {
    package enum List: Sendable {
        case open, appeals, decided
    }

    package var list: List
    /// How many appeals wait; nil for none.
    package var appeals: String?

    package init(_ list: List, appeals: Int) {
        self.list = list
        self.appeals = appeals == 0 ? nil : appeals < 50 ? "\(appeals)" : "50+"
    }

    package var isOpen: Bool { list == .open }
    package var isAppeals: Bool { list == .appeals }
    package var isDecided: Bool { list == .decided }
}

/// `/moderation/appeals`: what is said against decisions, and waits.
package struct AppealsPage: Sendable {
    package struct Row: Sendable {
        package var id: UUID
        package var what: String
        package var decision: String
        package var appealed: Moment
        package var with: String

        package init(_ waiting: WaitingAppeal, appealed: Moment) {
            id = waiting.id
            what = (waiting.what ?? ReportCase.unreadable).capitalizedFirst
            decision = waiting.outcome.badge
            self.appealed = appealed
            with = waiting.mayDecide ? "Anybody but whoever decided" : "Somebody else than you"
        }
    }

    package var frame: PageFrame
    package var tabs: ModerationTabs
    package var rows: [Row]

    package init(frame: PageFrame, tabs: ModerationTabs, rows: [Row]) {
        self.frame = frame
        self.tabs = tabs
        self.rows = rows
    }

    package var hasRows: Bool { !rows.isEmpty }
}

extension ReportCase {
    package static let unreadable = "something that can be read no more"
}

extension TakenBy {
    package var words: String { isViewer ? "With you" : "With \(name.isolated)" }
}

extension CaseDecision.Outcome {
    /// For moderators, in a word or three.
    package var badge: String {
        switch self {
        case .dismissed: "It keeps the rules"
        case .warned: "Warned"
        case .hidden: "Hidden"
        case .removed: "Taken away"
        case .closed: "Closed"
        case .banned: "Banned from the channel"
        case .silenced: "Silenced"
        case .held: "What they write first is held"
        case .suspended: "Suspended"
        }
    }
}
