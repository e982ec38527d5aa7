import AgentorCore

/// `/admin/options`: what can be chosen in forms.
package struct OptionsPage: Sendable {
    package struct Choice: Sendable {
        package var label: String
        package var address: String
        package var isCurrent: Bool
    }

    package struct Option: Sendable {
        package var kind: Options.Kind
        package var key: OptionKey
        package var label: String
        /// What others read, where that is not the label.
        package var shown: String?
        package var isRetired: Bool
        /// Whether there can be others, or fewer.
        package var isFixed: Bool
    }

    package var frame: PageFrame
    package var kinds: [Choice]
    package var options: [Option]
    /// Where one more is offered; nil where there can be no other.
    package var addition: String?
    package var caption: String
    package var notice: String?

    package init(frame: PageFrame, kind: Options.Kind, options: [Options.Option], notice: String?) {
        self.frame = frame
        self.notice = notice
        let isFixed = kind == .availability
        kinds = Options.Kind.allCases.map {
            Choice(
                label: $0.words, address: "\(Route.administration(.options).path)?kind=\($0.rawValue)",
                isCurrent: $0 == kind)
        }
        self.options = options.map {
            Option(
                kind: kind, key: OptionKey($0.key), label: $0.label, shown: $0.shown, isRetired: $0.isRetired,
                isFixed: isFixed)
        }
        addition = isFixed ? nil : Route.optionKind(kind, .add).path
        caption = "\(kind.words), in the order people read them"
    }

    package var tabs: [AdministrationTab] { AdministrationTab.all(at: .options) }
}

extension Options.Kind {
    /// As a list of them is called.
    package var words: String {
        switch self {
        case .category: "Categories"
        case .currency: "Currencies"
        case .industry: "Industries"
        case .companySize: "Company sizes"
        case .budget: "Budgets"
        case .timeline: "Timelines"
        case .availability: "Availability"
        }
    }
}
