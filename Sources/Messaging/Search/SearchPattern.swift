/// A term as it is looked for in a text's symbols.
///
/// It is found in one pass, whatever it and the text are made of (Knuth, Morris and Pratt): whoever chooses either cannot make
/// that take long.
struct SearchPattern: Sendable {
    private let text: SearchedText
    /// The term's, without the borders around them.
    private let symbols: [UInt32]
    /// How much of it is still read where what follows its first symbols goes on otherwise.
    private let fallbacks: [Int]
    /// Whether a word begins, and ends, where it does.
    private let opens: Bool
    private let closes: Bool

    /// Nil where there is neither letter nor digit in it.
    init?(_ term: SearchTerm) {
        text = SearchedText(term.text)
        symbols = text.symbols.dropFirst().dropLast().map { $0 & SearchedText.compared }
        guard let first = symbols.first, let last = symbols.last else { return nil }
        opens = term.kind != .inside && first & SearchedText.joined == 0
        closes = term.kind == .phrase && last & SearchedText.joined == 0
        var fallbacks = [0]
        fallbacks.reserveCapacity(symbols.count)
        var length = 0
        for symbol in symbols.dropFirst() {
            while length > 0, symbols[length] != symbol { length = fallbacks[length - 1] }
            if symbols[length] == symbol { length += 1 }
            fallbacks.append(length)
        }
        self.fallbacks = fallbacks
    }

    var count: Int { symbols.count }

    /// How much is found where one stands.
    enum Quality: Int, Comparable {
        case inside = 30
        case beginning = 60
        /// Also in a run, where nobody knows the words.
        case whole = 100

        static func < (one: Quality, other: Quality) -> Bool { one.rawValue < other.rawValue }
    }

    /// Tells where it stands in a text, from the first on, until it is said to stop.
    /// - Parameter steps: by how many comparisons that took.
    func find(
        in text: SearchedText, steps: inout Int,
        until isEnough: (_ range: Range<Int>, _ quality: Quality) -> Bool
    ) {
        var length = 0
        for (place, symbol) in text.symbols.enumerated() {
            let symbol = symbol & SearchedText.compared
            steps += 1
            while symbols[length] != symbol, length > 0 {
                length = fallbacks[length - 1]
                steps += 1
            }
            guard symbols[length] == symbol else { continue }
            length += 1
            guard length == symbols.count else { continue }
            length = fallbacks[length - 1]
            let range = place + 1 - symbols.count..<place + 1
            let begins = text.begins(at: range.lowerBound)
            let ends = text.isEdge(range.upperBound)
            if opens && !begins || closes && !ends { continue }
            let isJoined = symbols[0] & SearchedText.joined != 0
            let quality: Quality =
                if begins && ends || isJoined { .whole } else if begins { .beginning } else { .inside }
            if isEnough(range, quality) { return }
        }
    }

    func isIn(_ text: SearchedText, steps: inout Int) -> Bool {
        var isFound = false
        find(in: text, steps: &steps) { _, _ in
            isFound = true
            return true
        }
        return isFound
    }

    // MARK: What an index is asked

    /// Six at most: of each word those that fewest texts have, and more of the same as long as there is room, since a filter says
    /// yes to each by chance.
    var tokens: [String] {
        var candidates: [(token: String, turn: Int)] = []
        text.eachUnit { unit in
            let found = text.symbols[unit.lowerBound] & SearchedText.joined != 0 ? run(unit) : word(unit)
            for (turn, token) in found.enumerated() { candidates.append((token, turn)) }
        }
        // Stable, so that words have their turns in their order.
        let sorted = candidates.enumerated().sorted {
            let (one, other) = ($0.element, $1.element)
            return (one.turn, -one.token.unicodeScalars.count, $0.offset)
                < (other.turn, -other.token.unicodeScalars.count, $1.offset)
        }
        var tokens: [String] = []
        for (_, candidate) in sorted where tokens.count < 6 && !tokens.contains(candidate.token) {
            tokens.append(candidate.token)
        }
        return tokens
    }

    /// Of a run, the rarest first: pairs that have all of it, those between them, and each character.
    private func run(_ unit: Range<Int>) -> [String] {
        let pairs = Self.starts(of: 2, in: unit) + Self.starts(of: 2, in: unit.dropLast(1))
        return pairs.map { text.token(.run, $0..<$0 + 2) } + unit.map { text.token(.run, $0..<$0 + 1) }
    }

    /// Of a word, the rarest first: its beginnings from the longest on, parts of three, and its shortest beginning.
    private func word(_ unit: Range<Int>) -> [String] {
        let isFirst = unit.lowerBound == 1
        let isLast = unit.upperBound == text.symbols.count - 1
        let parts = (Self.starts(of: 3, in: unit) + unit.dropLast(2)).map { text.token(.part, $0..<$0 + 3) }
        // Where it may be anywhere in a word, nothing is known of how that begins.
        if isFirst, !opens { return parts }
        if unit.count == 1 {
            return isLast && !closes ? [] : [text.token(.beginning, unit)]
        }
        func beginning(_ length: Int) -> String {
            text.token(.beginning, unit.lowerBound..<unit.lowerBound + length)
        }
        let known = min(unit.count, SearchedText.beginnings)
        let beyond = Self.starts(of: 3, in: unit).filter { $0 + 3 > unit.lowerBound + known }
            .map { text.token(.part, $0..<$0 + 3) }
        return [beginning(known)] + beyond
            + stride(from: known - 1, through: 4, by: -1).map(beginning) + parts
            + stride(from: min(3, known - 1), through: 2, by: -1).map(beginning)
    }

    /// Where parts of a length begin that have everything of a word, the last of them at its end.
    private static func starts(of length: Int, in unit: Range<Int>) -> [Int] {
        if unit.count < length { return [] }
        return stride(from: unit.upperBound - length, to: unit.lowerBound, by: -length).map(\.self) + [
            unit.lowerBound
        ]
    }
}

extension SearchTerm {
    /// What is among a text's tokens if the term is in the text: at most six, the rarest first. None where an index can say
    /// nothing, and of a term that must not be there.
    package var tokens: [String] { isExcluded ? [] : SearchPattern(self)?.tokens ?? [] }
}
