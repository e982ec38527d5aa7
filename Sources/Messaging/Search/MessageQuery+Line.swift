import Forms
import Text

/// What is looked for, in one line as it is typed:
///
/// - `word`, `*part`, `"some words"` and these with `-` before them. Quotes of other languages do, and one that is not closed
///   goes to the end. `\` before what would be more than a word makes it one.
/// - `from:@handle` or `from:me`, `in:address`, `in:@handle`, `to:me`, `has:image`, `is:unread`, `before:2026-09-01`, `after:`,
///   `on:`. Behind the colon there may be quotes. Any other name before a colon is a word.
extension MessageQuery {
    /// - Throws: at `q`, what is wrong first.
    public init(line: String) throws(FormErrors) {
        do { self = try Self.read(line) } catch {
            throw FormErrors("q", error.code, error.message)
        }
    }

    /// The shortest line that reads as this, as far as there is one: a word that has white space in it has none.
    public var line: String {
        var parts = terms.map(\.line)
        switch author {
        case nil: break
        case .me: parts.append(Operator.from.line("me"))
        case .handle(let handle):
            let needsSign = handle == "me" || handle.begins(with: "@")
            parts.append(Operator.from.line(needsSign ? "@" + handle : handle))
        }
        switch place {
        case nil: break
        case .conversation(let handle): parts.append(Operator.in.line("@" + handle))
        case .channel(let address):
            let needsSign = address.begins(with: "@") || address.begins(with: "#")
            parts.append(Operator.in.line(needsSign ? "#" + address : address))
        }
        if isToMe { parts.append(Operator.to.line("me")) }
        parts += Feature.allCases.filter(features.contains).map { Operator.has.line($0.rawValue) }
        parts += State.allCases.filter(states.contains).map { Operator.is.line($0.rawValue) }
        if let before { parts.append(Operator.before.line(before.text)) }
        if let after { parts.append(Operator.after.line(after.text)) }
        if let on { parts.append(Operator.on.line(on.text)) }
        return parts.joined(separator: " ")
    }

    private static func read(_ line: String) throws(FieldError) -> MessageQuery {
        let line = PlainText.line(line)
        if line.isEmpty { throw FieldError(.missing, "Write what to look for.") }
        try checkLength(line)
        var query = MessageQuery()
        var reader = LineReader(line)
        var signs: String?
        while reader.skipSpaces() {
            if let found = reader.operator() {
                try query.add(found, PlainText.line(reader.quoted() ?? reader.word()))
                continue
            }
            let isExcluded = reader.take("-")
            if isExcluded, let found = reader.operator() {
                throw FieldError(
                    .malformed,
                    "“-” leaves out words only. Take it away from “-\(found.rawValue):”, or put that in quotes."
                )
            }
            let term: SearchTerm
            if reader.take("*") {
                term = SearchTerm(.inside, PlainText.line(reader.word()), isExcluded: isExcluded)
            } else if let phrase = reader.quoted() {
                term = SearchTerm(.phrase, PlainText.line(phrase), isExcluded: isExcluded)
            } else {
                let word = reader.word()
                let isEscaped = word.begins(with: "\\") && LineReader.isMoreThanWord(word.rest)
                term = SearchTerm(
                    .beginning, PlainText.line(isEscaped ? word.rest : word), isExcluded: isExcluded)
            }
            guard let pattern = SearchPattern(term) else {
                signs = signs ?? term.line
                continue
            }
            if pattern.tokens.isEmpty { throw term.isTooShort }
            query.terms.append(term)
        }
        try query.check(signs: signs)
        try checkLength(query.line)
        return query
    }

    private static func checkLength(_ line: String) throws(FieldError) {
        let length = line.unicodeScalars.count
        if length > lineLimit {
            throw FieldError(.tooLong, "Use \(lineLimit) characters or fewer; this has \(length).")
        }
    }

    private mutating func add(_ found: Operator, _ value: String) throws(FieldError) {
        switch found {
        case .from:
            try demand(author == nil, once: found)
            let isHandle = value.begins(with: "@")
            let handle = try name(isHandle ? value.rest : value, of: found, "from:@handle or from:me")
            author = !isHandle && handle == "me" ? .me : .handle(handle)
        case .in:
            try demand(place == nil, once: found)
            let isHandle = value.begins(with: "@")
            let hasSign = isHandle || value.begins(with: "#")
            let name = try name(hasSign ? value.rest : value, of: found, "in:channel-address or in:@handle")
            place = isHandle ? .conversation(name) : .channel(name)
        case .to:
            guard value.lowercased() == "me" else { throw choices(of: found, ["me"]) }
            isToMe = true
        case .has:
            guard let feature = Feature(rawValue: value.lowercased()) else {
                throw choices(of: found, Feature.allCases.map(\.rawValue))
            }
            features.insert(feature)
        case .is:
            guard let state = State(rawValue: value.lowercased()) else {
                throw choices(of: found, State.allCases.map(\.rawValue))
            }
            states.insert(state)
        case .before:
            try demand(before == nil, once: found)
            before = try day(value, of: found)
        case .after:
            try demand(after == nil, once: found)
            after = try day(value, of: found)
        case .on:
            try demand(on == nil, once: found)
            on = try day(value, of: found)
        }
    }

    private func demand(_ isFirst: Bool, once found: Operator) throws(FieldError) {
        if !isFirst { throw FieldError(.tooMany, "Write “\(found.rawValue):” once.") }
    }

    private func name(
        _ value: String, of found: Operator, _ ways: String
    ) throws(FieldError) -> String {
        let name = PlainText.line(value.lowercased())
        if name.isEmpty {
            throw FieldError(.missing, "Write right behind “\(found.rawValue):” what is meant: \(ways).")
        }
        return name
    }

    private func choices(of found: Operator, _ names: [String]) -> FieldError {
        let name = found.rawValue
        let ways = names.map { "\(name):\($0)" }
        let list = [ways.dropLast().joined(separator: ", "), ways.last ?? ""].filter { !$0.isEmpty }
        return FieldError(
            .notAChoice,
            "Behind “\(name):” there can be \(list.joined(separator: " or ")). Put other words in quotes.")
    }

    private func day(_ value: String, of found: Operator) throws(FieldError) -> Day {
        if let day = Day(text: value) { return day }
        throw FieldError(
            .malformed,
            "Write a day of the calendar as year, month and day behind “\(found.rawValue):”, as in \(found.rawValue):2026-09-01."
        )
    }

    private func check(signs: String?) throws(FieldError) {
        if let signs, terms.isEmpty {
            throw FieldError(.malformed, "Write letters or digits: “\(signs.prefix(50))” has none.")
        }
        if terms.count > Self.termLimit {
            throw FieldError(
                .tooMany, "Look for \(Self.termLimit) words and phrases or fewer; these are \(terms.count).")
        }
        if terms.allSatisfy(\.isExcluded), hasNothingElse {
            throw FieldError(.missing, "Say also what to look for: “-” only leaves messages out.")
        }
        // The days it may be, as numbers; both ends are among them.
        let first = max(after.map { $0.number + 1 } ?? .min, on?.number ?? .min)
        let last = min(before.map { $0.number - 1 } ?? .max, on?.number ?? .max)
        if first > last {
            var days = MessageQuery()
            (days.before, days.after, days.on) = (before, after, on)
            throw FieldError(.outOfRange, "No day is all of this: \(days.line). Choose other days.")
        }
    }

    /// Whether words are all there is.
    private var hasNothingElse: Bool {
        var query = MessageQuery()
        query.terms = terms
        return query == self
    }

    /// What stands before a colon.
    fileprivate enum Operator: String {
        case from, `in`, to, has, `is`, before, after, on

        func line(_ value: String) -> String {
            let isPlain = !value.isEmpty && !value.unicodeScalars.contains(" ") && !LineReader.isQuoted(value)
            return rawValue + ":" + (isPlain ? value : LineReader.quote(value))
        }
    }
}

extension MessageQuery.Day {
    /// Nil for what is no day as ISO 8601 writes it, in digits of any script, and for one that the calendar does not have.
    fileprivate init?(text: String) {
        let parts = text.unicodeScalars.split(omittingEmptySubsequences: false) {
            $0.properties.generalCategory == .dashPunctuation || $0 == "−"
        }
        guard parts.map(\.count) == [4, 2, 2] else { return nil }
        var numbers: [Int] = []
        for part in parts {
            var number = 0
            for scalar in part {
                guard let digit = scalar.decimalDigit else { return nil }
                number = 10 * number + Int(digit)
            }
            numbers.append(number)
        }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
        guard year > 0, (1...12).contains(month), day > 0, day <= lastOfMonth else { return nil }
    }

    private var lastOfMonth: Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    var text: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Which day it is of all, counted without gaps.
    fileprivate var number: Int {
        // A year begins in March, so that the day of a leap year is its last.
        let (year, month) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day
    }
}

extension SearchTerm {
    fileprivate var line: String {
        let sign = isExcluded ? "-" : ""
        return switch kind {
        case .inside: sign + "*" + text
        case .phrase: sign + LineReader.quote(text)
        case .beginning: sign + (LineReader.isMoreThanWord(text) ? "\\" : "") + text
        }
    }

    /// What to say where an index has nothing to look up.
    fileprivate var isTooShort: FieldError {
        switch kind {
        case .inside:
            FieldError(.tooShort, "Write at least three letters behind “*”: “*\(text)” has fewer.")
        case .beginning, .phrase:
            FieldError(
                .tooShort,
                "Write at least two letters of a word, or put it in quotes if “\(text)” is all of it.")
        }
    }
}

/// Reads a line from its start, without white space but single spaces.
private struct LineReader {
    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ line: String) { scalars = Array(line.unicodeScalars) }

    /// - Returns: whether there is more.
    mutating func skipSpaces() -> Bool {
        while take(" ") {}
        return place < scalars.count
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard place < scalars.count, scalars[place] == scalar else { return false }
        place += 1
        return true
    }

    mutating func word() -> String { text(upTo: { $0 == " " }) }

    /// What is in quotes, with no need to close them; nil where none begin.
    mutating func quoted() -> String? {
        guard place < scalars.count, let quotes = Self.quotes.first(where: { $0.open == scalars[place] })
        else {
            return nil
        }
        place += 1
        let quoted = text(upTo: quotes.close.contains)
        place = min(place + 1, scalars.count)
        return quoted
    }

    /// A name that means something before a colon; nil, with nothing read, where there is none.
    mutating func `operator`() -> MessageQuery.Operator? {
        let rest = scalars[place...]
        guard let colon = rest.prefix(Self.longestName + 1).firstIndex(where: { $0 == ":" || $0 == "：" }),
            rest[..<colon].allSatisfy(\.isASCII),
            let found = MessageQuery.Operator(rawValue: Self.text(rest[..<colon]).lowercased())
        else { return nil }
        place = colon + 1
        return found
    }

    private mutating func text(upTo isEnd: (Unicode.Scalar) -> Bool) -> String {
        let end = scalars[place...].firstIndex(where: isEnd) ?? scalars.count
        defer { place = end }
        return Self.text(scalars[place..<end])
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// "before"
    private static let longestName = 6

    /// Those that are written stand first.
    private static let quotes: [(open: Unicode.Scalar, close: [Unicode.Scalar])] = [
        ("\"", ["\""]), ("“", ["”"]), ("«", ["»"]), ("「", ["」"]), ("『", ["』"]), ("＂", ["＂"]),
        ("„", ["“", "”"]), ("”", ["”"]), ("»", ["«", "»"]),
    ]

    /// In the first quotes that it does not close itself. What was read from a line has such; of anything else plain quotes go.
    static func quote(_ text: String) -> String {
        for quotes in quotes where !text.unicodeScalars.contains(where: quotes.close.contains) {
            return "\(quotes.open)\(text)\(quotes.close[0])"
        }
        return "\"" + text.filter { $0 != "\"" } + "\""
    }

    static func isQuoted(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return quotes.contains { $0.open == first }
    }

    /// Whether what begins so is read as more than a word that begins so.
    static func isMoreThanWord(_ text: String) -> Bool {
        var text = text
        while text.begins(with: "\\") { text = text.rest }
        if text.begins(with: "-") || text.begins(with: "*") || isQuoted(text) { return true }
        var reader = LineReader(text)
        return reader.operator() != nil
    }
}

/// Whatever marks stand on it.
extension String {
    fileprivate func begins(with scalar: Unicode.Scalar) -> Bool { unicodeScalars.first == scalar }

    /// Without its first character.
    fileprivate var rest: String { String(unicodeScalars.dropFirst()) }
}
