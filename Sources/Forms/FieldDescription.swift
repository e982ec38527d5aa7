/// A field as it is shown and as it is told in documents: everything but how an answer is read.
public struct FieldDescription: Sendable {
    /// How it is answered.
    public enum Control: Sendable {
        /// One line of text.
        case line(LineType)
        /// Several lines of text.
        case lines
        /// One choice, out of a list that opens.
        case select([Choice])
        /// One choice, all in view.
        case radios([Choice])
    }

    /// What a line holds, as a browser's keyboards and password managers know it.
    public enum LineType: String, Sendable {
        case text, email, password
        /// Digits, of a number or a code.
        case numeric
        /// "2026-11-22" and "14:05", whatever a browser shows instead.
        case date, time
    }

    /// One answer that can be chosen.
    public struct Choice: Hashable, Sendable {
        /// What the form sends.
        public let value: String
        public let label: String
        public let hint: String?

        public init(_ value: String, _ label: String, hint: String? = nil) {
            self.value = value
            self.label = label
            self.hint = hint
        }
    }

    /// What answers may be, where that can be told in numbers. The database's checks say the same.
    public struct Limits: Hashable, Sendable {
        /// Characters, counted as Unicode scalars.
        public var characters: Int?
        /// Characters it must have.
        public var leastCharacters: Int?
        /// Entries of a list, whose characters are those of each.
        public var entries: Int?
        public var range: ClosedRange<Int>?
    }

    /// The name the form sends, in JSON, and the id on the page.
    public let name: String
    public package(set) var label: String
    public package(set) var hint: String?
    public package(set) var control: Control
    public package(set) var isRequired = true
    public package(set) var limits = Limits()
    /// HTML's autofill field name.
    public package(set) var autocomplete: String?

    /// Whether people may write more than a line here, or many entries.
    package var isLong: Bool {
        if case .lines = control { true } else { limits.entries != nil }
    }

    /// Every field's `name` is unique in its form.
    package init(_ name: String, _ label: String, hint: String? = nil, control: Control) {
        self.name = name
        self.label = label
        self.hint = hint
        self.control = control
    }

    /// What an answer says to people: the label of what was chosen, or the text as it is.
    package func words(of text: String) -> String {
        switch control {
        case .select(let choices), .radios(let choices): choices.first { $0.value == text }?.label ?? text
        case .line, .lines: text
        }
    }
}
