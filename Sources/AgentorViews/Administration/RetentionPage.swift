import AgentorCore
import FoundationEssentials

/// `/admin/retention`: for how long things are kept, and legal holds.
package struct RetentionPage: Sendable {
    package struct Hold: Sendable {
        package var label: String
        /// Of who is held; nil for a channel.
        package var address: String?
        package var lift: String
        package var since: Moment
        package var actor: String?
        package var reason: String?

        package init(_ hold: LegalHold, _ moment: (Date) -> Moment) {
            label = hold.label
            address = hold.isChannel ? nil : Route.person(hold.id, .show).path
            lift =
                hold.isChannel
                ? Route.governedChannel(hold.id, .release).path : Route.person(hold.id, .release).path
            since = moment(hold.heldAt)
            actor = hold.actor
            reason = hold.reason
        }
    }

    package var frame: PageFrame
    /// A sentence.
    package var retention: String
    package var holds: [Hold]
    package var next: String?
    package var notice: String?

    package init(frame: PageFrame, retention: String, holds: [Hold], next: String?, notice: String?) {
        self.frame = frame
        self.retention = retention
        self.holds = holds
        self.next = next
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .retention) }
    package var hasHolds: Bool { !holds.isEmpty }
}
