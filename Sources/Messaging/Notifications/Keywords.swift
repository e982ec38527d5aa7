import Text

/// Words and phrases of somebody's, which count as their name where others say them.
///
/// One is found where it stands as a whole word, and in part of one where its script writes no spaces between words, or joins
/// particles to them. White space in it is any run of white space; letter case does not count.
///
/// All are looked for at once, in one pass through a text, however many there are and whatever they are made of (Aho and
/// Corasick): whoever chooses the words and writes the texts cannot make that take long.
package struct Keywords: Sendable {
    /// What was read so far of a word, or of several.
    private struct Node {
        /// Its edges among all.
        var edges = 0..<0
        /// What is still read of a word when what follows goes on with none of these.
        var fallback = 0
        /// The next of its fallbacks that is a word; 0 for none.
        var shorter = 0
        /// The word's; 0 where no word ends here.
        var length = 0
        /// Whether nothing of a word may stand before it, and behind it.
        var opensWord = false
        var closesWord = false
    }

    /// The first is that of nothing, where each text begins.
    private let nodes: [Node]
    /// Those of a node stand together.
    private let edges: [(unit: UInt16, node: Int)]
    /// By the low bits of a unit, whether any word may begin with it: nearly no place in a text needs a look at the edges.
    private let beginnings: [Bool]

    package init(_ words: [String]) {
        var nodes = [Node()]
        var branches: [[UInt16: Int]] = [[:]]
        for word in words.prefix(NotificationChoice.keywordLimit) {
            let units = PlainText.folded(word).trimmed
            if units.isEmpty { continue }
            var node = 0
            for unit in units {
                if let next = branches[node][unit] {
                    node = next
                } else {
                    branches[node][unit] = nodes.count
                    node = nodes.count
                    nodes.append(Node())
                    branches.append([:])
                }
            }
            nodes[node].length = units.count
            nodes[node].opensWord = units.first(from: 0).isSetApart
            var last = units.last(before: units.count)
            while let mark = last.scalar, mark.partOfWord == .mark || mark.partOfWord == .sign {
                last = units.last(before: last.index)
            }
            nodes[node].closesWord = last.isSetApart
        }
        var edges: [(unit: UInt16, node: Int)] = []
        var queue = [0]
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            let first = edges.count
            for (unit, child) in branches[node] {
                edges.append((unit, child))
                queue.append(child)
                // Its parent's fallbacks are known: they are shorter.
                var fallback = nodes[node].fallback
                while fallback != 0, branches[fallback][unit] == nil { fallback = nodes[fallback].fallback }
                let target = node == 0 ? 0 : branches[fallback][unit] ?? 0
                nodes[child].fallback = target
                nodes[child].shorter = nodes[target].length > 0 ? target : nodes[target].shorter
            }
            nodes[node].edges = first..<edges.count
        }
        var beginnings = [Bool](repeating: false, count: 256)
        for unit in branches[0].keys { beginnings[Int(unit & 0xFF)] = true }
        self.nodes = nodes
        self.edges = edges
        self.beginnings = beginnings
    }

    package var isEmpty: Bool { nodes.count == 1 }

    /// Whether a text has any of them in it.
    package func areIn(_ text: String) -> Bool {
        if isEmpty { return false }
        let units = PlainText.folded(text)
        var node = 0
        for (index, unit) in units.enumerated() {
            if node == 0, !beginnings[Int(unit & 0xFF)] { continue }
            var next = follow(unit, from: node)
            while next == nil, node != 0 {
                node = nodes[node].fallback
                next = follow(unit, from: node)
            }
            node = next ?? 0
            var word = nodes[node].length > 0 ? node : nodes[node].shorter
            while word != 0 {
                if isWhole(nodes[word], upTo: index + 1, in: units) { return true }
                word = nodes[word].shorter
            }
        }
        return false
    }

    private func follow(_ unit: UInt16, from node: Int) -> Int? {
        for edge in nodes[node].edges where edges[edge].unit == unit { return edges[edge].node }
        return nil
    }

    private func isWhole(_ word: Node, upTo end: Int, in units: [UInt16]) -> Bool {
        if word.opensWord {
            var last = units.last(before: end - word.length)
            while last.scalar?.partOfWord == .mark { last = units.last(before: last.index) }
            if last.goesOnWithWord { return false }
        }
        if word.closesWord {
            var next = units.first(from: end)
            while next.scalar?.partOfWord == .mark { next = units.first(from: next.end) }
            if next.goesOnWithWord { return false }
        }
        return true
    }
}

/// A scalar of a text in UTF-16, and where it begins and ends.
private struct Place {
    /// Nil where the text has ended, and for half of one.
    var scalar: Unicode.Scalar?
    var index: Int
    var end: Int

    var goesOnWithWord: Bool { scalar?.partOfWord == .letter || scalar?.partOfWord == .sign }

    /// Whether it is in a word that is set apart from others.
    var isSetApart: Bool { scalar.map { $0.partOfWord == .letter && !$0.isOfJoinedWords } ?? false }
}

extension [UInt16] {
    /// Without the space that it may begin and end with.
    fileprivate var trimmed: [UInt16] {
        let space = UInt16(UInt8(ascii: " "))
        var units = Array(drop { $0 == space })
        if units.last == space { units.removeLast() }
        return units
    }

    fileprivate func first(from index: Int) -> Place {
        guard index < count else { return Place(scalar: nil, index: index, end: index) }
        if UTF16.isLeadSurrogate(self[index]), index + 1 < count, UTF16.isTrailSurrogate(self[index + 1]) {
            return Place(scalar: scalar(self[index], self[index + 1]), index: index, end: index + 2)
        }
        return Place(scalar: Unicode.Scalar(self[index]), index: index, end: index + 1)
    }

    fileprivate func last(before end: Int) -> Place {
        guard end > 0 else { return Place(scalar: nil, index: 0, end: 0) }
        if end > 1, UTF16.isTrailSurrogate(self[end - 1]), UTF16.isLeadSurrogate(self[end - 2]) {
            return Place(scalar: scalar(self[end - 2], self[end - 1]), index: end - 2, end: end)
        }
        return Place(scalar: Unicode.Scalar(self[end - 1]), index: end - 1, end: end)
    }

    private func scalar(_ lead: UInt16, _ trail: UInt16) -> Unicode.Scalar? {
        Unicode.Scalar(0x10000 + UInt32(lead - 0xD800) << 10 + UInt32(trail - 0xDC00))
    }
}
