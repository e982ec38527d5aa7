import Forms

/// One question of a form: label above, hint, error, and the control with what was entered.
package struct Field: Sendable {
    private let description: FieldDescription
    package let value: String
    package let error: String?
    package let choices: [Choice]

    /// - Parameter entry: what was entered, and what is wrong with it.
    package init(_ description: FieldDescription, _ entry: Entry) {
        self.description = description
        error = entry.error
        switch description.control {
        // A password never travels back to the browser.
        case .line(.password): value = ""
        case .line, .lines, .select, .radios: value = entry.value
        }
        choices = description.choices.enumerated().map { index, choice in
            Choice(
                // The summary links to the field's name, which must be the first control of a group.
                id: index == 0 ? description.name : "\(description.name)-\(index + 1)", value: choice.value,
                label: choice.label, hint: choice.hint, isSelected: choice.value == entry.value)
        }
    }

    /// The name the form sends, and the id that labels and the error summary point at.
    package var name: String { description.name }
    /// What is asked for.
    package var subject: String { description.label }
    package var label: String { isRequired ? subject : "\(subject) (optional)" }
    package var autocomplete: String? { description.autocomplete }
    package var isRequired: Bool { description.isRequired }

    package var hint: String? {
        let limits = description.limits
        let limit = limits.entries == nil ? limits.characters.map { "Up to \($0) characters." } : nil
        let hints = [description.hint, limit].compactMap(\.self)
        return hints.isEmpty ? nil : hints.joined(separator: " ")
    }

    /// Characters a new password must have, for the script that says how many are missing.
    package var minimum: String? { description.limits.leastCharacters.map(String.init) }

    package var type: String {
        guard case .line(let type) = description.control, type != .numeric else { return "text" }
        return type.rawValue
    }

    package var inputMode: String? {
        guard case .line(.numeric) = description.control else { return nil }
        return "numeric"
    }

    /// Whether what is entered are people's words, in any direction.
    package var isWords: Bool { if case .line(.text) = description.control { true } else { false } }

    package var isLine: Bool { if case .line = description.control { true } else { false } }
    package var isLines: Bool { if case .lines = description.control { true } else { false } }
    package var isSelect: Bool { if case .select = description.control { true } else { false } }
    package var isRadios: Bool { if case .radios = description.control { true } else { false } }

    /// The ids of the hint and the error, for `aria-describedby`.
    package var describedBy: String? {
        let parts = [hint.map { _ in "\(name)-hint" }, error.map { _ in "\(name)-error" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

/// One answer of a select or of a group of radio buttons.
package struct Choice: Sendable {
    package let id: String
    package let value: String
    package let label: String
    package let hint: String?
    package let isSelected: Bool
}

extension FieldDescription {
    fileprivate var choices: [Choice] {
        switch control {
        case .line, .lines: []
        case .select(let choices), .radios(let choices): choices
        }
    }
}
