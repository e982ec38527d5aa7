import AgentorCore
import FoundationEssentials

/// `/admin/care`: the rules by which the site looks after people by itself.
package struct CarePage: Sendable {
    package struct Rule: Sendable {
        package var name: String
        package var label: String
        package var purpose: String
        package var isOn: Bool
        /// What it goes by; empty for nothing.
        package var settings: [String]
        package var changed: Moment?
        package var changedBy: String?

        package init(_ listed: ListedCareRule, _ moment: (Date) -> Moment) {
            name = listed.rule.rawValue
            label = listed.rule.label
            purpose = listed.rule.purpose
            isOn = listed.setting.isOn
            settings = listed.rule.numbers.map { number in
                "\(number.label): \(listed.setting.numbers[number.name].map(String.init) ?? "–")"
            }
            if let list = listed.rule.list {
                settings.append("\(list.label): \(counted(listed.setting.list.count, "line", "lines"))")
            }
            changed = listed.changedAt.map(moment)
            changedBy = listed.changedAt.map { _ in listed.changedBy ?? "an operator" }
        }
    }

    package var frame: PageFrame
    package var rules: [Rule]
    /// Whether a service is set on the machine.
    package var hasHook: Bool
    package var notice: String?

    package init(frame: PageFrame, rules: [Rule], hasHook: Bool, notice: String?) {
        self.frame = frame
        self.rules = rules
        self.hasHook = hasHook
        self.notice = notice
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .care) }
}

/// `/admin/care/{name}/try`: what a rule would have caught.
package struct CareTrialPage: Sendable {
    package struct Catch: Sendable {
        /// Nil for somebody without one.
        package var handle: String?
        package var account: UUID
        package var moment: Moment
        package var what: String
    }

    package var frame: PageFrame
    package var name: String
    package var label: String
    package var sum: String
    package var catches: [Catch]
    /// How many there are besides; nil for none.
    package var more: String?

    package init(
        frame: PageFrame, rule: CareRule, _ trial: CareKeeper.Trial, _ moment: (Date) -> Moment
    ) {
        self.frame = frame
        name = rule.rawValue
        label = rule.label
        let things =
            switch rule {
            case .disposableMail: counted(trial.looked, "new account", "new accounts")
            case .lookAlikes: counted(trial.looked, "look-alike name", "look-alike names")
            default: counted(trial.looked, "first message", "first messages")
            }
        sum = "\(things) of the last 30 days looked at, \(trial.caught) caught. Nothing was changed."
        catches = trial.catches.map {
            Catch(handle: $0.handle, account: $0.account, moment: moment($0.moment), what: $0.what)
        }
        more =
            trial.caught > trial.catches.count
            ? "These are the latest \(trial.catches.count)." : nil
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .care) }
    package var hasCatches: Bool { !catches.isEmpty }
}
