import Messaging
import Testing

@Suite("Looking for terms in texts")
struct SearchMatcherTests {
    private func matcher(_ line: String) throws -> SearchMatcher {
        SearchMatcher(try MessageQuery(line: line).terms)
    }

    /// With what is marked in brackets.
    private func excerpt(_ line: String, _ text: String, limit: Int = 300) throws -> String {
        Self.shown(try matcher(line).excerpt(of: text, limit: limit))
    }

    private static func shown(_ pieces: [MessageHit.Piece]) -> String {
        pieces.map { $0.isMarked ? "[\($0.text)]" : $0.text }.joined()
    }

    @Test(
        "finds all of them, and none that must not be there",
        arguments: [
            ("plum tree", "a tree of plums", true), ("plum tree", "a plum", false),
            ("plum -tree", "a plum", true),
            ("plum -tree", "a plum tree", false), ("plum -\"a tree\"", "tree of a plum", true),
            ("plum -\"a tree\"", "a plum, a tree", false), ("*lum -*ree", "plum", true),
            ("*lum -*ree", "plum trees", false),
        ])
    func all(line: String, text: String, isFound: Bool) throws {
        #expect((try matcher(line).match(text) != nil) == isFound)
        #expect(
            SearchMatcher([]).match(text) != nil
                && SearchMatcher([SearchTerm(.phrase, "!")]).match(text) != nil)
    }

    @Test(
        "takes whole words for closer than beginnings, these for closer than parts, and terms near each other and short texts",
        arguments: [
            ("plum", "the plum", "the plums"), ("*plum", "the plum", "the plums"),
            ("*plum", "plums", "eplum"),
            ("*plum", "a plums", "aplumb"),
            ("plum", "a plum", "a plum \(String(repeating: "and more ", count: 40))"),
            ("plum tree", "of a plum tree here", "plum of a here tree"),
            ("plum tree", "tree plum of it", "tree of it plum"),
            ("plum tree", "a tree plum", "plums on trees"), ("会議 plum", "会議 plum から", "会議から plum"),
        ])
    func closeness(line: String, closer: String, other: String) throws {
        let matcher = try matcher(line)
        let (one, two) = (try #require(matcher.match(closer)), try #require(matcher.match(other)))
        #expect(one.closeness > two.closeness)
    }

    // MARK: Excerpts

    @Test(
        "marks each place that is found, in whole characters as people see them",
        arguments: [
            ("plum", "A Plum, plums and eplum", "A [Plum], [plum]s and eplum"), ("*plum", "eplum", "e[plum]"),
            ("cafe", "Cafe\u{301}s", "[Cafe\u{301}]s"), ("gross", "Größe", "[Größ]e"),
            ("*inal", "ﬁnal", "[ﬁnal]"),
            ("が", "たか\u{3099}く", "た[か\u{3099}]く"),
            ("한", "\u{1112}\u{1161}\u{11AB}글", "[\u{1112}\u{1161}\u{11AB}]글"),
            ("\"दिल\"", "मेरा दिल।", "मेरा [दिल]।"), ("ดี", "สวัสดีครับ", "สวัส[ดี]ครับ"), ("ด", "สวัสดี", "สวัส[ดี]"),
            ("\"a tree\" -plum", "is a — tree!", "is [a — tree]!"), ("plum *lum", "plum", "[plum]"),
            ("plum ums", "plums ums", "[plum]s [ums]"),
            ("don't", "I don’t", "I [don’t]"), ("eau", "l'eau", "l'[eau]"),
            ("soft", "so\u{AD}ft", "[so\u{AD}ft]"),
            ("zal", "Z\u{300}\u{301}a\u{302}lgo", "[Z\u{300}\u{301}a\u{302}l]go"), ("𠮷", "新𠮷野", "新[𠮷]野"),
            ("ok", "👩🏽‍🔧ok👍🏽", "👩🏽‍🔧[ok]👍🏽"), ("会議", "会議会議", "[会議会議]"), ("plum", "pear", "pear"),
            ("plum", "", ""), ("stan", "İstanbul STAN", "İstanbul [STAN]"),
        ])
    func marks(line: String, text: String, shown: String) throws {
        #expect(try excerpt(line, text) == shown)
    }

    @Test("is cut around the first place, between words where it can be, and says where")
    func cut() throws {
        let many = String(repeating: "word ", count: 30)
        #expect(
            try excerpt("plum", many + "plum " + many, limit: 40) == "…word word [plum] word word word word…")
        #expect(try excerpt("plum", "a plum " + many, limit: 30) == "a [plum] word word word word…")
        #expect(try excerpt("plum", many + "plum", limit: 30) == "…word word word word word [plum]")
        #expect(try excerpt("pear", many, limit: 22) == "word word word word…")
        #expect(
            try excerpt("plum", String(repeating: "x", count: 99) + "-plum", limit: 20).hasSuffix("x-[plum]"))
        #expect(
            try excerpt("会", String(repeating: "会", count: 50), limit: 20)
                == "[\(String(repeating: "会", count: 19))]…")
    }

    @Test(
        "is a part of the text in which no character is torn and no more than there may be", arguments: 0..<8)
    func parts(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let parts = [
            "plum", "Plum", "plu\u{301}m", " ", " ", "x", "👩🏽‍🔧", "🇩🇪", "か\u{3099}", "한", "ดี", "क्षि", "-",
            "e\u{301}\u{302}", "\r\n",
        ]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                parts.randomElement(using: &random) ?? ""
            }.joined()
            let limit = Int.random(in: 12...80, using: &random)
            let terms = ["plum", "か\u{3099}", "um x", "क", "e"].map {
                SearchTerm([.beginning, .inside, .phrase].randomElement(using: &random) ?? .inside, $0)
            }
            let matcher = SearchMatcher(terms)
            let pieces = matcher.excerpt(of: text, limit: limit)
            let whole = pieces.map(\.text).joined()
            #expect(whole.unicodeScalars.count <= limit)
            let isCut = text.unicodeScalars.count > limit
            #expect(isCut == whole.contains("…"))
            var shown = whole[...]
            if shown.hasPrefix("…") { shown = shown.dropFirst() }
            if shown.hasSuffix("…") { shown = shown.dropLast() }
            let characters = Array(text)
            let isPart = (0...characters.count).contains { characters[$0...].starts(with: shown) }
            let isEmpty = pieces.contains { $0.text.isEmpty }
            #expect(isPart && !isEmpty)
            let isFound = terms.contains { SearchMatcher([$0]).match(text) != nil }
            let isMarked = pieces.contains { $0.isMarked }
            #expect(isMarked == isFound, "\(terms) in \(text)")
        }
    }

    // MARK: Hostile ones

    @Test(
        "takes a few steps for each character, whatever the terms and the text are made of",
        arguments: [
            (String(repeating: "a", count: 400) + "b", String(repeating: "a", count: 16_384)),
            (String(repeating: "a ", count: 200) + "b", String(repeating: "a ", count: 8_192)),
            (String(repeating: "ab", count: 200) + "c", String(repeating: "ab", count: 8_192)),
            (String(repeating: "会", count: 400) + "議", String(repeating: "会", count: 16_384)),
            ("a", String(repeating: "a'", count: 8_192)), ("aa", String(repeating: "a", count: 16_384)),
        ])
    func steps(part: String, text: String) throws {
        for kind in [SearchTerm.Kind.beginning, .inside, .phrase] {
            let terms = (0..<MessageQuery.termLimit).map { SearchTerm(kind, part, isExcluded: $0 > 9) }
            var steps = 0
            _ = SearchMatcher(terms).match(text, steps: &steps)
            #expect(steps > 0 && steps <= 2 * 2 * MessageQuery.termLimit * (text.unicodeScalars.count + 2))
            let pieces = SearchMatcher(terms).excerpt(of: text)
            #expect(pieces.map(\.text.unicodeScalars.count).reduce(0, +) <= 300)
        }
    }
}
