import Forms
import Postgres
import Text

/// A language somebody speaks, and how well.
package struct SpokenLanguage: Hashable, Sendable, Encodable {
    package enum Level: String, Sendable, CaseIterable, Encodable {
        case native, fluent, working, basic

        /// As it is read and written in a form.
        package var label: String { self == .working ? "works in it" : rawValue }
    }

    /// ISO 639.
    package let code: String
    package let level: Level

    package init(code: String, level: Level) {
        self.code = code
        self.level = level
    }

    /// As the database has it: "de:fluent". Nil for anything else.
    init?(stored: String) {
        let parts = stored.split(separator: ":")
        guard parts.count == 2, let level = Level(rawValue: String(parts[1])) else { return nil }
        self.init(code: String(parts[0]), level: level)
    }

    var stored: String { "\(code):\(level.rawValue)" }

    /// In English; the code of what ICU does not know any more.
    package var name: String { Language(code: code)?.name ?? code }
    /// In the language itself.
    package var ownName: String { Language(code: code)?.ownName ?? code }

    /// "German (native)".
    package var text: String { "\(name) (\(level.label))" }

    static let limit = 12

    /// Some languages in one line: "German (native), English".
    static func list(_ name: String, _ label: String) -> FormField<[SpokenLanguage]> {
        var description = FieldDescription(
            name, label,
            hint:
                "Separate them with commas, and say how well if you like: native, fluent, works in it or basic. "
                + "For example: Português (native), English.",
            control: .line(.text))
        description.isRequired = false
        return FormField(description, write: { $0.map(\.text).joined(separator: ", ") }, read: read)
    }

    @Sendable
    private static func read(_ typed: String) throws(FieldError) -> [SpokenLanguage] {
        var languages: [SpokenLanguage] = []
        for entry in typed.split(whereSeparator: { ",،、;\n".contains($0) }) {
            let entry = PlainText.line(String(entry))
            if entry.isEmpty { continue }
            let parts = entry.split(separator: "(", maxSplits: 1)
            let name = PlainText.line(String(parts.first ?? ""))
            guard let language = Language(named: name) else {
                throw FieldError(
                    .notAChoice,
                    "“\(name.prefix(50))” is no language we know. Write its name in English or in the language itself."
                )
            }
            let level = try parts.dropFirst().first.map { words throws(FieldError) in
                try Self.level(PlainText.line(String(words.prefix { $0 != ")" })))
            }
            if !languages.contains(where: { $0.code == language.code }) {
                languages.append(SpokenLanguage(code: language.code, level: level ?? .fluent))
            }
        }
        if languages.count > limit {
            throw FieldError(.tooMany, "Enter \(limit) languages or fewer; these are \(languages.count).")
        }
        // The best first, and otherwise as they were written.
        return Level.allCases.flatMap { level in languages.filter { $0.level == level } }
    }

    private static func level(_ words: String) throws(FieldError) -> Level {
        let words = words.lowercased()
        guard let level = Level.allCases.first(where: { [$0.label, $0.rawValue].contains(words) }) else {
            throw FieldError(
                .notAChoice,
                "Say how well as native, fluent, works in it or basic: “\(words.prefix(50))” is none of them."
            )
        }
        return level
    }
}
