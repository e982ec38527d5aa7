import AgentorCore
import FoundationEssentials

/// `/admin/limits`: how often things may be done.
package struct LimitsPage: Sendable {
    package struct Limit: Sendable {
        package var limit: Throttle.Limit
        package var name: String
        package var pace: String
        /// Of what there may be so many, from whom, and why.
        package var things: String
        package var purpose: String
        /// What decides it.
        package var source: String
        package var changed: Moment?
        package var isSet: Bool

        package init(_ listed: ListedLimit, _ moment: (Date) -> Moment) {
            limit = listed.limit
            name = listed.limit.name
            pace = listed.pace.words
            things = "\(listed.limit.things) from \(listed.limit.source)"
            purpose = listed.limit.purpose
            isSet = listed.isSet
            switch listed.source {
            case .usual: source = "As it comes"
            case .file: source = "The file on the machine. It comes as \(listed.limit.pace.words)"
            case .set(let by, let at):
                source = "\(by ?? "An operator"). Without that \(listed.unset.words)"
                changed = moment(at)
            case .ignored(let pace): source = "As it comes: \(pace.words) cannot be set"
            }
        }
    }

    package var frame: PageFrame
    package var limits: [Limit]
    package var notice: String?

    package init(frame: PageFrame, limits: [Limit], notice: String?) {
        self.frame = frame
        self.limits = limits
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .limits) }
}
