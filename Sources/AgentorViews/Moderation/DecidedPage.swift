import AgentorCore
import FoundationEssentials
import Text

/// `/moderation/decided`: a page of the cases that were decided.
package struct DecidedPage: Sendable {
    package struct Row: Sendable {
        package var id: UUID
        package var what: String
        package var decision: String
        /// What came of an appeal, or that one waits; nil for none.
        package var appeal: String?
        package var decided: Moment
        package var decider: String

        package init(_ found: DecidedCase, decided: Moment) {
            id = found.id
            what = (found.what ?? ReportCase.unreadable).capitalizedFirst
            decision = found.outcome.badge
            appeal =
                switch found.appeal {
                case .upheld?: "Stands on appeal"
                case .reversed?: "Taken back on appeal"
                case nil: found.isAppealed ? "Appealed" : nil
                }
            self.decided = decided
            decider = found.isOwn ? "You" : found.decider?.isolated ?? "Somebody who is gone"
        }
    }

    package struct Choice: Sendable {
        package var value: String
        package var label: String
        package var isSelected: Bool
    }

    package var frame: PageFrame
    package var tabs: ModerationTabs
    package var rows: [Row]
    package var outcomes: [Choice]
    package var deciders: [Choice]
    /// Whether only some are wanted.
    package var isFiltered: Bool
    package var isFirst: Bool
    /// The address of the next page; nil on the last.
    package var next: String?

    package init(
        frame: PageFrame, tabs: ModerationTabs, rows: [Row], filter: DecidedFilter, deciders: [Decider],
        isFirst: Bool, next: String?
    ) {
        self.frame = frame
        self.tabs = tabs
        self.rows = rows
        outcomes =
            [Choice(value: "", label: "Any", isSelected: filter.outcome == nil)]
            + CaseDecision.Outcome.allCases.map {
                Choice(value: $0.rawValue, label: $0.badge, isSelected: $0 == filter.outcome)
            }
        self.deciders =
            [Choice(value: "", label: "Anybody", isSelected: filter.decider == nil)]
            + deciders.map {
                Choice(
                    value: $0.handle, label: "\($0.name.isolated) (@\($0.handle))",
                    isSelected: $0.handle == filter.decider)
            }
        isFiltered = filter != DecidedFilter()
        self.isFirst = isFirst
        self.next = next
    }

    package var hasRows: Bool { !rows.isEmpty }
}
