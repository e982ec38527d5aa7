/// How a text has in it what is looked for.
package struct SearchMatch: Hashable, Sendable {
    /// More is closer: whole words more than beginnings of words, these more than parts, and then words near each other and short
    /// texts. To be compared among texts that the same terms are found in.
    package let closeness: Int
}

/// Looks for terms in texts. Without terms every text is found, and a term without a letter or digit counts as none.
package struct SearchMatcher: Sendable {
    private let wanted: [SearchPattern]
    private let refused: [SearchPattern]

    package init(_ terms: [SearchTerm]) {
        wanted = terms.filter { !$0.isExcluded }.compactMap(SearchPattern.init)
        refused = terms.filter(\.isExcluded).compactMap(SearchPattern.init)
    }

    /// Whether any term has to be there.
    var isAsking: Bool { !wanted.isEmpty }

    /// Nil where a term is missing, or one is there that must not be.
    package func match(_ text: String) -> SearchMatch? {
        var steps = 0
        return match(text, steps: &steps)
    }

    /// - Parameter steps: grows by how many comparisons it took, which is what may not get out of hand.
    package func match(_ text: String, steps: inout Int) -> SearchMatch? {
        let text = SearchedText(text)
        for pattern in wanted where !pattern.isIn(text, steps: &steps) { return nil }
        for pattern in refused where pattern.isIn(text, steps: &steps) { return nil }
        if wanted.isEmpty { return SearchMatch(closeness: 0) }
        var quality = 0
        var places: [(start: Int, end: Int, term: Int)] = []
        for (term, pattern) in wanted.enumerated() {
            var best = SearchPattern.Quality.inside
            var count = 0
            pattern.find(in: text, steps: &steps) { range, quality in
                best = max(best, quality)
                if count < Self.placeLimit { places.append((range.lowerBound, range.upperBound, term)) }
                count += 1
                return count >= Self.placeLimit && best == .whole
            }
            quality += best.rawValue
        }
        let shortness = 2_000 / (100 + text.count)
        return SearchMatch(closeness: quality / wanted.count + nearness(places) + shortness)
    }

    /// Of one term, how many places are looked at to see which stand near each other.
    private static let placeLimit = 64

    /// 100 where all terms stand side by side, less the longer the shortest part of a text is that has them all.
    private func nearness(_ places: [(start: Int, end: Int, term: Int)]) -> Int {
        if wanted.count < 2 { return 0 }
        let places = places.sorted { ($0.start, $0.term) < ($1.start, $1.term) }
        var counts = [Int](repeating: 0, count: wanted.count)
        var missing = wanted.count
        var first = 0
        var shortest = Int.max
        for place in places {
            if counts[place.term] == 0 { missing -= 1 }
            counts[place.term] += 1
            while missing == 0 {
                let earliest = places[first]
                shortest = min(shortest, max(place.end, earliest.end) - earliest.start)
                counts[earliest.term] -= 1
                if counts[earliest.term] == 0 { missing += 1 }
                first += 1
            }
        }
        // With the border before each.
        let least = wanted.reduce(-1) { $0 + $1.count + 1 }
        return 100 * least / max(least, shortest)
    }

    // MARK: Excerpts

    /// A text around the first place where a term is found, with each such place marked; its beginning where there is none.
    /// - Parameters:
    ///   - words: without marks of formatting, in one line.
    ///   - limit: characters (Unicode scalars) it may have, with the "…" for what is left out.
    package func excerpt(of words: String, limit: Int = 300) -> [MessageHit.Piece] {
        let clusters = Clusters(words)
        let marks = clusters.covering(places(in: words))
        let shown = clusters.part(around: marks.first, limit: limit)
        var pieces: [MessageHit.Piece] = []
        func add(_ range: Range<Int>, isMarked: Bool) {
            if !range.isEmpty { pieces.append(MessageHit.Piece(clusters.text(range), isMarked: isMarked)) }
        }
        func leaveOut() { pieces.append(MessageHit.Piece("…", isMarked: false)) }
        if shown.lowerBound > 0 { leaveOut() }
        var place = shown.lowerBound
        for mark in marks {
            let mark = mark.clamped(to: shown)
            if mark.isEmpty { continue }
            add(place..<mark.lowerBound, isMarked: false)
            add(mark, isMarked: true)
            place = mark.upperBound
        }
        add(place..<shown.upperBound, isMarked: false)
        if shown.upperBound < clusters.count { leaveOut() }
        return pieces
    }

    /// Where terms are found, in a text's UTF-8, in their order and apart from each other.
    private func places(in words: String) -> [Range<Int>] {
        let text = SearchedText(words)
        var steps = 0
        var found: [Range<Int>] = []
        for pattern in wanted {
            var last: Range<Int>?
            pattern.find(in: text, steps: &steps) { range, _ in
                let characters = text.characters(range)
                if let earlier = last, characters.lowerBound <= earlier.upperBound {
                    last = earlier.lowerBound..<max(earlier.upperBound, characters.upperBound)
                } else {
                    if let last { found.append(last) }
                    last = characters
                }
                return false
            }
            if let last { found.append(last) }
        }
        found.sort { $0.lowerBound < $1.lowerBound }
        return found.merged.map(text.origin).sorted { $0.lowerBound < $1.lowerBound }.merged
    }
}

extension [Range<Int>] {
    /// Sorted ones, with one for those that overlap or touch.
    fileprivate var merged: [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in self {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

/// What people take for one character each, in a text.
private struct Clusters {
    private let words: String
    /// Where each begins, in UTF-8 and in Unicode scalars; at last the text's end.
    private var starts: [(utf8: Int, scalar: Int)] = []
    private var isSpace: [Bool] = []

    init(_ words: String) {
        self.words = words
        starts.reserveCapacity(words.utf8.count + 1)
        var (utf8, scalar) = (0, 0)
        for character in words {
            starts.append((utf8, scalar))
            isSpace.append(character.isWhitespace)
            utf8 += character.utf8.count
            scalar += character.unicodeScalars.count
        }
        starts.append((utf8, scalar))
    }

    var count: Int { isSpace.count }

    func text(_ range: Range<Int>) -> String {
        let utf8 = words.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: starts[range.lowerBound].utf8)
        let end = utf8.index(utf8.startIndex, offsetBy: starts[range.upperBound].utf8)
        return String(words[start..<end])
    }

    /// Those that have some ranges of UTF-8 in them, which are sorted.
    func covering(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var place = 0
        return ranges.map { range in
            while place + 1 < count, starts[place + 1].utf8 <= range.lowerBound { place += 1 }
            let start = place
            var end = place + 1
            while end < count, starts[end].utf8 < range.upperBound { end += 1 }
            place = end - 1
            return start..<end
        }.merged
    }

    private func scalars(_ range: Range<Int>) -> Int {
        starts[range.upperBound].scalar - starts[range.lowerBound].scalar
    }

    /// What is shown of the text, with a character left for each "…" where it is cut.
    func part(around mark: Range<Int>?, limit: Int) -> Range<Int> {
        if scalars(0..<count) <= limit { return 0..<count }
        let mark = mark ?? 0..<0
        var start = 0
        if scalars(0..<mark.lowerBound) > limit / 4 {
            start = beginning(before: mark.lowerBound, limit: limit / 4)
            // More of it, where the text ends before there is too much.
            if scalars(start..<count) < limit {
                start = min(start, beginning(before: count, limit: limit - 1))
                return start..<count
            }
        }
        let room = limit - (start > 0 ? 2 : 1)
        var end = start
        while end < count, scalars(start..<end + 1) <= room { end += 1 }
        // Between words, unless that is far.
        var border = end
        while border > max(start, mark.upperBound, end - limit / 8), !isSpace[border] { border -= 1 }
        if isSpace[border], border > start { end = border }
        while end > start, isSpace[end - 1] { end -= 1 }
        return start..<end
    }

    /// The first before a place from where at most so many characters are left up to it, where a word begins if one does.
    private func beginning(before end: Int, limit: Int) -> Int {
        var start = end
        while start > 0, scalars(start - 1..<end) <= limit { start -= 1 }
        if start == 0 { return 0 }
        var word = start
        while word < end, word < start + limit / 2, !isSpace[word - 1] || isSpace[word] { word += 1 }
        return word < count && isSpace[word - 1] && !isSpace[word] ? word : start
    }
}
