/// One question of a form: label above, hint, error, and the control with what was entered.
package struct Field: Sendable {
    /// The name the form sends, and the id that labels and the error summary point at.
    package var name: String
    package var label: String
    package var hint: String?
    package var value: String
    package var error: String?
    package var type: String
    package var autocomplete: String?
    package var inputMode: String?
    /// Characters a new password must have, for the script that says how many are missing.
    package var minimum: String?
    package var isRequired: Bool
    package var choices: [Choice]

    /// - Parameter limit: characters it may have, told in the hint. Not as `maxlength`, which cuts what is pasted
    ///   without a word.
    init(
        _ name: String, _ label: String, _ entry: Entry, hint: String? = nil, limit: Int? = nil,
        type: String = "text", autocomplete: String? = nil, inputMode: String? = nil,
        isRequired: Bool = true, choices: [Choice] = []
    ) {
        self.name = name
        self.label = isRequired ? label : "\(label) (optional)"
        let hints = [hint, limit.map { "Up to \($0) characters." }].compactMap(\.self)
        self.hint = hints.isEmpty ? nil : hints.joined(separator: " ")
        // A password never travels back to the browser.
        self.value = type == "password" ? "" : entry.value
        self.error = entry.error
        self.type = type
        self.autocomplete = autocomplete
        self.inputMode = inputMode
        self.isRequired = isRequired
        self.choices = choices.enumerated().map { index, choice in
            var choice = choice
            // The summary links to the field's name, which must be the first control of a group.
            choice.id = index == 0 ? name : "\(name)-\(index + 1)"
            choice.isSelected = choice.value == entry.value
            return choice
        }
    }

    /// The ids of the hint and the error, for `aria-describedby`.
    package var describedBy: String? {
        let parts = [hint.map { _ in "\(name)-hint" }, error.map { _ in "\(name)-error" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}

/// One answer of a select or of a group of radio buttons.
package struct Choice: Sendable {
    package var value: String
    package var label: String
    package var hint: String?
    package fileprivate(set) var id = ""
    package fileprivate(set) var isSelected = false

    package init(_ value: String, _ label: String, hint: String? = nil) {
        self.value = value
        self.label = label
        self.hint = hint
    }
}
