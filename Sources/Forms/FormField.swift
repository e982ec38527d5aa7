import Text

/// One field of a form, declared once: what is asked, what can be answered, and in which words it is refused. Pages, JSON
/// and commands read it here.
///
/// A field of text is cleaned as `PlainText` says before it is looked at.
@dynamicMemberLookup
public struct FormField<Answer: Sendable>: Sendable {
    package typealias Read = @Sendable (String) throws(FieldError) -> Answer

    public private(set) var description: FieldDescription
    private let reading: Read
    private let writing: @Sendable (Answer) -> String

    /// - Parameters:
    ///   - read: makes an answer of what was typed.
    ///   - write: the text that reads as an answer.
    package init(
        _ description: FieldDescription, write: @escaping @Sendable (Answer) -> String, read: @escaping Read
    ) {
        self.description = description
        reading = read
        writing = write
    }

    public subscript<Part>(dynamicMember part: KeyPath<FieldDescription, Part>) -> Part {
        description[keyPath: part]
    }

    public func read(_ typed: String) throws(FieldError) -> Answer { try reading(typed) }

    public func text(_ answer: Answer) -> String { writing(answer) }

    /// The same, asked in other words.
    package func asked(_ label: String? = nil, hint: String? = nil) -> FormField {
        var field = self
        if let label { field.description.label = label }
        if let hint { field.description.hint = hint }
        return field
    }

    /// The same, without some answers.
    package func refusing(
        _ code: FieldError.Code, _ words: String, where isRefused: @escaping @Sendable (Answer) -> Bool
    ) -> FormField {
        FormField(description, write: writing) { [reading] typed throws(FieldError) in
            let answer = try reading(typed)
            if isRefused(answer) { throw FieldError(code, words) }
            return answer
        }
    }
}

extension FormField<String> {
    /// One line.
    /// - Parameters:
    ///   - limit: characters it may have. They are told in the hint, and not as `maxlength`, which cuts what is pasted
    ///     without a word.
    ///   - missing: what to say where nothing was entered; nil where nothing need be.
    package static func line(
        _ name: String, _ label: String, hint: String? = nil, limit: Int, missing: String?,
        autocomplete: String? = nil
    ) -> FormField {
        var description = FieldDescription(name, label, hint: hint, control: .line(.text))
        description.isRequired = missing != nil
        description.limits.characters = limit
        description.autocomplete = autocomplete
        return FormField(description, write: \.self) { typed throws(FieldError) in
            try PlainText.line(typed).within(limit, missing: missing)
        }
    }

    /// A line that stands alone for something of somebody's, and does not read as if whoever runs the site had written it.
    /// - Parameter saved: what it says already, which stays.
    package func asTitle(keeping saved: String? = nil) -> FormField {
        refusing(
            .reserved,
            "It reads as if the people who run Agentor had written it. Leave “Agentor” and words that stand for them out."
        ) { $0 != saved && ReservedWord.isReserved(title: $0) }
    }

    /// Several lines.
    /// - Parameters:
    ///   - missing: as for a line.
    ///   - advice: what to do with what is too long.
    package static func lines(
        _ name: String, _ label: String, hint: String? = nil, limit: Int, missing: String?,
        advice: String? = nil
    ) -> FormField {
        var description = FieldDescription(name, label, hint: hint, control: .lines)
        description.isRequired = missing != nil
        description.limits.characters = limit
        return FormField(description, write: \.self) { typed throws(FieldError) in
            try PlainText.lines(typed).within(limit, missing: missing, advice: advice)
        }
    }

    /// A password that is asked for to compare it: taken as it is typed.
    package static func currentPassword(
        _ name: String = "password", _ label: String = "Password", hint: String? = nil
    ) -> FormField {
        var description = FieldDescription(name, label, hint: hint, control: .line(.password))
        description.autocomplete = "current-password"
        return FormField(description, write: \.self) { typed throws(FieldError) in
            if typed.isEmpty { throw FieldError(.missing, "Enter your password.") }
            return typed
        }
    }

    /// A code from a mail or an authenticator app: whoever compares it says how it is spelt.
    package static func code(_ label: String = "Code", hint: String? = nil) -> FormField {
        var description = FieldDescription("code", label, hint: hint, control: .line(.numeric))
        description.autocomplete = "one-time-code"
        return FormField(description, write: \.self) { typed throws(FieldError) in typed }
    }

    /// One of some choices, out of a list that opens.
    package static func select(
        _ name: String, _ label: String, hint: String? = nil, _ choices: [FieldDescription.Choice],
        missing: String
    ) -> FormField {
        let values = Set(choices.map(\.value))
        let description = FieldDescription(name, label, hint: hint, control: .select(choices))
        return FormField(description, write: \.self) { typed throws(FieldError) in
            guard values.contains(typed) else {
                throw FieldError(typed.isEmpty ? .missing : .notAChoice, missing)
            }
            return typed
        }
    }
}

extension FormField<String?> {
    /// One of some choices out of a list that opens, or nothing.
    package static func optionalSelect(
        _ name: String, _ label: String, hint: String? = nil, _ choices: [FieldDescription.Choice]
    ) -> FormField {
        let values = Set(choices.map(\.value))
        var description = FieldDescription(name, label, hint: hint, control: .select(choices))
        description.isRequired = false
        @Sendable func read(_ typed: String) throws(FieldError) -> String? {
            if typed.isEmpty { return nil }
            guard values.contains(typed) else {
                throw FieldError(.notAChoice, "Choose one of the list, or leave it empty.")
            }
            return typed
        }
        return FormField(description, write: { $0 ?? "" }, read: read)
    }

    /// One of a few choices, all in view, or none.
    package static func optionalRadios(
        _ name: String, _ label: String, hint: String? = nil, _ choices: [FieldDescription.Choice]
    ) -> FormField {
        var field = optionalSelect(name, label, hint: hint, choices)
        field.description.control = .radios(choices)
        return field
    }

    /// One line of a type, as it is typed, or nothing.
    /// - Parameters:
    ///   - malformed: what to say of anything else.
    ///   - isReadable: whether it can be taken.
    package static func optional(
        _ name: String, _ label: String, hint: String, _ type: FieldDescription.LineType, malformed: String,
        where isReadable: @escaping @Sendable (String) -> Bool
    ) -> FormField {
        var description = FieldDescription(name, label, hint: hint, control: .line(type))
        description.isRequired = false
        @Sendable func read(_ typed: String) throws(FieldError) -> String? {
            let typed = PlainText.line(typed)
            if typed.isEmpty { return nil }
            guard isReadable(typed) else { throw FieldError(.malformed, malformed) }
            return typed
        }
        return FormField(description, write: { $0 ?? "" }, read: read)
    }
}

extension FormField where Answer: RawRepresentable<String> {
    /// One of a few choices, all in view.
    /// - Parameter otherwise: what stands for none; nil where one has to be chosen.
    package static func radios(
        _ name: String, _ label: String, hint: String? = nil,
        _ choices: [(answer: Answer, label: String, hint: String?)], missing: String, otherwise: Answer? = nil
    ) -> FormField {
        let shown = choices.map { FieldDescription.Choice($0.answer.rawValue, $0.label, hint: $0.hint) }
        let description = FieldDescription(name, label, hint: hint, control: .radios(shown))
        return FormField(description, write: \.rawValue) { typed throws(FieldError) in
            if typed.isEmpty, let otherwise { return otherwise }
            guard let answer = choices.first(where: { $0.answer.rawValue == typed })?.answer else {
                throw FieldError(typed.isEmpty ? .missing : .notAChoice, missing)
            }
            return answer
        }
    }
}

extension FormField<[String]> {
    /// Short entries in one line, separated by commas; each once.
    /// - Parameters:
    ///   - count: how many there may be.
    ///   - limit: characters of each.
    ///   - things: what they are called, one and many.
    package static func list(
        _ name: String, _ label: String, hint: String? = nil, count: Int, limit: Int,
        of things: (one: String, many: String), missing: String
    ) -> FormField {
        var description = FieldDescription(name, label, hint: hint, control: .line(.text))
        description.limits.entries = count
        description.limits.characters = limit
        @Sendable func read(_ typed: String) throws(FieldError) -> [String] {
            var seen: Set<String> = []
            let entries = typed.split { $0 == "," || $0.isNewline }.map { PlainText.line(String($0)) }
                .filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
            if entries.isEmpty { throw FieldError(.missing, missing) }
            if entries.count > count {
                throw FieldError(
                    .tooMany, "Enter \(count) \(things.many) or fewer; these are \(entries.count).")
            }
            if let long = entries.first(where: { $0.unicodeScalars.count > limit }) {
                throw FieldError(
                    .tooLong,
                    "Use \(limit) characters or fewer for a \(things.one): “\(long.prefix(50))” has more.")
            }
            return entries
        }
        return FormField(description, write: { $0.joined(separator: ", ") }, read: read)
    }
}

extension FormField<Int?> {
    /// A whole number, or nothing.
    /// - Parameter thing: what is entered, with its article.
    package static func optionalNumber(
        _ name: String, _ label: String, hint: String? = nil, in range: ClosedRange<Int>, _ thing: String
    ) -> FormField {
        var description = FieldDescription(name, label, hint: hint, control: .line(.numeric))
        description.isRequired = false
        description.limits.range = range
        @Sendable func read(_ typed: String) throws(FieldError) -> Int? {
            let typed = PlainText.line(typed)
            if typed.isEmpty { return nil }
            guard let number = Int(typed), range.contains(number) else {
                throw FieldError(
                    Int(typed) == nil ? .malformed : .outOfRange,
                    "Enter \(thing) as a whole number from \(range.lowerBound) to \(range.upperBound), or leave it empty."
                )
            }
            return number
        }
        return FormField(description, write: { $0.map(String.init) ?? "" }, read: read)
    }
}

extension String {
    fileprivate func within(
        _ limit: Int, missing: String?, advice: String? = nil
    ) throws(FieldError) -> String {
        if isEmpty, let missing { throw FieldError(.missing, missing) }
        let length = unicodeScalars.count
        if length > limit {
            let problem = "Use \(limit) characters or fewer; this has \(length)."
            throw FieldError(.tooLong, [problem, advice].compactMap(\.self).joined(separator: " "))
        }
        return self
    }
}
